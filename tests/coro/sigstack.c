/* A coroutine made by the trick of GNU Pth and others: a signal handler runs on
   an alternate stack, which is the coroutine's, remembers where it is by setjmp,
   and returns; the coroutine is entered by longjmp, when the alternate stack is
   no longer one.  With an argument it writes behind a block.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "../../vrleak.h"

#define SIZE 65536

static jmp_buf here, there;
static char*   stack;
static int     bad, wrong;

static __attribute__((noinline)) void hand_back(void)
{
   if (_setjmp(there) == 0)
      _longjmp(here, 1);
}

static __attribute__((noinline)) void work(void)
{
   for (;;) {
      int* block = malloc(40);
      if (bad)
         block[10] = 1;                      /* @bad */
      if (VRLEAK_VERSION() != 0 && VRLEAK_CORO_CURRENT() != 1)
         wrong = 1;
      hand_back();
      free(block);
   }
}

static void handler(int number)
{
   if (_setjmp(there) == 0)
      return;
   work();                                   /* @handler */
}

static void resume(void)
{
   if (_setjmp(here) == 0)
      _longjmp(there, 1);
}

int main(int argc, char** argv)
{
   stack_t alternate = { .ss_sp = stack = malloc(SIZE), .ss_size = SIZE };
   struct sigaction action;

   bad = argc > 1;
   memset(&action, 0, sizeof action);
   action.sa_handler = handler;
   action.sa_flags   = SA_ONSTACK;
   sigaltstack(&alternate, NULL);
   sigaction(SIGUSR1, &action, NULL);
   raise(SIGUSR1);
   alternate.ss_flags = SS_DISABLE;
   sigaltstack(&alternate, NULL);
   for (int i = 0; i < 5; i++)
      resume();
   if (VRLEAK_CORO_CURRENT() != 0)
      wrong = 1;
   return wrong;
}
