/* table_delete.c: Requests that are in flight: each goes into a chained table,
   and out of it when its answer comes.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Flight { struct Flight* next; uint64_t id; char* body; } Flight;

static Flight* flights[128];

static void sent(uint64_t id)
{
   Flight* flight = malloc(sizeof *flight);
   flight->id   = id;
   flight->body = letters(malloc(80), between(5, 79));
   flight->next = flights[id % 128];
   flights[id % 128] = flight;
}

static void answered(uint64_t id)
{
   for (Flight** link = &flights[id % 128]; *link; link = &(*link)->next)
      if ((*link)->id == id) {
         Flight* flight = *link;
         *link = flight->next;
         mix_text(flight->body);
         free(flight->body);
         free(flight);
         return;
      }
}

int main(int argc, char** argv)
{
   uint64_t late = 0;
   long rounds = start(argc, argv, 30000);
   for (long round = 0; round < rounds; round++) {
      sent(round);
      if (round % 50 == 0) {             /* one answer in fifty is late */
         late = round;
         continue;
      }
      answered(round);
      if (round % 50 == 49)
         answered(late);
   }
   return finish();
}
