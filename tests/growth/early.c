/* early.c: Lists that grow, in programs of which it is too early, or not worth, to
   say so.

      early new     every round comes to places that have not allocated before
      early marked  the same, but the program marks its rounds
      early short   ends before it has done much
      early small   the list is a trifle compared with what else is in use
      early plain   none of these

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include "vrleak.h"

enum { LEVELS = 10, ROUNDS = 1 << LEVELS, PER_ROUND = 40 };

typedef struct Item { struct Item* next; char text[40]; } Item;

Item* items;
char* rest;

/* Bits of the path, the highest first, say by which line the next call goes. */
static void visit(unsigned path, int level)
{
   if (level == 0)
      free(malloc(16));
   else if (path >> (level - 1) & 1)
      visit(path, level - 1);
   else
      visit(path, level - 1);
}

static void add(void)
{
   Item* item = malloc(sizeof *item);                 /* @push */
   item->next = items;
   items = item;
}

int main(int argc, char** argv)
{
   const char* how = argv[1];
   int is_marked = strcmp(how, "marked") == 0;
   int is_new    = is_marked || strcmp(how, "new") == 0;
   int rounds    = strcmp(how, "short") == 0 ? ROUNDS / 4 : ROUNDS;

   if (strcmp(how, "small") == 0)
      rest = malloc(1000 * 1000 * 1000);
   for (int i = 0; i < rounds; i++) {
      visit(is_new ? i : 0, LEVELS);
      for (int k = 0; k < PER_ROUND; k++)
         add();
      if (is_marked)
         VRLEAK_EPOCH("round");
   }
   return 0;
}
