/* lost_parts.c: A parser that forgets the name of a header line when the line
   has no value.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { char *name, *value; } Header;

static Header* parse_header(const char* line)
{
   char* name = malloc(strlen(line) + 1);
   size_t length = strcspn(line, ":");
   memcpy(name, line, length);
   name[length] = 0;
   if (!line[length])
      return NULL;                 /* name is lost */
   Header* header = malloc(sizeof *header);
   header->name  = name;
   header->value = strdup(line + length + 1);
   return header;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 25000); round > 0; round--) {
      char line[80];
      letters(line, between(10, 70));
      if (percent(95))
         line[between(1, 8)] = ':';
      Header* header = parse_header(line);
      mix(header != NULL);
      if (header) {
         mix_text(header->value);
         free(header->name);
         free(header->value);
         free(header);
      }
   }
   return finish();
}
