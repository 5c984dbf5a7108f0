/* Memory pools: every request, with and without mistakes.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <valgrind/memcheck.h>

enum { ROOM = 64 * 1024, RED_ZONE = 16 };

static int pool, other_pool, never;          /* only their addresses matter */
static char *memory;

static char *chunk(int number, size_t n)
{
   char *p = memory + 256 * number + RED_ZONE;
   VALGRIND_MEMPOOL_ALLOC(&pool, p, n);                         /* @chunk */
   return p;
}

static void touch(volatile char *p)
{
   *p = 1;                                                      /* @touch */
}

static void healthy(void)
{
   char *a = chunk(0, 100), *b = chunk(1, 100), *c = chunk(2, 100);

   memset(a, 1, 100);
   memset(b, 1, 100);
   memset(c, 1, 100);
   VALGRIND_MEMPOOL_FREE(&pool, a);
   VALGRIND_MEMPOOL_TRIM(&pool, b + 10, 1000);
   touch(b + 10);
   touch(c);
   VALGRIND_MOVE_MEMPOOL(&pool, &other_pool);
   VALGRIND_MEMPOOL_CHANGE(&other_pool, c, c + 4, 96);
   printf("%d %d\n", VALGRIND_MEMPOOL_EXISTS(&pool),
          VALGRIND_MEMPOOL_EXISTS(&other_pool));
   VALGRIND_DESTROY_MEMPOOL(&other_pool);
}

static void unhealthy(void)
{
   char *a = chunk(0, 100), *b = chunk(1, 100);

   touch(a + 100);
   touch(a - 1);
   VALGRIND_MEMPOOL_FREE(&pool, a);
   touch(a + 7);
   VALGRIND_MEMPOOL_FREE(&pool, a);                             /* @twice */
   VALGRIND_MEMPOOL_FREE(&never, b);                            /* @never */
   VALGRIND_MEMPOOL_CHANGE(&pool, a, b, 10);                    /* @change */
   VALGRIND_MEMPOOL_TRIM(&pool, b + 50, 100);
   touch(b + 49);
   VALGRIND_DESTROY_MEMPOOL(&pool);
   touch(b + 60);
   VALGRIND_DESTROY_MEMPOOL(&pool);                             /* @destroyed */
   VALGRIND_MOVE_MEMPOOL(&pool, &other_pool);                   /* @moved */
}

int main(int argc, char **argv)
{
   memory = mmap(NULL, ROOM, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   (void)VALGRIND_MAKE_MEM_NOACCESS(memory, ROOM);
   VALGRIND_CREATE_MEMPOOL(&pool, RED_ZONE, 0);
   if (argc > 1)
      healthy();
   else
      unhealthy();
   return 0;
}
