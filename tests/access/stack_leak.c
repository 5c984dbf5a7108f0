/* Uses a dead frame, and then ends in a frame at the same place that holds the
   only pointers to some blocks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <unistd.h>

static int* volatile kept;

static __attribute__((noinline)) void fill(void)
{
   volatile int locals[2000] = { 0 };
   kept = (int*)locals;
}

static __attribute__((noinline)) void end_here(void)
{
   void* volatile blocks[900];
   for (int i = 0; i < 900; i++)
      blocks[i] = malloc(10);                /* @alloc */
   exit(0);
}

int main(void)
{
   sbrk(100);         /* not a whole page: from now on there may be marks */
   fill();
   *kept = 1;                                /* @dead */
   end_here();
}
