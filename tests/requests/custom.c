/* An allocator that announces its blocks: what may go wrong with them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

enum { RED_ZONE = 16, ROOM = 64 * 1024 };

static char *arena, *next;

static char *get(size_t n)
{
   if (arena == NULL) {
      arena = next = malloc(ROOM);                              /* @arena */
      (void)VALGRIND_MAKE_MEM_NOACCESS(arena, ROOM);
   }
   char *block = next + RED_ZONE;
   next = block + (n + 15) / 16 * 16;
   VALGRIND_MALLOCLIKE_BLOCK(block, n, RED_ZONE, 0);            /* @get */
   return block;
}

static void put(char *block)
{
   VALGRIND_FREELIKE_BLOCK(block, RED_ZONE);                    /* @put */
}

static void healthy(void)
{
   char *a = get(100), *b = get(10);
   memset(a, 1, 100);
   memset(b, 2, 10);
   VALGRIND_RESIZEINPLACE_BLOCK(b, 10, 16, RED_ZONE);
   b[15] = 3;
   put(a);
   put(b);
   (void)VALGRIND_MAKE_MEM_UNDEFINED(arena, ROOM);
   free(arena);
}

static void overrun(volatile char *a)
{
   a[-1] = 1;                                                   /* @before */
   a[40] = 1;                                                   /* @after */
}

int main(int argc, char **argv)
{
   if (argc > 1) {
      healthy();
      return 0;
   }
   char *a = get(40);
   char *plain = malloc(24);                                    /* @plain */

   overrun(a);
   VALGRIND_RESIZEINPLACE_BLOCK(a, 40, 20, RED_ZONE);
   a[20] = 1;                                                   /* @shrunk */
   VALGRIND_RESIZEINPLACE_BLOCK(a, 40, 60, RED_ZONE);           /* @wrong_size */
   put(a);
   put(a);                                                      /* @twice */
   VALGRIND_FREELIKE_BLOCK(plain, 0);                           /* @not_ours */
   a = get(50);
   free(a);                                                     /* @by_free */
   a = get(30);
   a = realloc(a, 60);                                          /* @by_realloc */
   a[59] = 1;
   free(a);
   get(70);                                                     /* @lost */
   return 0;
}
