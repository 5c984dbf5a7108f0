/* One call, two ways to the allocator: 10 blocks of 100 bytes and 10 of 200, none of which is
   used at the same time as another.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

__attribute__((noinline)) static void *by_malloc(size_t size)
{
   char *block = malloc(size);
   block[0] = 1;
   return block;
}

__attribute__((noinline)) static void *by_calloc(size_t size)
{
   char *block = calloc(2, size);
   block[0] = 1;
   return block;
}

int main(void)
{
   void *(*volatile get[])(size_t) = { by_malloc, by_calloc };
   void *kept[2];

   for (int i = 0; i < 20; i++) {
      void *block = get[i % 2](100);            /* @get */
      kept[0] = block;
      free(kept[0]);
   }
   for (int i = 0; i < 2; i++)
      kept[i] = get[i](1000);                   /* @both */
   for (int i = 0; i < 2; i++)
      free(kept[i]);
   return 0;
}
