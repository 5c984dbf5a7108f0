/* replace_random.c: A table of 4000 opponents, in which a random one is
   replaced by a new one each time.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint32_t strength; char name[36]; } Opponent;

static Opponent* opponents[4000];

static Opponent* create(void)
{
   Opponent* opponent = malloc(sizeof *opponent);
   opponent->strength = (uint32_t)between(1, 100);
   letters(opponent->name, between(4, 35));
   return opponent;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (int i = 0; i < 4000; i++)
      opponents[i] = create();
   while (rounds-- > 0) {
      Opponent** one = &opponents[between(0, 3999)];
      mix((*one)->strength + (*one)->name[1]);
      free(*one);
      *one = create();
   }
   return finish();
}
