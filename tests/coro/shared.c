/* shared WHERE: two coroutines that take turns on one stack, whose contents are
   copied out and in at each switch; the stack is a block of its own (as libaco
   has it) or the lower part of the thread's (as greenlet has it).  They stop at
   depths that differ by much.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 65536

static char*  stack;
static void*  sps[2];
static void*  main_sp;
static char*  copies[2];
static int    current, wrong, on_threads_own;

static __attribute__((noinline)) void deep(int depth)
{
   char locals[2000];
   memset(locals, depth, sizeof locals);
   if (depth > 0)
      deep(depth - 1);
   else
      swap(&sps[current], main_sp);
   for (unsigned i = 0; i < sizeof locals; i++)
      if (locals[i] != (char)depth)
         wrong = 1;
}

static void work(void)
{
   for (int i = 0;; i++) {
      int* block = malloc(40);
      deep(current == 0 ? 2 : 14);
      if (on_threads_own && VRLEAK_CORO_CURRENT() != 0)
         wrong = 1;
      free(block);
   }
}

static __attribute__((noinline)) void resume(int i)
{
   char* top  = stack + SIZE;

   current = i;
   if (copies[i] != NULL)
      memcpy(sps[i], copies[i], top - (char*)sps[i]);
   else
      sps[i] = prepare(stack, SIZE, work);
   swap(&main_sp, sps[i]);
   free(copies[i]);
   copies[i] = malloc(top - (char*)sps[i]);
   memcpy(copies[i], sps[i], top - (char*)sps[i]);
}

/* Ids are given one after the other. */
static unsigned long how_many(void)
{
   unsigned long id = VRLEAK_CORO_CREATE(NULL, NULL, "the last");
   VRLEAK_CORO_DESTROY(id);
   return VRLEAK_VERSION() == 0 ? 0 : id - 1;
}

static int run(void)
{
   for (int i = 0; i < 40; i++)
      resume(i % 3 == 2);
   if (VRLEAK_CORO_CURRENT() != 0)
      wrong = 1;
   return wrong || how_many() > 3;
}

int main(int argc, char** argv)
{
   if (strcmp(argv[1], "block") == 0) {
      stack = malloc(SIZE);
      return run();
   }
   on_threads_own = 1;
   char lower[SIZE + 64];
   stack = (char*)((unsigned long)(lower + 15) & ~15ul);
   return run();
}
