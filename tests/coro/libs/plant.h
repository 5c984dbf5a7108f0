/* plant.h: what each coroutine of these programs does: it allocates, lives
   through switches with what it has on its stack only, and, with the argument
   "bad", writes past the end of a block.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef PLANT_H
#define PLANT_H

#include <stdlib.h>
#include <string.h>

static int is_bad;                     /* the program's argument */

__attribute__((noinline)) static void plant(char* block, int n)
{
   block[n] = 1;                       /* past its end, if n is its size */
}

__attribute__((noinline)) static void work(int self, void (*yield)(void))
{
   enum { ROUNDS = 50 };
   char local[2000];
   for (int i = 0; i < ROUNDS; i++) {
      char* block = (char*)malloc(40);
      memset(local, self + i, sizeof local);
      memset(block, self, 40);
      yield();
      if (block[39] != (char)self || local[1999] != (char)(self + i)) abort();
      if (is_bad && self == 7 && i == 30) plant(block, 40);
      free(block);
   }
}

#endif
