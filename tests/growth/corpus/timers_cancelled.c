/* timers_cancelled.c: Every request sets a timeout of an hour, which is taken
   out and freed when the answer comes.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Timer { struct Timer *next, *previous; uint64_t due; char reason[24]; } Timer;

static Timer timers = { &timers, &timers, 0, "" };

static Timer* add_timer(uint64_t due)
{
   Timer* timer = malloc(sizeof *timer);
   timer->due      = due;
   timer->next     = &timers;
   timer->previous = timers.previous;
   letters(timer->reason, 12);
   timers.previous = timers.previous->next = timer;
   return timer;
}

static void cancel(Timer* timer)
{
   timer->previous->next = timer->next;
   timer->next->previous = timer->previous;
   free(timer);
}

int main(int argc, char** argv)
{
   Timer* waiting[40] = { NULL };
   long rounds = start(argc, argv, 60000);
   for (long now = 0; now < rounds; now++) {
      Timer** slot = &waiting[between(0, 39)];
      if (*slot) {
         mix((*slot)->reason[3]);
         cancel(*slot);
      }
      *slot = add_timer(now + 3600000);
   }
   return finish();
}
