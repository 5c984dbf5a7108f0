/* chained_table.c: Counts visits per client in a chained hash table; clients
   come with ever new addresses and are never forgotten.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

enum { BUCKETS = 4096 };

typedef struct Visit { struct Visit* next; uint64_t address; unsigned count; } Visit;

static Visit* visits[BUCKETS];

static Visit* count_visit(uint64_t address)
{
   Visit** bucket = &visits[address * 0x9E3779B97F4A7C15ull >> 52];
   for (Visit* visit = *bucket; visit; visit = visit->next)
      if (visit->address == address) {
         visit->count++;
         return visit;
      }
   Visit* visit = calloc(1, sizeof *visit);
   visit->address = address;
   visit->next    = *bucket;
   return *bucket = visit;
}

int main(int argc, char** argv)
{
   uint64_t newest = 1000;
   for (long round = start(argc, argv, 60000); round > 0; round--) {
      if (percent(40))
         newest += between(1, 9);
      char* header = malloc(between(40, 300));     /* parsed and dropped */
      header[0] = (char)newest;
      use(header);
      mix(count_visit(newest - between(0, 50))->count + header[0]);
      free(header);
   }
   return finish();
}
