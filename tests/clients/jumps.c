/* Deep longjmp over big frames, many times; alloca and variable arrays; a frame
   of 3 MB; ucontext switches on a stack in the heap.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <alloca.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

static jmp_buf back;
static ucontext_t main_context, other_context;
static int n_switches;

static __attribute__((noinline)) void deep(int n)
{
   volatile char frame[2000];
   frame[0] = n;
   if (n == 0)
      longjmp(back, 1);
   deep(n - 1);
   frame[1] = n;
}

static __attribute__((noinline)) int big(void)
{
   char frame[3 << 20];
   memset(frame, 1, sizeof frame);
   return frame[1234567];
}

static __attribute__((noinline)) int varying(int n)
{
   char  array[n];
   char* more = alloca(n * 3);
   memset(array, 2, n);
   memset(more, 3, n * 3);
   return array[n - 1] + more[n * 3 - 1];
}

static void other(void)
{
   for (;;) {
      char buffer[200];
      memset(buffer, 0, sizeof buffer);
      n_switches++;
      free(malloc(20));
      swapcontext(&other_context, &main_context);
   }
}

int main(void)
{
   volatile int jumps = 0;
   int sum = 0;
   for (volatile int i = 0; i < 50; i++) {
      if (setjmp(back) == 0)
         deep(i * 10);
      else
         jumps++;
   }
   for (int i = 1; i < 3000; i += 7)
      sum += varying(i);
   sum += big();
   char* stack = malloc(65536);
   getcontext(&other_context);
   other_context.uc_stack.ss_sp = stack;
   other_context.uc_stack.ss_size = 65536;
   makecontext(&other_context, other, 0);
   for (int i = 0; i < 100; i++)
      swapcontext(&main_context, &other_context);
   printf("%d %d %d\n", jumps, sum, n_switches);
   free(stack);
   return 0;
}
