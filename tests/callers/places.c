/* The same stack memory in the hands of others: what runs there reaches the same
   malloc with the same stack pointer on different ways.

   places threads     threads, one after the other, on one stack
   places contexts    coroutines, one after the other, on one stack
   places signals     handlers that interrupt one function in different places
   places libraries   two libraries that are loaded at the same address in turn

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

enum { ROUNDS = 12, STACK = 256 << 10 };

#define STAY() __asm__ volatile("" : : : "memory")

static int leaks;

__attribute__((noinline)) static void* get(void)
{
   void* p = malloc(100);  /* @get */
   STAY();
   return p;
}

__attribute__((noinline)) static void* red(void)  { void* p = get(); STAY(); return p; }
__attribute__((noinline)) static void* blue(void) { void* p = get(); STAY(); return p; }

static void take(void* p)
{
   if (!leaks) free(p);
}

static void red_body(void)   { take(red()); }
static void blue_body(void)  { take(blue()); }
static void both_body(void)  { take(red()); take(blue()); }

/* ---- threads ---- */

static void* red_thread(void* unused)  { red_body(); return NULL; }
static void* blue_thread(void* unused) { blue_body(); return NULL; }
static void* both_thread(void* unused) { both_body(); return NULL; }

static void threads(char* stack)
{
   void* (*const starts[])(void*) = { red_thread, blue_thread, both_thread };
   for (int i = 0; i < 3 * ROUNDS + 3; i++) {
      pthread_attr_t attributes;
      pthread_t thread;
      leaks = i >= 3 * ROUNDS;
      pthread_attr_init(&attributes);
      pthread_attr_setstack(&attributes, stack, STACK);
      pthread_create(&thread, &attributes, starts[i % 3], NULL);
      pthread_join(thread, NULL);
   }
}

/* ---- contexts ---- */

/* The core does not unwind from the last 512 bytes of a stack. */
#define ON_FRAME(body) \
   static void context_##body(void) \
   { \
      volatile char frame[1024]; \
      frame[0] = 1; \
      body(); \
   }

ON_FRAME(red_body)
ON_FRAME(blue_body)
ON_FRAME(both_body)

static void contexts(char* stack)
{
   void (*const starts[])(void) = { context_red_body, context_blue_body, context_both_body };
   ucontext_t here, there;
   for (int i = 0; i < 3 * ROUNDS + 3; i++) {
      leaks = i >= 3 * ROUNDS;
      getcontext(&there);
      there.uc_stack.ss_sp = stack;
      there.uc_stack.ss_size = STACK;
      there.uc_link = &here;
      makecontext(&there, starts[i % 3], 0);
      swapcontext(&here, &there);
   }
}

/* ---- signals ---- */

static void handler(int signal) { take(get()); }

/* By the instruction itself, twice at the same depth, and by two callers of raise. */
__attribute__((noinline)) static void interrupted(int how)
{
   long number = SYS_tgkill, pid = getpid(), tid = syscall(SYS_gettid);
   if (how == 0) __asm__ volatile("syscall" : "+a"(number) : "D"(pid), "S"(tid), "d"(SIGUSR1) : "rcx", "r11", "memory");  /* @first */
   if (how == 1) __asm__ volatile("syscall" : "+a"(number) : "D"(pid), "S"(tid), "d"(SIGUSR1) : "rcx", "r11", "memory");  /* @second */
   if (how == 2) raise(SIGUSR1);  /* @third */
   if (how == 3) raise(SIGUSR1);  /* @fourth */
}

static void signals(void)
{
   signal(SIGUSR1, handler);
   for (int i = 0; i < 4 * ROUNDS + 4; i++) {
      leaks = i >= 4 * ROUNDS;
      interrupted(i % 4);
   }
}

/* ---- libraries ---- */

static void libraries(void)
{
   void* at[2] = { NULL, NULL };
   for (int i = 0; i < 2 * ROUNDS + 2; i++) {
      void* library = dlopen(i & 1 ? "./places_two.so" : "./places_one.so", RTLD_NOW);
      if (library == NULL) { puts(dlerror()); exit(1); }
      void* (*function)(void* (*)(void)) = dlsym(library, "library_get");
      at[i & 1] = function;
      leaks = i >= 2 * ROUNDS;
      take(function(get));
      dlclose(library);
   }
   puts(at[0] == at[1] ? "at the same address" : "elsewhere");
}

int main(int argc, char** argv)
{
   char* stack = mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (strcmp(argv[1], "threads") == 0)   threads(stack);
   if (strcmp(argv[1], "contexts") == 0)  contexts(stack);
   if (strcmp(argv[1], "signals") == 0)   signals();
   if (strcmp(argv[1], "libraries") == 0) libraries();
   munmap(stack, STACK);
   return 0;
}
