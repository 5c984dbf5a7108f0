/* rejudged.c: A list and a ring, and what is asked meanwhile.

      rejudged WORD...       for each, some work is done, and then

      growth, report FILE    these monitor commands
      signal                 SIGUSR1; the report at.json is renamed to live.json
      nothing                nothing

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "valgrind/valgrind.h"

enum { ROUNDS = 20000, IN_RING = 64 };

typedef struct Item { struct Item* next; char text[40]; } Item;

static Item* ring[IN_RING];

static Item* new_item(Item* next)
{
   Item* item = malloc(sizeof *item);                 /* @push */
   item->next = next;
   return item;
}

static Item* renewed(Item* old)
{
   free(old);
   return malloc(sizeof *old);                        /* @ring */
}

int main(int argc, char** argv)
{
   Item* items = NULL;

   for (int i = 1; i < argc; i++) {
      for (int k = 0; k < ROUNDS; k++) {
         items = new_item(items);
         ring[k % IN_RING] = renewed(ring[k % IN_RING]);
      }
      if (strcmp(argv[i], "signal") == 0) {
         raise(SIGUSR1);
         rename("at.json", "live.json");
      } else if (strcmp(argv[i], "nothing") != 0)
         VALGRIND_MONITOR_COMMAND(argv[i]);
   }
   return 0;
}
