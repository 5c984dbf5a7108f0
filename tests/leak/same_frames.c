/* Eight ways to the same malloc that differ in nothing but return addresses
   in the middle of the stack: same stack pointer, same frame pointer, same
   caller.  Each is taken many times before it leaks.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

enum { DEPTH = 3, WAYS = 1 << DEPTH, ROUNDS = 40 };

static void* go(int way, int depth);

static void* left(int way, int depth)
{
   return go(way, depth);  /* @left */
}

static void* right(int way, int depth)
{
   return go(way, depth);  /* @right */
}

static void* go(int way, int depth)
{
   if (depth == 0)
      return malloc(100 + way);  /* @malloc */
   if (way >> (depth - 1) & 1)
      return right(way, depth - 1);  /* @to_right */
   return left(way, depth - 1);  /* @to_left */
}

static void work(void)
{
   for (int i = 0; i < ROUNDS; i++)
      for (int way = 0; way < WAYS; way++)
         free(go(way, DEPTH));
   for (int way = 0; way < WAYS; way++)
      for (int i = 0; i < ROUNDS; i++)
         free(go(way, DEPTH));
   for (int way = 0; way < WAYS; way++)
      go(way, DEPTH);  /* @leak */
}

int main(void)
{
   work();  /* @main */
   return 0;
}
