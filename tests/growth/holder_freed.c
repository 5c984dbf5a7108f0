/* holder_freed.c: A program that has much from the start, then a log that grows, and
   cleans up before it ends: when it is judged for the last time, nobody holds the
   log any more.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

enum { FROM_THE_START = 15000, ROUNDS = 300000 };

typedef struct Line { struct Line* next; char text[600]; } Line;

static void* tables[FROM_THE_START];
static Line* log_lines;

static void work(void)
{
   char* request = malloc(200);
   memset(request, 'r', 200);
   free(request);
}

static void log_line(void)
{
   Line* line = malloc(sizeof *line);
   memset(line->text, 'l', sizeof line->text);
   line->next = log_lines;
   log_lines  = line;
}

static void clean_up(void)
{
   for (int i = 0; i < FROM_THE_START; i++)
      free(tables[i]);
   for (Line *line = log_lines, *next; line != NULL; line = next) {
      next = line->next;
      free(line);
   }
}

int main(void)
{
   for (int i = 0; i < FROM_THE_START; i++)
      tables[i] = malloc(16);
   for (int i = 0; i < ROUNDS; i++) {
      work();
      if (i > ROUNDS / 8 && i % 40 == 0)
         log_line();
   }
   clean_up();
   log_lines = NULL;
   return 0;
}
