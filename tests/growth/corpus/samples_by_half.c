/* samples_by_half.c: A profiler keeps every sample that it ever took in an
   array that grows by half.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint32_t time, where; double load; } Sample;

static struct { Sample* items; size_t count, capacity; } samples;

static void add_sample(uint32_t time, uint32_t where, double load)
{
   if (samples.count == samples.capacity) {
      samples.capacity = samples.capacity ? samples.capacity + samples.capacity / 2 : 16;
      samples.items    = realloc(samples.items, samples.capacity * sizeof *samples.items);
   }
   samples.items[samples.count++] = (Sample){ time, where, load };
}

static double work(void)
{
   size_t  count  = between(8, 64);
   double* matrix = malloc(count * sizeof *matrix);
   double  sum    = 0;
   for (size_t i = 0; i < count; i++)
      matrix[i] = between(1, 100);
   for (size_t i = 1; i < count; i++)
      sum += matrix[i] / matrix[i - 1];
   free(matrix);
   return sum;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 70000);
   for (long round = 0; round < rounds; round++) {
      double load = work();
      if (round % 2)
         add_sample(round, between(0, 999), load);
      mix((uint64_t)load);
   }
   return finish();
}
