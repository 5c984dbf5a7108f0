/* Blocks from one malloc, called in ways that differ in the second, the fourth
   and the sixth frame.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

#define NOINLINE __attribute__((noinline))

static NOINLINE void* allocate(void)  { return malloc(10); }   /* @allocate */
static NOINLINE void near_a(void)     { allocate(); }          /* @near_a */
static NOINLINE void near_b(void)     { allocate(); }          /* @near_b */
static NOINLINE void step1(int b)     { if (b) near_b(); else near_a(); }
static NOINLINE void middle_a(int b)  { step1(b); }
static NOINLINE void middle_b(int b)  { step1(b); }
static NOINLINE void step2(int m, int b) { if (m) middle_b(b); else middle_a(b); }
static NOINLINE void far_a(int m, int b) { step2(m, b); }
static NOINLINE void far_b(int m, int b) { step2(m, b); }

int main(void)
{
   for (int i = 0; i < 8; i++) {
      if (i & 4)
         far_b(i >> 1 & 1, i & 1);
      else
         far_a(i >> 1 & 1, i & 1);
   }
   return 0;
}
