/* What moves the stack pointer and is no switch: alloca and variable arrays,
   longjmp over frames, handlers on an alternate stack (also one that leaves by
   siglongjmp), functions that align their stack.  None of it is a coroutine.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <alloca.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "../../vrleak.h"

static jmp_buf    jump;
static sigjmp_buf from_handler;
static int        wrong;
static volatile int leave;

static __attribute__((noinline)) void check(void)
{
   if (VRLEAK_CORO_CURRENT() != 0)
      wrong = 1;
}

static __attribute__((noinline)) void arrays(int n)
{
   for (int i = 1; i < n; i++) {
      char array[i * 1000];
      memset(array, 0, sizeof array);
      char* more = alloca(i * 5000);
      memset(more, 0, i * 5000);
      check();
   }
   check();
}

static __attribute__((noinline)) void aligned(int n)
{
   char block[64] __attribute__((aligned(64)));
   memset(block, n, sizeof block);
   arrays(n);
}

static __attribute__((noinline)) void jump_back(int depth)
{
   char locals[5000];
   locals[0] = depth;
   if (depth > 0)
      jump_back(depth - 1);
   check();
   longjmp(jump, 1);
}

static void handler(int number)
{
   aligned(3);
   if (leave)
      siglongjmp(from_handler, 1);
}

static void signals(void)
{
   stack_t alternate = { .ss_sp = malloc(200000), .ss_size = 200000 };
   struct sigaction action;

   memset(&action, 0, sizeof action);
   action.sa_handler = handler;
   action.sa_flags   = SA_ONSTACK;
   sigaltstack(&alternate, NULL);
   sigaction(SIGUSR1, &action, NULL);
   for (int i = 0; i < 6; i++) {
      leave = i & 1;
      if (sigsetjmp(from_handler, 1) == 0)
         raise(SIGUSR1);
      arrays(3);
   }
   alternate.ss_flags = SS_DISABLE;
   sigaltstack(&alternate, NULL);
   free(alternate.ss_sp);
}

static void* all(void* unused)
{
   aligned(20);
   for (volatile int i = 0; i < 3; i++)
      if (setjmp(jump) == 0)
         jump_back(i * 5);
   check();
   signals();
   return NULL;
}

int main(void)
{
   pthread_t thread;

   all(NULL);
   pthread_create(&thread, NULL, all, NULL);
   pthread_join(thread, NULL);
   /* Ids are given one after the other: how many coroutines were there? */
   char stack[4096];
   unsigned long id = VRLEAK_CORO_CREATE(stack, stack + sizeof stack, "first");
   VRLEAK_CORO_DESTROY(id);
   return wrong || id > 2;                   /* the thread's stack has one */
}
