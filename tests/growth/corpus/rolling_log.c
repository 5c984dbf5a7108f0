/* rolling_log.c: A log in memory of which the oldest lines are dropped as soon
   as it is larger than 64 kB.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Line { struct Line* next; size_t size; char text[]; } Line;

static struct { Line *first, **end; size_t size; } journal;

static void drop_first(void)
{
   Line* line = journal.first;
   journal.first = line->next;
   if (!journal.first)
      journal.end = &journal.first;
   journal.size -= line->size;
   free(line);
}

static void write_line(const char* text)
{
   size_t size = sizeof(Line) + strlen(text) + 1;
   Line*  line = malloc(size);
   line->next = NULL;
   line->size = size;
   strcpy(line->text, text);
   *journal.end  = line;
   journal.end   = &line->next;
   journal.size += size;
   while (journal.size > 65536)
      drop_first();
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 30000);
   journal.end = &journal.first;
   for (long round = 0; round < rounds; round++) {
      char* text = letters(malloc(150), between(10, 140));
      write_line(text);
      mix(journal.size + text[3]);
      free(text);
   }
   return finish();
}
