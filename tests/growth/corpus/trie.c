/* trie.c: A spelling aid that learns each word that it sees, typing errors
   included.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Trie { struct Trie* children[26]; int count; } Trie;

static Trie* descend(Trie* node, int letter)
{
   if (!node->children[letter])
      node->children[letter] = calloc(1, sizeof(Trie));
   return node->children[letter];
}

static int learn(const char* word)
{
   static Trie words;
   Trie* node = &words;
   for (; *word; word++)
      node = descend(node, *word - 'a');
   return ++node->count;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 8000); round > 0; round--) {
      char* word = letters(malloc(16), between(4, 7));
      if (percent(80))
         memcpy(word, "prefix", between(2, 3));
      mix(learn(word));
      free(word);
      char* line = malloc(between(50, 900));
      use(line);
      mix((line[0] = (char)round));
      free(line);
   }
   return finish();
}
