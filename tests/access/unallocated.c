/* Accesses to memory of the heap that holds no block.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

static volatile char sink;

static char touch(volatile char* at) { return *at; }      /* @touch */

int main(int argc, char** argv)
{
   /* Blocks of one size follow each other; after the last one, nothing. */
   char* block = malloc(1000);
   sink = touch(block + 20000);                           /* @far_behind */
   touch(block + 1010);                                   /* @near */

   /* A large block, from which its memory is taken at the next allocation. */
   char* large = malloc(3000000);
   free(large);
   char* next = malloc(1000);
   sink = touch(large + 1500000);                         /* @large */

   /* Small ones: two that are left, and a gap of many between them. */
   enum { N = 60 };
   char* small[N];
   for (int i = 0; i < N; i++)
      small[i] = malloc(200);
   for (int i = 1; i < N - 1; i++)
      free(small[i]);
   char* last = malloc(5000);
   sink = touch(small[N / 2] + 7);                        /* @gap */
   touch(small[0] + 205);                                 /* @near_gap */

   free(block); free(next); free(small[0]); free(small[N - 1]); free(last);
   return 0;
}
