/* Two inlined frames between the bad access and main.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#define INLINE static inline __attribute__((always_inline))
INLINE void innermost(volatile int* p) { p[3] = 1; }     /* @innermost */
INLINE void between(volatile int* p)   { innermost(p); } /* @between */
INLINE int* allocate(int n)            { return malloc(n); }   /* @allocate */
static __attribute__((noinline)) void real(volatile int* p)
{
   between(p);                                           /* @real */
}
int main(void)
{
   int* block = allocate(12);                            /* @main_alloc */
   real(block);                                          /* @main */
   free(block);
   return 0;
}
