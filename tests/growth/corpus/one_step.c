/* one_step.c: A service that loads a second language's dictionary when
   somebody first asks for it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Entry { struct Entry* next; char text[]; } Entry;

static Entry* dictionaries[2];

static void load(int language, int entries)
{
   for (int i = 0; i < entries; i++) {
      size_t length = between(10, 60);
      Entry* entry  = malloc(sizeof *entry + length + 1);
      letters(entry->text, length);
      entry->next = dictionaries[language];
      dictionaries[language] = entry;
   }
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   load(0, 1000);
   for (long round = 0; round < rounds; round++) {
      if (round == 24000)
         load(1, 4000);
      Entry* entry = dictionaries[round >= 24000 && percent(50)];
      char*  copy  = strdup(entry->next->text);
      copy[0] = (char)round;
      mix_text(copy);
      free(copy);
   }
   return finish();
}
