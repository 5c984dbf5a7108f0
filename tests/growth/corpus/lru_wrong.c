/* lru_wrong.c: A cache of the 500 most recent pages that counts down not only
   when it evicts but also when it replaces, and so hardly evicts.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

enum { LIMIT = 500, BUCKETS = 512 };

typedef struct Page { struct Page *newer, *older, *chain; uint32_t key; char* text; } Page;

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

static void evict(void)
{
   Page* page = cache.oldest;
   Page** link = &cache.buckets[page->key % BUCKETS];
   while (*link != page)
      link = &(*link)->chain;
   *link = page->chain;
   detach(page);
   free(page->text);
   free(page);
   cache.count--;
}

static void store(uint32_t key, size_t size)
{
   Page* page = cache.buckets[key % BUCKETS];
   while (page && page->key != key)
      page = page->chain;
   if (page) {
      detach(page);
      free(page->text);
      cache.count--;                          /* but it was not removed */
   } else {
      page = malloc(sizeof *page);
      page->key   = key;
      page->chain = cache.buckets[key % BUCKETS];
      cache.buckets[key % BUCKETS] = page;
      cache.count++;
   }
   page->text = calloc(1, size);
   attach(page);
   while (cache.count > LIMIT)
      evict();
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (long round = 0; round < rounds; round++) {
      store(percent(30) ? round - (long)between(0, 200) : round, between(20, 200));
      mix(cache.newest->key + cache.count);
   }
   return finish();
}
