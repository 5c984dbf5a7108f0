/* Blocks that are resized again and again, up and down, and blocks with an
   alignment of their own.

   DHAT files a block that is resized where it was allocated first, vrleak and
   Memcheck where it was resized last.  So that is one line here.

   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <stdlib.h>

#define N 50

static char* block[N];

static void resize(void)
{
   for (int round = 0; round < 100; round++)
      for (int i = 0; i < N; i++) {
         block[i] = realloc(block[i], (round * 37 + i * 11) % 5000 + 1);
         block[i][0] = 1;
      }
}

static void align(void)
{
   void* volatile p;
   void* kept;
   for (int i = 0; i < 100; i++) {
      if (posix_memalign(&kept, 16u << i % 8, 100 + i) != 0)
         abort();
      if (i % 3 == 0)
         free(kept);
      p = aligned_alloc(64, 64 * (1 + i % 5));
      if (i % 2)
         free(p);
   }
}

int main(void)
{
   resize();
   align();
   for (int i = 0; i < N; i++)
      free(block[i]);
   return 0;
}
