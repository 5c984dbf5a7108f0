/* The leak scan and the blocks of the client: blocks in a block from malloc,
   in mapped memory, and pools, with pointers between them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <valgrind/memcheck.h>

enum { ROOM = 64 * 1024 };

static void **kept, **inner;
static int pool, list_pool;

static void *get(char *room, size_t at, size_t n)
{
   void *p = room + at;
   VALGRIND_MALLOCLIKE_BLOCK(p, n, 0, 1);                       /* @get */
   memset(p, 0, n);
   return p;
}

static void make(void)
{
   char *arena = malloc(ROOM);
   char *pages = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   char *plain = malloc(ROOM);
   void **p, **q;

   memset(arena, 0, ROOM);
   memset(plain, 0, ROOM);

   /* kept -> a block from malloc; lost -> lost -> lost */
   kept = get(arena, 64, 100);
   kept[3] = malloc(11);
   p = get(arena, 1024, 48);
   q = get(arena, 2048, 40);
   p[1] = q;
   q[2] = malloc(13);
   /* only into the middle */
   inner = (void **)((char *)get(arena, 4096, 200) + 100);
   /* within mapped memory, whose words are roots */
   p = get(pages, 128, 80);
   p[0] = malloc(17);
   /* chunks of a pool, a list that is lost */
   VALGRIND_CREATE_MEMPOOL(&list_pool, 0, 1);
   q = NULL;
   for (int i = 0; i < 10; i++) {
      p = (void **)(plain + 512 * i + 64);
      VALGRIND_MEMPOOL_ALLOC(&list_pool, p, 32);                /* @list */
      p[0] = q;
      q = p;
   }
   p = q = NULL;
   arena = pages = plain = NULL;
}

/* Leaves nothing behind in the registers and on the stack. */
static void scrub(int depth)
{
   volatile char buf[4096];
   memset((void *)buf, 0, sizeof buf);
   if (depth > 0)
      scrub(depth - 1);
}

int main(void)
{
   make();
   scrub(4);
   return kept == NULL;
}
