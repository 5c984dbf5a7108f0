/* handled: coroutines whose stacks grow in the handler of the signal that they cause
   by going below them: it makes another page accessible, and the instruction, often a
   push or a call, is executed again.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "switch.h"

#define SIZE    (1024 * 1024)
#define PAGE    4096
#define STACKS  6
#define FRAMES  900

static void* caller_sp;
static void* coroutine_sp;
static char* low_end;              /* of what is accessible */
static int   n_frames;

static void grow(int signal, siginfo_t* info, void* context)
{
   char* page = (char*)((uintptr_t)info->si_addr & -(uintptr_t)PAGE);

   if (page >= low_end || low_end - page > SIZE)
      _Exit(1);
   mprotect(page, low_end - page, PROT_READ | PROT_WRITE);
   low_end = page;
}

static void recurse(int depth)
{
   volatile char frame[900];

   frame[0] = depth;
   n_frames++;
   if (depth > 1)
      recurse(depth - 1);
   n_frames -= (char)depth != frame[0];
}

static void work(void)
{
   recurse(FRAMES);
   swap(&coroutine_sp, caller_sp);
}

int main(void)
{
   stack_t          handlers = { .ss_sp = malloc(65536), .ss_size = 65536 };
   struct sigaction action   = { .sa_sigaction = grow, .sa_flags = SA_ONSTACK | SA_SIGINFO };

   sigaltstack(&handlers, NULL);
   sigaction(SIGSEGV, &action, NULL);
   for (int i = 0; i < STACKS; i++) {
      char* stack = mmap(NULL, SIZE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      low_end = stack + SIZE - 2 * PAGE;
      mprotect(low_end, 2 * PAGE, PROT_READ | PROT_WRITE);
      swap(&caller_sp, prepare(stack, SIZE - i * 304, work));
      munmap(stack, SIZE);
   }
   printf("%d frames\n", n_frames);
   return 0;
}
