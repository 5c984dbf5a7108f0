/* Uses a dead frame, and then ends in a frame at the same place that holds the
   only pointer to a block.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

static int* volatile kept;

static __attribute__((noinline)) void fill(void)
{
   volatile int locals[2000] = { 0 };
   kept = (int*)locals;
}

static __attribute__((noinline)) void end_here(void)
{
   void* volatile block = malloc(10);
   exit(0);
}

int main(void)
{
   fill();
   *kept = 1;                                /* @dead */
   end_here();
}
