/* few_lost.c: A program that loses its old settings each time that it reads
   them again: a few times, while it starts.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { char name[50]; int verbose; char* path; } Settings;

static Settings* settings;

static void read_settings(int stage)
{
   settings = malloc(sizeof *settings);      /* the ones of before are lost */
   settings->verbose = stage;
   settings->path    = letters(malloc(200), between(50, 199));
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   for (int stage = 0; stage < 40; stage++)
      read_settings(stage);
   while (rounds-- > 0) {
      char* path = strdup(settings->path);
      path[0] = (char)rounds;
      mix(path[0] + path[20]);
      free(path);
   }
   return finish();
}
