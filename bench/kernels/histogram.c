/*
   histogram PASSES: counts the bytes of a buffer: one byte load, one load and
   one store of a counter per step, at addresses that depend on data.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>

#define LENGTH (256 * 1024)

static void count(unsigned* counts, const unsigned char* bytes)
{
   for (int i = 0; i < LENGTH; i++) counts[bytes[i]]++;
}

int main(int argc, char** argv)
{
   long           passes = argc > 1 ? atol(argv[1]) : 1;
   unsigned char* bytes  = malloc(LENGTH);
   unsigned*      counts = calloc(256, sizeof *counts);

   unsigned state = 1;
   for (int i = 0; i < LENGTH; i++) {
      state    = state * 1664525 + 1013904223;
      bytes[i] = (state >> 24) & (state >> 16);   /* low values are frequent, as in text */
   }
   for (long pass = 0; pass < passes; pass++) count(counts, bytes);

   unsigned sum = 0;
   for (int i = 0; i < 256; i++) sum = sum * 31 + counts[i];
   printf("%u\n", sum);
   free(bytes);
   free(counts);
   return 0;
}
