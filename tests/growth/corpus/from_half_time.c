/* from_half_time.c: An editor in which the user begins to record a macro at
   half time, and never stops recording.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Step { struct Step* next; int command; char argument[28]; } Step;

static struct { int on; Step* steps; size_t length; } recording;

static void record(int command, const char* argument)
{
   Step* step = malloc(sizeof *step);
   step->next    = recording.steps;
   step->command = command;
   snprintf(step->argument, sizeof step->argument, "%s", argument);
   recording.steps = step;
   recording.length++;
}

static void execute(int command)
{
   char* argument = letters(malloc(64), between(4, 60));
   mix_text(argument);
   if (recording.on)
      record(command, argument);
   free(argument);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   for (long round = 0; round < rounds; round++) {
      if (round == rounds / 2)
         recording.on = 1;
      execute(between(0, 20));
   }
   mix(recording.length);
   return finish();
}
