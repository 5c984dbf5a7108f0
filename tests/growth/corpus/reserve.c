/* reserve.c: An array that is reserved once for as many samples as are wanted,
   and then slowly filled; after that the oldest is overwritten.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

enum { WANTED = 50000 };

typedef struct { size_t count; double* values; } Samples;

static void add(Samples* samples, double value)
{
   samples->values[samples->count++ % WANTED] = value;
}

int main(int argc, char** argv)
{
   long    rounds  = start(argc, argv, 50000);
   Samples samples = { 0, malloc(WANTED * sizeof(double)) };
   while (rounds-- > 0) {
      size_t count = between(2, 30);
      int*   raw   = malloc(count * sizeof *raw);
      int    sum   = 0;
      for (size_t i = 0; i < count; i++)
         sum += raw[i] = (int)between(0, 999);
      add(&samples, (double)sum / (double)count);
      mix(sum + raw[0]);
      free(raw);
   }
   free(samples.values);
   return finish();
}
