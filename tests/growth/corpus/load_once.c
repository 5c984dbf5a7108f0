/* load_once.c: Loads a map of 8000 places at the start, and then searches ways
   in it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Place { struct Place* next; int roads[4]; char name[32]; } Place;

static Place* places[8000];

static void load(void)
{
   for (int i = 0; i < 8000; i++) {
      places[i] = malloc(sizeof(Place));
      places[i]->next = i ? places[i - 1] : NULL;
      for (int r = 0; r < 4; r++)
         places[i]->roads[r] = (int)between(0, 7999);
      letters(places[i]->name, between(3, 31));
   }
}

static int search(int from)
{
   int* queue = malloc(256 * sizeof *queue);
   int  sum = 0, count = 1;
   queue[0] = from;
   for (int i = 0; i < 60; i++)
      for (int r = 0; r < 4 && count < 256; r++)
         sum += queue[count++] = places[queue[i]]->roads[r];
   free(queue);
   return sum;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   load();
   while (rounds-- > 0)
      mix(search((int)between(0, 7999)));
   for (int i = 0; i < 8000; i++)
      free(places[i]);
   return finish();
}
