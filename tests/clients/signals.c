/* Handlers on an alternate stack, nested, with malloc inside, driven by a
   timer; sigsetjmp out of a SIGSEGV handler; raise, sigqueue and blocked
   signals.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <unistd.h>

static sigjmp_buf out;
static volatile int n_ticks, n_faults, n_usr1, nested;
static char* alternate;

static void on_tick(int signal, siginfo_t* info, void* context)
{
   char here;
   char buffer[500];
   memset(buffer, signal, sizeof buffer);
   if (&here >= alternate && &here < alternate + 65536)
      n_ticks++;
}

static void on_usr1(int signal)
{
   char text[100];
   snprintf(text, sizeof text, "%d", signal);
   if (nested++ == 0)
      raise(SIGUSR2);
   n_usr1++;
}

static void on_usr2(int signal) { free(malloc(10)); n_usr1 += 10; }

static void on_fault(int signal, siginfo_t* info, void* context)
{
   n_faults++;
   siglongjmp(out, 1);
}

static void handle(int number, void (*handler)(int, siginfo_t*, void*))
{
   struct sigaction action;
   memset(&action, 0, sizeof action);
   action.sa_sigaction = handler;
   action.sa_flags = SA_SIGINFO | SA_ONSTACK;
   sigaction(number, &action, NULL);
}

static __attribute__((noinline)) int recurse(int n)
{
   volatile char frame[300];
   frame[n % 300] = n;
   return n == 0 ? 0 : recurse(n - 1) + frame[n % 300] * 0 + 1;
}

int main(void)
{
   stack_t stack;
   struct itimerval timer = { { 0, 2000 }, { 0, 2000 } };
   char* page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   memset(&stack, 0, sizeof stack);
   stack.ss_sp = alternate = malloc(65536);
   stack.ss_size = 65536;
   sigaltstack(&stack, NULL);
   handle(SIGALRM, on_tick);
   handle(SIGSEGV, on_fault);
   signal(SIGUSR1, on_usr1);
   signal(SIGUSR2, on_usr2);
   raise(SIGUSR1);

   setitimer(ITIMER_REAL, &timer, NULL);
   while (n_ticks < 20) {
      for (int i = 0; i < 50; i++) {
         char* volatile p = malloc(i * 7 + 1);
         p[i * 7] = 1;
         free(p);
      }
      recurse(100);
   }
   memset(&timer, 0, sizeof timer);
   setitimer(ITIMER_REAL, &timer, NULL);

   for (volatile int i = 0; i < 50; i++)
      if (sigsetjmp(out, 1) == 0)
         page[i] = 1;                                    /* @fault */
   printf("%d faults, %d %d\n", n_faults, n_usr1, nested);
   stack.ss_flags = SS_DISABLE;
   sigaltstack(&stack, NULL);
   free(alternate);
   munmap(page, 4096);
   return 0;
}
