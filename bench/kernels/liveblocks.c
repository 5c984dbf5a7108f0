/*
   liveblocks SHAPE BLOCKS: ends with BLOCKS blocks of 24 bytes live, all of
   them reachable from one global pointer.  For the leak scan.

      list    each block points to the one allocated before it
      tree    a balanced binary tree, parents allocated before their children
      graph   a list in random order; each block also points to a random one

   Nothing but the blocks grows with BLOCKS (the graph picks from a fixed-size
   sample instead of an array of all), so that memory per block is what the
   allocator and the tool need.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct Block {
   struct Block* link[2];
   unsigned long number;
} Block;

static Block*        root;
static unsigned long allocated;

static Block* new_block(Block* first, Block* second)
{
   Block* block   = malloc(sizeof *block);
   block->link[0] = first;
   block->link[1] = second;
   block->number  = allocated++;
   return block;
}

static void make_list(long blocks)
{
   for (long i = 0; i < blocks; i++) root = new_block(root, NULL);
}

/* Recursion is as deep as the tree: log2(blocks). */
static Block* make_tree(long blocks)
{
   if (blocks == 0) return NULL;
   Block* block   = new_block(NULL, NULL);
   long   left    = (blocks - 1) / 2;
   block->link[0] = make_tree(left);
   block->link[1] = make_tree(blocks - 1 - left);
   return block;
}

static unsigned long next_random(unsigned long* state)
{
   *state ^= *state << 13;
   *state ^= *state >> 7;
   *state ^= *state << 17;
   return *state;
}

#define SAMPLE 65536

/* Each new block goes behind a random older one.  sample[] holds SAMPLE of all
   blocks so far, each with the same probability (reservoir sampling). */
static void make_graph(long blocks)
{
   static Block* sample[SAMPLE];
   unsigned long state = 88172645463325252ul;

   if (blocks > 0) sample[0] = root = new_block(NULL, NULL);
   for (long made = 1; made < blocks; made++) {
      long   filled = made < SAMPLE ? made : SAMPLE;
      Block* before = sample[next_random(&state) % filled];
      Block* block  = new_block(before->link[0], sample[next_random(&state) % filled]);
      before->link[0] = block;
      if (made < SAMPLE) {
         sample[made] = block;
      } else {
         unsigned long slot = next_random(&state) % (made + 1);
         if (slot < SAMPLE) sample[slot] = block;
      }
   }
   memset(sample, 0, sizeof sample);   /* root is the only way to the blocks */
}

int main(int argc, char** argv)
{
   const char* shape  = argc > 1 ? argv[1] : "list";
   long        blocks = argc > 2 ? atol(argv[2]) : 1000;

   if (strcmp(shape, "list") == 0)       make_list(blocks);
   else if (strcmp(shape, "tree") == 0)  root = make_tree(blocks);
   else if (strcmp(shape, "graph") == 0) make_graph(blocks);
   else                                  return 2;
   printf("%s %lu\n", shape, allocated);
   return 0;
}
