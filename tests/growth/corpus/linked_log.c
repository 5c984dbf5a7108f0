/* linked_log.c: A service writes a line for each request to a log kept in
   memory, which nothing ever trims.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Line { struct Line* next; int level; char text[]; } Line;

static Line*  log_head;
static Line** log_end = &log_head;

static void log_line(int level, const char* text)
{
   Line* line = malloc(sizeof *line + strlen(text) + 1);
   line->next  = NULL;
   line->level = level;
   strcpy(line->text, text);
   *log_end = line;
   log_end  = &line->next;
}

static void handle_request(void)
{
   size_t length = between(20, 400);
   char*  body   = malloc(length + 1);
   mix_text(letters(body, length));
   char text[64];
   snprintf(text, sizeof text, "request of %zu bytes, starts with %.8s", length, body);
   log_line(percent(5), text);
   free(body);
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 30000); round > 0; round--)
      handle_request();
   return finish();
}
