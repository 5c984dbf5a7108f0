/* A signal handler uses a dead frame of its own; first on the normal stack, then
   on an alternate one; then, back from it, main uses a dead frame.  With an
   argument only frames that are there.  Always used from the handler, and all
   right: the interrupted frames, and what lies just below the alternate stack.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* The alternate stack does not begin at the start of a page. */
#define BELOW 1000

static volatile char area[65536] __attribute__((aligned(4096)));
static int  alive;
static int* volatile kept;
static int* volatile of_main;

static __attribute__((noinline)) void fill(void)
{
   volatile int locals[200] = { 0 };
   kept = (int*)locals;
}

static void handler(int number)
{
   volatile int mine[200] = { 0 };

   fill();
   if (alive)
      kept = (int*)mine;
   *kept = 1;                                /* @handler */
   for (volatile int i = 0; i < BELOW; i++)
      area[i] = 0;
   memset(of_main, 0, 100 * sizeof(int));
}

static void raise_on(int flags)
{
   struct sigaction action;
   memset(&action, 0, sizeof action);
   action.sa_handler = handler;
   action.sa_flags   = flags;
   sigaction(SIGUSR1, &action, NULL);
   raise(SIGUSR1);
}

int main(int argc, char** argv)
{
   stack_t alternate = { .ss_sp   = (char*)area + BELOW,
                         .ss_size = sizeof area - BELOW };
   int     locals[100];

   alive   = argc > 1;
   of_main = locals;
   raise_on(0);
   sigaltstack(&alternate, NULL);
   raise_on(SA_ONSTACK);
   fill();
   if (alive)
      kept = locals;
   *kept = 1;                                /* @main */
   return 0;
}
