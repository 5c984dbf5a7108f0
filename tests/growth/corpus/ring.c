/* ring.c: The last 256 messages in a ring; a new one replaces the oldest.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

static char* ring[256];

static void keep(long number, size_t size)
{
   char** slot = &ring[number % 256];
   free(*slot);
   *slot = letters(malloc(size + 1), size);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 50000);
   for (long round = 0; round < rounds; round++) {
      keep(round, between(4, 90));
      mix(ring[round % 256][1]);
   }
   return finish();
}
