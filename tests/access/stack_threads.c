/* A thread uses a dead local variable on its own stack, which the C library has
   made, or the program: in a block, or in a global array.  With an argument the
   variable is alive, and other threads' stacks and what lies below them is used
   as well.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define STACK_SIZE (256 * 1024)

static int alive;
static __thread void* volatile kept;
static char global_area[2 * STACK_SIZE] __attribute__((aligned(4096)));

static __attribute__((noinline)) void use(volatile int* number)
{
   number[1] = number[0];                    /* @use */
}

static __attribute__((noinline)) void call(void)
{
   volatile int locals[1000] = { 0 };
   kept = (void*)locals;
   if (alive)
      use(kept);
}

static void* work(void* below)
{
   call();
   if (!alive)
      use(kept);
   else if (below != NULL)
      memset(below, 1, 4096);
   return NULL;
}

static void run(void* area, int guard)
{
   pthread_attr_t attr;
   pthread_t      thread;

   pthread_attr_init(&attr);
   if (guard >= 0)
      pthread_attr_setguardsize(&attr, guard);
   if (area != NULL)
      pthread_attr_setstack(&attr, (char*)area + STACK_SIZE, STACK_SIZE);
   pthread_create(&thread, &attr, work, area);
   pthread_join(thread, NULL);
}

/* Each uses the stack of the one before, all of which are alive. */
static void* nested(void* outer)
{
   volatile int mine[100] = { 0 };
   pthread_t inner;

   if (outer != NULL)
      memset(outer, 0, 100 * sizeof(int));
   if (++alive < 5) {
      pthread_create(&inner, NULL, nested, (void*)mine);
      pthread_join(inner, NULL);
   }
   return NULL;
}

int main(int argc, char** argv)
{
   char* block = malloc(2 * STACK_SIZE);     /* @block */

   alive = argc > 1;
   run(NULL, -1);
   run(NULL, 0);
   run(NULL, 8192);
   run(block, -1);
   run(global_area, -1);
   if (alive)
      nested(NULL);
   free(block);
   return 0;
}
