/* census KIND [COMMAND ..]: coroutines that use known amounts of their stacks and of the heap.

   Coroutine i calls itself until it has used i * 2000 bytes and more, returns,
   switches away, and has i blocks of 100 bytes then.  They end in different
   ways; the one with index 3 is freed.

     malloc   stacks in blocks, which are fresh
     mmap     mapped stacks
     header   the lowest 100 bytes of the block are the program's
     used     stacks that had another user
     vrleak   malloc, and declared, with names

   Monitor commands are executed at the end.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../vrleak.h"
#include "switch.h"

enum { N = 5, STACK = 65536, STEP = 2000 };

static const char* kind;
static void *main_sp, *sp[N];
static char* stacks[N];
static unsigned long ids[N];
static int current;

static void pause_it(void)
{
   swap(&sp[current], main_sp);                  /* @pause */
}

__attribute__((noinline)) static void use(int n)
{
   volatile char frame[STEP];
   memset((char*)frame, 1, sizeof frame);
   if (n > 1) use(n - 1);
}

static void run(void)
{
   char* blocks[N] = { 0 };
   int self = current;
   if (self > 0) use(self);
   pause_it();                                   /* @run */
   for (int i = 0; i < self; i++) blocks[i] = malloc(100);
   pause_it();
   for (;;) pause_it();
}

static char* get_stack(void)
{
   char* stack;
   if (strcmp(kind, "mmap") == 0)
      return mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   stack = malloc(STACK);                        /* @stack */
   if (strcmp(kind, "header") == 0) memset(stack, 3, 100);
   if (strcmp(kind, "used") == 0)   memset(stack, 3, STACK);
   return stack;
}

static void put_stack(char* stack)
{
   if (strcmp(kind, "mmap") == 0) munmap(stack, STACK);
   else                           free(stack);
}

static void resume(int i)
{
   current = i;
   swap(&main_sp, sp[i]);
}

int main(int argc, char** argv)
{
   kind = argc > 1 ? argv[1] : "malloc";
   for (int i = 0; i < N; i++) {
      char name[20];
      stacks[i] = get_stack();                   /* @create */
      sprintf(name, "user-%d", i);
      if (strcmp(kind, "vrleak") == 0)
         ids[i] = VRLEAK_CORO_CREATE(stacks[i], stacks[i] + STACK, name);
      sp[i] = prepare(stacks[i], STACK, run);
   }
   for (int round = 0; round < 2; round++)
      for (int i = 0; i < N; i++) resume(i);
   if (strcmp(kind, "vrleak") == 0) VRLEAK_CORO_DESTROY(ids[3]);
   put_stack(stacks[3]);
   for (int i = 2; i < argc; i++) VALGRIND_MONITOR_COMMAND(argv[i]);
   puts("done");
   return 0;
}
