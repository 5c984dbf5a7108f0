/* listeners_removed.c: Dialogues subscribe when they open and unsubscribe when
   they close.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Listener { struct Listener* next; int id; } Listener;

static Listener* bus;

static void subscribe(int id)
{
   Listener* listener = malloc(sizeof *listener);
   listener->id   = id;
   listener->next = bus;
   bus = listener;
}

static void unsubscribe(int id)
{
   for (Listener** link = &bus; *link; link = &(*link)->next)
      if ((*link)->id == id) {
         Listener* listener = *link;
         *link = listener->next;
         free(listener);
         return;
      }
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 30000);
   int  shown[12] = { 0 };
   for (int round = 1; round <= rounds; round++) {
      int   slot  = (int)between(0, 11);
      char* title = letters(malloc(64), between(4, 60));
      if (shown[slot])
         unsubscribe(shown[slot]);
      subscribe(shown[slot] = round);
      mix(title[1]);
      free(title);
   }
   return finish();
}
