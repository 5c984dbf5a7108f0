/* switches METHOD MEMORY ANNOTATION [bad]: five coroutines, resumed in turn, each
   of which calls some functions, uses the heap, and hands back from there.

     METHOD      asm, ucontext, setjmp
     MEMORY      malloc; mmap: a mapping for each; region: one mapping for all,
                 from the low end; down: the same from the high end; static
     ANNOTATION  none, valgrind, vrleak

   Also asks which coroutine it is in, which must be another one for each, and
   always the same.  With "bad" each writes behind a block once.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <valgrind/valgrind.h>
#include "../../vrleak.h"
#include "switch.h"

#define N     5
#define SIZE  32768
#define ROUNDS 4

static const char* method;
static int         bad, current, wrong;
static char        area[N][SIZE] __attribute__((aligned(16)));

static char*       stacks[N];
static void*       sps[N];
static void*       main_sp;
static ucontext_t  contexts[N], main_context;
static jmp_buf     jumps[N], main_jump;
static int         entered[N];
static unsigned long ids[N];

/* ---- three ways to switch ---- */

static __attribute__((noinline)) void hand_back(void)
{
   int self = current;
   if (strcmp(method, "asm") == 0)
      swap(&sps[self], main_sp);
   else if (strcmp(method, "ucontext") == 0)
      swapcontext(&contexts[self], &main_context);
   else if (_setjmp(jumps[self]) == 0)
      _longjmp(main_jump, 1);
}

static __attribute__((noinline)) void resume(int i)
{
   current = i;
   if (strcmp(method, "asm") == 0)
      swap(&main_sp, sps[i]);
   else if (strcmp(method, "ucontext") == 0)
      swapcontext(&main_context, &contexts[i]);
   else if (_setjmp(main_jump) == 0) {
      if (entered[i])
         _longjmp(jumps[i], 1);
      entered[i] = 1;
      setcontext(&contexts[i]);
   }
}

/* ---- what the coroutines do ---- */

static void check_identity(void)
{
   unsigned long id = VRLEAK_CORO_CURRENT();
   if (VRLEAK_VERSION() == 0)
      return;
   if (ids[current] == 0)
      ids[current] = id;
   if (id == 0 || id != ids[current])
      wrong = 1;
   for (int i = 0; i < N; i++)
      if (i != current && ids[i] == id)
         wrong = 1;
}

static __attribute__((noinline)) void use_heap(int depth)
{
   volatile char locals[300];
   locals[0] = depth;
   if (depth > 0) {
      use_heap(depth - 1);
      return;
   }
   int* block = malloc(40);
   block[9] = 1;
   if (bad) {
      bad--;
      block[10] = 1;                         /* @bad */
   }
   check_identity();
   hand_back();
   check_identity();
   free(block);
}

static void work(void)
{
   for (;;)
      use_heap(2);                           /* @work */
}

/* ---- stacks ---- */

static char* get_stack(const char* memory, int i)
{
   static char* region;
   if (strcmp(memory, "malloc") == 0)
      return malloc(SIZE);                   /* @stack */
   if (strcmp(memory, "static") == 0)
      return area[i];
   if (strcmp(memory, "mmap") == 0)
      return mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (region == NULL)
      region = mmap(NULL, N * SIZE, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   return region + (strcmp(memory, "down") == 0 ? N - 1 - i : i) * SIZE;
}

static __attribute__((noinline)) void create(const char* memory,
                                             const char* annotation, int i)
{
   char* stack = get_stack(memory, i);
   char name[20];
   stacks[i] = stack;
   if (strcmp(method, "asm") == 0) {
      sps[i] = prepare(stack, SIZE, work);
   } else {
      getcontext(&contexts[i]);
      contexts[i].uc_stack.ss_sp   = stack;
      contexts[i].uc_stack.ss_size = SIZE;
      makecontext(&contexts[i], work, 0);
   }
   sprintf(name, "worker %d", i);
   if (strcmp(annotation, "valgrind") == 0)
      VALGRIND_STACK_REGISTER(stack, stack + SIZE - 1);     /* @declared */
   if (strcmp(annotation, "vrleak") == 0)
      VRLEAK_CORO_CREATE(stack, stack + SIZE, name);        /* @created */
}

int main(int argc, char** argv)
{
   method = argv[1];
   bad    = argc > 4 ? N : 0;
   for (int i = 0; i < N; i++)
      create(argv[2], argv[3], i);
   for (int round = 0; round < ROUNDS; round++)
      for (int i = 0; i < N; i++) {
         resume(i);
         if (VRLEAK_CORO_CURRENT() != 0)
            wrong = 1;
      }
   return wrong;
}
