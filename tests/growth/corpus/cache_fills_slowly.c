/* cache_fills_slowly.c: A cache of tiles for 6000 places; each third step
   visits a new place, and when all are taken the oldest tile goes.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

enum { PLACES = 6000 };

typedef struct { uint32_t x, y; char pixels[120]; } Tile;

static Tile* tiles[PLACES];

static Tile* load(uint32_t number)
{
   Tile* tile = malloc(sizeof *tile);
   tile->x = number % 100;
   tile->y = number / 100;
   memset(tile->pixels, (int)number, sizeof tile->pixels);
   return tile;
}

static Tile* show(uint32_t number)
{
   Tile** place = &tiles[number % PLACES];
   if (!*place || (*place)->x + (*place)->y * 100 != number) {
      free(*place);
      *place = load(number);
   }
   return *place;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   for (long round = 0; round < rounds; round++) {
      char* path = letters(malloc(100), between(10, 80));
      mix(path[0] + show(round / 3)->pixels[7]);
      free(path);
   }
   return finish();
}
