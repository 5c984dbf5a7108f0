/* undo_all.c: An editor that keeps a copy of the whole text for each undo
   step, without a limit.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Snapshot { struct Snapshot* before; size_t size; char text[]; } Snapshot;
typedef struct { char text[12000]; size_t size; Snapshot* undo; } Document;

static Document* new_document(void)
{
   Document* document = calloc(1, sizeof *document);
   document->size = 4000;
   letters(document->text, document->size);
   return document;
}

static void take_snapshot(Document* document)
{
   Snapshot* snapshot = malloc(sizeof *snapshot + document->size);
   snapshot->before = document->undo;
   snapshot->size   = document->size;
   memcpy(snapshot->text, document->text, document->size);
   document->undo = snapshot;
}

static void edit(Document* document)
{
   for (int i = 0; i < 60; i++) {
      char* typed = letters(malloc(24), between(1, 20));
      size_t length = strlen(typed);
      memcpy(document->text + between(0, 3900), typed, length);
      mix(length);
      free(typed);
   }
   document->size = between(3500, 4500);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 800);
   Document* document = new_document();
   while (rounds-- > 0) {
      take_snapshot(document);
      edit(document);
   }
   return finish();
}
