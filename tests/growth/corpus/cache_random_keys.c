/* cache_random_keys.c: Results for 3000 possible keys that are asked for at
   random; each is computed once.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { double mean; char label[40]; } Result;

static Result* results[3000];

static Result* compute(unsigned key)
{
   Result* result = malloc(sizeof *result);
   double* values = malloc(64 * sizeof *values);
   result->mean = 0;
   for (int i = 0; i < 64; i++)
      result->mean += (values[i] = key * i % 97) / 64.0;
   snprintf(result->label, sizeof result->label, "key %u: %.2f", key, result->mean + values[3]);
   free(values);
   return result;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 40000); round > 0; round--) {
      unsigned key = between(0, 2999);
      if (!results[key])
         results[key] = compute(key);
      char* line = malloc(between(40, 400));
      strcpy(line, results[key]->label);
      mix_text(line);
      free(line);
   }
   return finish();
}
