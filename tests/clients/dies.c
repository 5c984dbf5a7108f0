/* dies HOW: ends in one of many ways while it has one lost block of 123 bytes
   (and whatever it is allocating).

   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

static void* churn(void* unused)
{
   void* volatile kept[100] = { NULL };
   for (unsigned i = 0; ; i++) {
      free(kept[i % 100]);
      kept[i % 100] = malloc(i % 1000);
   }
}

static __attribute__((noinline)) void lose(void) { memset(malloc(123), 1, 123); }

static void ready(void)
{
   puts("ready");
   fflush(stdout);
}

static void in_handler(int signal) { free(malloc(5)); _exit(42); }
static void* exit_from_thread(void* unused) { exit(17); }
static void at_exit(void) { free(malloc(1)); puts("atexit"); }
static int  deeper(int n)
{
   volatile char frame[1000];
   frame[0] = n;
   return deeper(n + 1) + frame[0];
}
static void* overflow(void* unused) { return (void*)(long)deeper(0); }

int main(int argc, char** argv)
{
   const char* how = argv[1];
   struct rlimit no_core = { 0, 0 };
   pthread_t thread;
   setrlimit(RLIMIT_CORE, &no_core);
   lose();
   atexit(at_exit);
   if (!strcmp(how, "busy")) {
      ready();
      churn(NULL);
   } else if (!strcmp(how, "sleeping")) {
      ready();
      for (;;)
         pause();
   } else if (!strcmp(how, "threads")) {
      for (int i = 0; i < 4; i++)
         pthread_create(&thread, NULL, churn, NULL);
      ready();
      for (;;)
         sleep(1);
   } else if (!strcmp(how, "handler")) {
      signal(SIGTERM, in_handler);
      ready();
      for (;;)
         pause();
   } else if (!strcmp(how, "_exit"))
      _exit(11);
   else if (!strcmp(how, "quick_exit"))
      quick_exit(12);
   else if (!strcmp(how, "abort"))
      abort();
   else if (!strcmp(how, "exit"))
      exit(13);
   else if (!strcmp(how, "thread_exit")) {
      pthread_create(&thread, NULL, exit_from_thread, NULL);
      pthread_join(thread, NULL);
   } else if (!strcmp(how, "main_thread_gone")) {
      pthread_create(&thread, NULL, exit_from_thread, NULL);
      pthread_exit(NULL);
   } else if (!strcmp(how, "one_thread_exit"))
      syscall(SYS_exit, 14);
   else if (!strcmp(how, "fpe"))
      return *(volatile int*)how / (argc - 2);
   else if (!strcmp(how, "ill"))
      __builtin_trap();
   else if (!strcmp(how, "bus"))
      raise(SIGBUS);
   else if (!strcmp(how, "segv"))
      *(volatile int*)0x10 = 1;
   else if (!strcmp(how, "noncanonical"))
      *(volatile int*)0x8000000000000000 = 1;
   else if (!strcmp(how, "kill_itself"))
      kill(getpid(), SIGUSR1);
   else if (!strcmp(how, "overflow"))
      overflow(NULL);
   else if (!strcmp(how, "thread_overflow")) {
      pthread_create(&thread, NULL, overflow, NULL);
      pthread_join(thread, NULL);
   } else if (!strcmp(how, "jump"))
      ((void (*)(void))0x123456)();
   else if (!strcmp(how, "corrupt_stack"))
      __asm__ volatile("movq $0x1000, %rsp; pushq %rax");
   return 0;
}
