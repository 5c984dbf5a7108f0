/* phases.c: A compiler: each unit's syntax tree is built, worked on, and
   released before the next unit.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Node { struct Node *left, *right; int value; } Node;

static Node* parse(int depth)
{
   if (depth == 0 || percent(8))
      return NULL;
   Node* node = malloc(sizeof *node);
   node->value = (int)between(0, 99);
   node->left  = parse(depth - 1);
   node->right = parse(depth - 1);
   return node;
}

static int check(const Node* node)
{
   return node ? node->value + check(node->left) * 3 + check(node->right) : 1;
}

static void release(Node* node)
{
   if (!node)
      return;
   release(node->left);
   release(node->right);
   free(node);
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 120); round > 0; round--) {
      Node* unit = parse((int)between(8, 11));
      for (int pass = 0; pass < 5; pass++) {
         mix(check(unit));
         char* message = malloc(between(100, 3000));
         message[0] = (char)pass;
         use(message);
         mix(message[0]);
         free(message);
      }
      release(unit);
   }
   return finish();
}
