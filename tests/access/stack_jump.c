/* A frame that longjmp has left is used.  With an argument only frames that
   are there.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>

static jmp_buf back;
static int* volatile kept;

static __attribute__((noinline)) void dive(int depth)
{
   volatile int locals[50];
   locals[0] = depth;
   if (depth > 0) {
      dive(depth - 1);
   } else {
      kept = (int*)locals;
      *kept = 5;
      longjmp(back, 1);
   }
   locals[1] = 1;
}

int main(int argc, char** argv)
{
   volatile int mine = 1;

   if (setjmp(back) == 0)
      dive(20);
   if (argc > 1)
      kept = (int*)&mine;
   return *kept - *kept;                     /* @after */
}
