/* search_tree.c: An index of order numbers in a binary search tree from which
   nothing is removed, not even orders that are done.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Node { struct Node *left, *right; uint64_t key; char item[20]; } Node;

static Node* root;

static Node* insert(uint64_t key)
{
   Node** place = &root;
   while (*place) {
      if ((*place)->key == key)
         return *place;
      place = key < (*place)->key ? &(*place)->left : &(*place)->right;
   }
   Node* node = calloc(1, sizeof *node);
   node->key = key;
   letters(node->item, 8);
   return *place = node;
}

static void process(uint64_t key)
{
   char* form = malloc(120);
   snprintf(form, 120, "order %llu: %s", (unsigned long long)key, insert(key)->item);
   mix_text(form);
   free(form);
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 25000); round > 0; round--)
      process(any());
   return finish();
}
