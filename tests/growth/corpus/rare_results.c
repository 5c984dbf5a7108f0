/* rare_results.c: A simulation that computes long and keeps each step's small
   result in a list.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Result { struct Result* next; int step; double energy[6]; } Result;

static void keep_result(Result** results, int step, const double* energy)
{
   Result* result = malloc(sizeof *result);
   result->step = step;
   memcpy(result->energy, energy, sizeof result->energy);
   result->next = *results;
   *results = result;
}

static void simulate(double* energy)
{
   for (int pass = 0; pass < 1500; pass++)
      for (int i = 0; i < 6; i++)
         energy[i] = energy[i] * 0.75 + energy[(i + 1) % 6] * 0.25 + (double)(pass & 3) * 0.01;
}

int main(int argc, char** argv)
{
   long    rounds    = start(argc, argv, 3000);
   Result* results   = NULL;
   double  energy[6] = { between(1, 9), between(1, 9), between(1, 9), 4, 5, 6 };
   for (long step = 0; step < rounds; step++) {
      energy[step % 6] += between(0, 100);
      simulate(energy);
      keep_result(&results, step, energy);
      mix((uint64_t)(energy[0] * 1000));
   }
   while (results) {
      Result* next = results->next;
      free(results);
      results = next;
   }
   return finish();
}
