/* listeners.c: Each dialogue subscribes to the theme's changes when it opens,
   and forgets to unsubscribe when it closes.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Listener { struct Listener *next, *previous; void (*notify)(int); int id; } Listener;
typedef struct { int id; char title[40]; } Dialogue;

static Listener bus = { &bus, &bus, NULL, 0 };
static unsigned notified;

static void redraw(int id) { notified += id & 1; }

static void subscribe(void (*notify)(int), int id)
{
   Listener* listener = malloc(sizeof *listener);
   *listener = (Listener){ &bus, bus.previous, notify, id };
   bus.previous->next = listener;
   bus.previous       = listener;
}

static Dialogue* open_dialogue(int id)
{
   Dialogue* dialogue = malloc(sizeof *dialogue);
   dialogue->id = id;
   letters(dialogue->title, between(5, 39));
   subscribe(redraw, id);
   return dialogue;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (long round = 0; round < rounds; round++) {
      Dialogue* dialogue = open_dialogue((int)round);
      mix(dialogue->title[2]);
      free(dialogue);
      if (round % 4000 == 0)
         for (Listener* listener = bus.next; listener != &bus; listener = listener->next)
            listener->notify(listener->id);
   }
   mix(notified);
   return finish();
}
