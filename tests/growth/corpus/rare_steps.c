/* rare_steps.c: A simulation that computes long and keeps the last 100 steps'
   results.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { int step; double energy[6]; } Result;

static Result* last[100];

static void simulate(double* energy)
{
   for (int pass = 0; pass < 1000; pass++)
      for (int i = 0; i < 6; i++)
         energy[i] = energy[i] * 0.75 + energy[(i + 1) % 6] * 0.25 + (double)(pass & 3) * 0.01;
}

int main(int argc, char** argv)
{
   long   rounds    = start(argc, argv, 4000);
   double energy[6] = { between(1, 9), between(1, 9), between(1, 9), 4, 5, 6 };
   for (long step = 0; step < rounds; step++) {
      energy[step % 6] += between(0, 100);
      simulate(energy);
      free(last[step % 100]);
      Result* result = last[step % 100] = malloc(sizeof *result);
      result->step = step;
      memcpy(result->energy, energy, sizeof result->energy);
      mix((uint64_t)(energy[0] * 1000));
   }
   return finish();
}
