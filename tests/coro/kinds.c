/* Errors of many kinds in a coroutine with a name: each trace ends at its entry.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <unistd.h>
#include <valgrind/memcheck.h>
#include "../../vrleak.h"

#define SIZE 65536

static ucontext_t coroutine, home;
static int  null;
static volatile size_t minus_three = -3;

static __attribute__((noinline)) void errors(void)
{
   int   here[4] = { 0 };
   char* p = malloc(40);
   p[40] = 1;                                /* @write */
   memcpy(p + 1, p, 20);                     /* @overlap */
   write(null, p + 30, 11);                  /* @syscall */
   VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p + 35, 10);      /* @check */
   free(malloc(minus_three));                /* @fishy */
   free(p);
   free(p);                                  /* @twice */
   free(&here[1]);                           /* @local */
}

static __attribute__((noinline)) void handle(void)
{
   errors();                                 /* @handle */
}

static void worker(void)
{
   handle();                                 /* @worker */
   swapcontext(&coroutine, &home);
}

int main(void)
{
   char* stack = malloc(SIZE);
   null = open("/dev/null", O_WRONLY);
   getcontext(&coroutine);
   coroutine.uc_stack.ss_sp   = stack;
   coroutine.uc_stack.ss_size = SIZE;
   makecontext(&coroutine, worker, 0);
   VRLEAK_CORO_CREATE(stack, stack + SIZE, "http-worker");       /* @created */
   swapcontext(&home, &coroutine);
   free(stack);
   return 0;
}
