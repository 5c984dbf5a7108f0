/* intern_fresh.c: A template engine interns each identifier that it meets; but
   they hold a request number and never come again.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Name { struct Name* next; char text[]; } Name;

static const char* intern(const char* text)
{
   static Name* table[1024];
   unsigned hash = 5381;
   for (const char* c = text; *c; c++)
      hash = hash * 33 + (unsigned char)*c;
   Name** bucket = &table[hash % 1024];
   for (Name* name = *bucket; name; name = name->next)
      if (!strcmp(name->text, text))
         return name->text;
   Name* name = malloc(sizeof *name + strlen(text) + 1);
   strcpy(name->text, text);
   name->next = *bucket;
   *bucket    = name;
   return name->text;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 12000);
   for (long round = 0; round < rounds; round++) {
      char* scope = malloc(64);
      for (int i = 0; i < 4; i++) {
         snprintf(scope, 64, i ? "field%d" : "request%d_%d", i ? (int)between(1, 60) : (int)round, i);
         mix_text(intern(scope));
      }
      free(scope);
   }
   return finish();
}
