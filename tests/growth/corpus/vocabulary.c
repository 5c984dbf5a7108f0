/* vocabulary.c: Words are interned, but the language has only 800 of them; the
   rare ones come late.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Word { struct Word* next; char text[]; } Word;

static const char* intern(const char* text)
{
   static Word* table[256];
   unsigned hash = 0;
   for (const char* c = text; *c; c++)
      hash = hash * 31 + (unsigned char)*c;
   Word** bucket = &table[hash % 256];
   for (Word* word = *bucket; word; word = word->next)
      if (!strcmp(word->text, text))
         return word->text;
   Word* word = malloc(sizeof *word + strlen(text) + 1);
   strcpy(word->text, text);
   word->next = *bucket;
   return (*bucket = word)->text;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 60000); round > 0; round--) {
      char* text = malloc(32);
      uint64_t rank = between(1, 800) * between(1, 800) / 800;
      snprintf(text, 32, "word_%llu_of_the_tongue", (unsigned long long)rank);
      mix_text(intern(text));
      free(text);
   }
   return finish();
}
