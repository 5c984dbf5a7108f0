/* free_list.c: Objects come from a pool with a free list, which is enlarged
   only when it is empty; up to 300 are in use.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Particle { struct Particle* next; float x, y, vx, vy; int life; } Particle;

static Particle *unused, *alive;

static Particle* take(void)
{
   Particle* particle = unused;
   if (particle)
      unused = particle->next;
   else
      particle = malloc(sizeof *particle);
   particle->next = alive;
   return alive = particle;
}

static void step(void)
{
   for (Particle** link = &alive; *link; ) {
      Particle* particle = *link;
      particle->x += particle->vx;
      if (--particle->life > 0) {
         link = &particle->next;
         continue;
      }
      *link = particle->next;
      particle->next = unused;
      unused = particle;
   }
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 15000); round > 0; round--) {
      for (int i = 0; i < 10; i++) {
         Particle* particle = take();
         particle->x    = particle->vx = between(0, 9);
         particle->life = between(5, 30);
      }
      step();
      char* picture = malloc(between(500, 1500));
      picture[0] = (char)alive->x;
      use(picture);
      mix(picture[0]);
      free(picture);
   }
   return finish();
}
