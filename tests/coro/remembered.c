/* Many coroutines run the same functions, with frame pointers, which allocate.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include "switch.h"

#define N      500
#define SIZE   8192
#define ROUNDS 4

static void* main_sp;
static void* sps[N];
static int   current;

static __attribute__((noinline)) void allocate(int depth)
{
   if (depth > 0)
      allocate(depth - 1);
   else
      free(malloc(40));
}

static void work(void)
{
   for (;;) {
      allocate(3);
      swap(&sps[current], main_sp);
   }
}

int main(void)
{
   char* stacks = malloc(N * SIZE);

   for (int i = 0; i < N; i++)
      sps[i] = prepare(stacks + i * SIZE, SIZE, work);
   for (int i = 0; i < N * ROUNDS; i++) {
      current = i % N;
      swap(&main_sp, sps[current]);
   }
   free(stacks);
   return 0;
}
