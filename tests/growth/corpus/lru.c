/* lru.c: A cache of the 500 most recently used pages with chained buckets; the
   oldest goes when a new one comes.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

enum { LIMIT = 500, BUCKETS = 512 };

typedef struct Page { struct Page *newer, *older, *chain; uint32_t key; char text[]; } Page;

static struct { Page *newest, *oldest, *buckets[BUCKETS]; int count; } cache;

static void detach(Page* page)
{
   *(page->newer ? &page->newer->older : &cache.newest) = page->older;
   *(page->older ? &page->older->newer : &cache.oldest) = page->newer;
}

static void attach(Page* page)
{
   page->newer = NULL;
   page->older = cache.newest;
   *(cache.newest ? &cache.newest->newer : &cache.oldest) = page;
   cache.newest = page;
}

static void evict(Page* page)
{
   Page** link = &cache.buckets[page->key % BUCKETS];
   while (*link != page)
      link = &(*link)->chain;
   *link = page->chain;
   detach(page);
   free(page);
   cache.count--;
}

static Page* fetch(uint32_t key)
{
   Page** bucket = &cache.buckets[key % BUCKETS];
   for (Page* page = *bucket; page; page = page->chain)
      if (page->key == key) {
         detach(page);
         attach(page);
         return page;
      }
   if (cache.count == LIMIT)
      evict(cache.oldest);
   Page* page = calloc(1, sizeof *page + between(20, 300));
   page->key   = key;
   page->chain = *bucket;
   *bucket     = page;
   attach(page);
   cache.count++;
   return page;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   while (rounds-- > 0)
      mix(fetch(percent(30) ? between(0, 99) : between(0, 100000))->key);
   return finish();
}
