/* A coroutine, of whose stack nothing is known, is interrupted by a signal that
   is handled on an alternate stack, starts a thread and hands back to main:
   each uses a dead frame of its own, the coroutine, too.  With an argument none
   does.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#define STACK_SIZE 65536

static int        alive;
static ucontext_t there, here;

static __attribute__((noinline)) int* fill(void)
{
   volatile int locals[200] = { 0 };
   int* volatile result = (int*)locals;
   if (alive)
      *result = 1;
   return result;
}

static void handler(int number)
{
   int* dead = fill();
   if (!alive)
      *dead = 1;                             /* @handler */
}

static void* work(void* unused)
{
   int* dead = fill();
   if (!alive)
      *dead = 1;                             /* @thread */
   return NULL;
}

static void coroutine(void)
{
   pthread_t thread;

   *fill() = 1;
   raise(SIGUSR1);
   *fill() = 1;
   pthread_create(&thread, NULL, work, NULL);
   pthread_join(thread, NULL);
   *fill() = 1;
}

static void handle_signals(void* area)
{
   stack_t alternate = { .ss_sp = area, .ss_size = STACK_SIZE };
   struct sigaction action;

   memset(&action, 0, sizeof action);
   action.sa_handler = handler;
   action.sa_flags   = SA_ONSTACK;
   sigaltstack(&alternate, NULL);
   sigaction(SIGUSR1, &action, NULL);
}

int main(int argc, char** argv)
{
   static char area[STACK_SIZE];
   char* stack = malloc(STACK_SIZE);

   alive = argc > 1;
   handle_signals(area);
   getcontext(&there);
   there.uc_stack.ss_sp   = stack;
   there.uc_stack.ss_size = STACK_SIZE;
   there.uc_link          = &here;
   makecontext(&there, coroutine, 0);
   swapcontext(&here, &there);
   int* dead = fill();
   if (!alive)
      *dead = 1;                             /* @main */
   free(stack);
   return 0;
}
