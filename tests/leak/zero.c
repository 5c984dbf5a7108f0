/* Blocks of no bytes are blocks. SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>
void* kept;
static __attribute__((noinline)) void fill(void)
{
   malloc(0);                                            /* @malloc */
   calloc(0, 8);                                         /* @calloc */
   for (int i = 0; i < 5; i++)
      malloc(0);                                         /* @five */
   kept = malloc(0);                                     /* @kept */
   free(malloc(0));
}
static __attribute__((noinline)) void wipe(void)
{
   char old[2000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}
int main(void) { fill(); wipe(); return 0; }
