/*
   tree NODES LOOKUPS: a binary search tree of NODES blocks, inserted in random
   order and searched LOOKUPS times.  Each load needs the one before it.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>

typedef struct Node {
   struct Node* child[2];
   unsigned     key;
} Node;

static unsigned next_random(unsigned* state)
{
   *state ^= *state << 13;
   *state ^= *state >> 17;
   *state ^= *state << 5;
   return *state;
}

static void insert(Node** root, unsigned key)
{
   while (*root) root = &(*root)->child[key > (*root)->key];
   *root        = calloc(1, sizeof(Node));
   (*root)->key = key;
}

static unsigned depth_of(const Node* node, unsigned key)
{
   unsigned depth = 0;
   for (; node && node->key != key; depth++) node = node->child[key > node->key];
   return depth;
}

static void destroy(Node* node)
{
   if (!node) return;
   destroy(node->child[0]);
   destroy(node->child[1]);
   free(node);
}

int main(int argc, char** argv)
{
   long     nodes   = argc > 1 ? atol(argv[1]) : 1000;
   long     lookups = argc > 2 ? atol(argv[2]) : 1000;
   Node*    root    = NULL;
   unsigned state   = 2463534242u;

   for (long i = 0; i < nodes; i++) insert(&root, next_random(&state));
   unsigned long sum = 0;
   for (long i = 0; i < lookups; i++) sum += depth_of(root, next_random(&state));
   printf("%lu\n", sum);
   destroy(root);
   return 0;
}
