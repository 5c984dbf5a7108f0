/* Uses a dead frame, and then searches for leaks in a frame at the same place,
   which holds the only pointer to a block.  Exits with the bytes lost.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <valgrind/memcheck.h>

static int* volatile kept;

static __attribute__((noinline)) void fill(void)
{
   volatile int locals[2000] = { 0 };
   kept = (int*)locals;
}

static __attribute__((noinline)) unsigned long search(void)
{
   unsigned long  leaked, dubious, reachable, suppressed;
   volatile struct { char above[1000]; void* block; char below[1000]; } frame;

   frame.block = malloc(10);
   VALGRIND_DO_QUICK_LEAK_CHECK;
   VALGRIND_COUNT_LEAKS(leaked, dubious, reachable, suppressed);
   free(frame.block);
   return leaked + dubious;
}

int main(void)
{
   unsigned long lost = 0;

   for (int i = 0; i < 3; i++) {
      fill();
      *kept = 1;                             /* @dead */
      lost += search();
   }
   return lost;
}
