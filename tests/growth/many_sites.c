/* many_sites.c: Blocks from 8192 different stacks, more than can be watched, in
   small amounts, and a list that grows.

      many_sites [PASSES]

   With PASSES, the blocks are replaced so often, at the same stacks,
   and there is no list.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

enum { LEVELS = 13, PER_STACK = 12, SIZE = 100, ROUNDS = 20000 };

typedef struct Item { struct Item* next; char text[40]; } Item;

Item* items;
void* small[1 << LEVELS][PER_STACK];

/* Bits of the path, the highest first, say by which line the next call goes. */
static void* reserve(unsigned path, int level)
{
   if (level == 0)
      return malloc(SIZE);
   if (path >> (level - 1) & 1)
      return reserve(path, level - 1);
   else
      return reserve(path, level - 1);
}

static void add(void)
{
   Item* item = malloc(sizeof *item);                 /* @push */
   item->next = items;
   items = item;
}

static void replace_all(void)
{
   for (unsigned path = 0; path < 1 << LEVELS; path++) {
      int i = rand() % PER_STACK;
      free(small[path][i]);
      small[path][i] = reserve(path, LEVELS);
   }
}

int main(int argc, char** argv)
{
   for (unsigned path = 0; path < 1 << LEVELS; path++)
      for (int i = 0; i < PER_STACK; i++)
         small[path][i] = reserve(path, LEVELS);
   if (argc > 1) {
      for (int i = 0; i < atoi(argv[1]); i++)
         replace_all();
      return 0;
   }
   for (int i = 0; i < ROUNDS * 20; i++)
      add();
   return 0;
}
