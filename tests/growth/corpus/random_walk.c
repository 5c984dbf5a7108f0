/* random_walk.c: The number of players in a game goes up and down at random,
   between none and twelve hundred.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint32_t id; char name[60]; } Player;

static Player* players[1200];
static int     count;

static void join(uint32_t id)
{
   if (count == 1200)
      return;
   players[count] = malloc(sizeof(Player));
   players[count]->id = id;
   letters(players[count++]->name, 20);
}

static void leave(void)
{
   if (!count)
      return;
   int who = (int)between(0, count - 1);
   mix(players[who]->name[4]);
   free(players[who]);
   players[who] = players[--count];
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 3000);
   for (int i = 0; i < 600; i++)
      join(i);
   while (rounds-- > 0) {
      int arriving = percent(50);
      for (int i = 0; i < 35; i++)
         if (percent(arriving ? 75 : 25))
            join(rounds);
         else
            leave();
   }
   return finish();
}
