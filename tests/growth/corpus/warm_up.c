/* warm_up.c: A server that builds its routing tree and connection objects as
   they are first needed, and then only serves.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Route { struct Route* children[4]; int hits; char name[24]; } Route;

static Route* routes;

static Route* find(unsigned path)
{
   Route** place = &routes;
   for (int depth = 0; ; depth++, path /= 4) {
      if (!*place)
         *place = calloc(1, sizeof(Route));
      if (depth == 5)
         return *place;
      place = &(*place)->children[path % 4];
   }
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 50000);
   for (long round = 0; round < rounds; round++) {
      Route* route = find(round < 8000 ? (unsigned)round / 8 : (unsigned)between(0, 999));
      char* reply = malloc(between(20, 600));
      snprintf(reply, 20, "hit %d", ++route->hits);
      mix_text(reply);
      free(reply);
   }
   return finish();
}
