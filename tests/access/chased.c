/* Errors in the very first instruction of functions that are called directly, in
   assembler (chased.S) and as the compiler makes them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>

void calls(char* end);

/* Optimised, the access is the first instruction. */
static __attribute__((noipa)) int get(int* p)            { return *p; }         /* @get */
static __attribute__((noipa)) void put(int* p, int n)    { *p = n; }            /* @put */
static __attribute__((noipa)) void add(long* p, long n)  { *p += n; }           /* @add */
static __attribute__((noipa)) double real(double* p)     { return *p + 1; }     /* @real */
static __attribute__((noipa)) void drop(char* p)            { free(p); }

int main(int argc, char** argv)
{
   int extra = argc > 1 ? 32 : 0;
   char* p = malloc(16 + extra);                 /* @alloc */
   int sum;
   for (int i = 0; i < 16 + extra; i++) p[i] = 0;
   calls(p + 16);
   sum = get((int*)(p + 16));                    /* @call_get */
   put((int*)(p + 20), sum);                     /* @call_put */
   add((long*)(p + 24), 1);                      /* @call_add */
   sum += real((double*)(p + 16));               /* @call_real */
   drop(p);                                      /* @free */
   if (extra == 0) sum += get((int*)p);          /* @call_freed */
   __asm__ volatile("" : : "r"(sum));
   puts("done");
   return 0;
}
