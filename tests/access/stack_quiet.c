/* What is below the stack pointer at some time, and all right: the red zone,
   frames of any size and kind, stacks of coroutines with data below them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <alloca.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

extern char** environ;

/* All of it, by a pointer and by the stack pointer. */
static __attribute__((noinline)) long red_zone(void)
{
   long result;
   __asm__ volatile("lea   -128(%%rsp), %%rax\n\t"
                    "movq  $7, (%%rax)\n\t"
                    "movq  -128(%%rsp), %0\n\t"
                    "addq  -8(%%rsp), %0\n\t"
                    "leaq  -64(%%rsp), %%rax\n\t"
                    "addq  8(%%rax), %0\n\t"
                    : "=&r"(result) : : "rax", "memory");
   return result;
}

static __attribute__((noinline)) void big_frames(size_t n)
{
   char* area = alloca(n);
   char  variable[n];
   char  fixed[500000];

   memset(area, 1, n);
   memset(variable, 2, n);
   memset(fixed, 3, sizeof fixed);
   for (size_t i = 0; i < n; i += 4096)
      area[i] += variable[i] + fixed[i % sizeof fixed];
}

static __attribute__((noinline)) int recurse(int depth, volatile int* outer)
{
   volatile int mine[30];
   mine[0] = ++*outer;
   return depth == 0 ? mine[0] : recurse(depth - 1, mine) + *outer;
}

static int call(int (*function)(int)) { return function(3); }

static __attribute__((noinline)) int nested(int n)
{
   int add(int m) { return n += m; }
   return call(add) + n;
}

/* ---- coroutines ---- */

static ucontext_t there, here;
static char* volatile shared;

static void coroutine(void)
{
   char mine[2000];
   for (int i = 0; i < 3; i++) {
      memset(mine, i, sizeof mine);
      shared[i]++;
      memset(shared, 0, 4096);
      swapcontext(&there, &here);
   }
   swapcontext(&there, &here);
}

/* The stack is in the upper half of the area; the lower half, and a frame of
   the main stack, are used from it. */
static void run_coroutine(char* area, size_t size, char* use)
{
   volatile char room[3000];

   shared = use;
   getcontext(&there);
   there.uc_stack.ss_sp   = area + size / 2;
   there.uc_stack.ss_size = size / 2;
   makecontext(&there, coroutine, 0);
   for (int i = 0; i < 4; i++) {
      swapcontext(&here, &there);
      room[i * 500] = i;
      memset(area, i, size / 2);
   }
}

static void coroutines(void)
{
   static char area[65536], other[4096];
   char   local[4096];
   size_t size = sizeof area;
   char*  block = malloc(size);
   char*  map = mmap(NULL, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   char*  areas[] = { area, block, map };

   for (int i = 0; i < 3; i++) {
      run_coroutine(areas[i], size, areas[i]);
      run_coroutine(areas[i], size, other);
      run_coroutine(areas[i], size, local);
   }
   munmap(map, size);
   free(block);
}

/* ---- signals and processes ---- */

static jmp_buf back;

static void handler(int number)
{
   volatile char mine[4000];
   mine[0] = number;
   longjmp(back, 1);
}

static void signals(void)
{
   static char area[65536];
   stack_t alternate = { .ss_sp = area, .ss_size = sizeof area };
   struct sigaction action;
   volatile int mine[500] = { 0 };
   volatile int i;

   memset(&action, 0, sizeof action);
   action.sa_handler = handler;
   action.sa_flags   = SA_ONSTACK | SA_NODEFER;
   sigaltstack(&alternate, NULL);
   sigaction(SIGUSR1, &action, NULL);
   for (i = 0; i < 3; i++)
      if (setjmp(back) == 0)
         raise(SIGUSR1);
   mine[499] = recurse(100, &mine[0]);
   memset(area, 0, sizeof area);
}

static void processes(void)
{
   char* argv[] = { "true", NULL };
   pid_t pid;
   int   status;

   if (posix_spawnp(&pid, "true", NULL, NULL, argv, environ) == 0)
      waitpid(pid, &status, 0);
   pid = vfork();
   if (pid == 0)
      _exit(0);
   waitpid(pid, &status, 0);
}

int main(void)
{
   volatile int n = 0;

   red_zone();
   big_frames(1000000);
   big_frames(10);
   recurse(5000, &n);
   recurse(5, &n);
   nested(4);
   coroutines();
   signals();
   processes();
   return 0;
}
