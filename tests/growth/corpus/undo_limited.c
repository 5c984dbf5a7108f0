/* undo_limited.c: An editor that keeps a copy of the whole text for each of
   the last 30 undo steps.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { size_t size; char* text; } Snapshot;
typedef struct { char text[5000]; size_t size; Snapshot undo[30]; } Document;

static void take_snapshot(Document* document, long step)
{
   Snapshot* snapshot = &document->undo[step % 30];
   free(snapshot->text);
   snapshot->size = document->size;
   snapshot->text = malloc(document->size);
   memcpy(snapshot->text, document->text, document->size);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 2000);
   Document* document = calloc(1, sizeof *document);
   for (long step = 0; step < rounds; step++) {
      document->size = between(3500, 4500);
      take_snapshot(document, step);
      for (int i = 0; i < 20; i++) {
         char* typed = letters(malloc(24), between(1, 20));
         memcpy(document->text + between(0, 3900), typed, strlen(typed));
         mix(typed[0]);
         free(typed);
      }
   }
   return finish();
}
