/* leaks METHOD MEMORY CASE: blocks that coroutines hold, or don't.

     METHOD  asm, ucontext, setjmp
     MEMORY  malloc, mmap, static
     CASE    what main does, and what each coroutine: see below

   Nothing but cos[] refers to a coroutine, and nothing but its stack to what it has
   allocated; so forget() makes it abandoned.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <valgrind/valgrind.h>
#include "../../vrleak.h"
#include "switch.h"

#define N     1000
#define SIZE  32768

typedef struct {
   char*      stack;
   void*      sp;
   ucontext_t context;
   jmp_buf    jump;
   int        entered;
} Coroutine;

static const char* method;
static const char* memory;
static int         current;
static Coroutine   cos[N];
void*              main_sp;
static ucontext_t  main_context;
static jmp_buf     main_jump;
static void*       pool;
static unsigned long id;
static const char* name;         /* NULL: not declared */

/* All of the stack is dirty, so nothing tells where its frames end. */
static struct {
   void* before;
   char  stack[SIZE];
   void* after;
} area;

static char* get_stack(void)
{
   if (strcmp(memory, "malloc") == 0)
      return malloc(SIZE);                             /* @stack */
   if (strcmp(memory, "static") == 0)
      return memset(area.stack, 1, SIZE);
   return mmap(NULL, SIZE, PROT_READ | PROT_WRITE,     /* @mapped */
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* ---- three ways to switch ---- */

static __attribute__((noinline)) void hand_back(void)
{
   Coroutine* self = &cos[current];
   if (strcmp(method, "asm") == 0)
      swap(&self->sp, main_sp);
   else if (strcmp(method, "ucontext") == 0)
      swapcontext(&self->context, &main_context);
   else if (_setjmp(self->jump) == 0)
      _longjmp(main_jump, 1);
}

static __attribute__((noinline)) void resume(int i)
{
   Coroutine* it = &cos[i];
   current = i;
   if (strcmp(method, "asm") == 0)
      swap(&main_sp, it->sp);
   else if (strcmp(method, "ucontext") == 0)
      swapcontext(&main_context, &it->context);
   else if (_setjmp(main_jump) == 0) {
      if (it->entered)
         _longjmp(it->jump, 1);
      it->entered = 1;
      setcontext(&it->context);
   }
}

static __attribute__((noinline)) void create(int i, void (*code)(void))
{
   Coroutine* it = &cos[i];
   it->stack = get_stack();
   if (name != NULL)
      id = VRLEAK_CORO_CREATE(it->stack, it->stack + SIZE, name);   /* @created */
   if (strcmp(method, "asm") == 0) {
      it->sp = prepare(it->stack, SIZE, code);
   } else {
      getcontext(&it->context);
      it->context.uc_stack.ss_sp   = it->stack;
      it->context.uc_stack.ss_size = SIZE;
      it->context.uc_link          = &main_context;
      makecontext(&it->context, code, 0);
   }
   resume(i);
}

/* setjmp needs neither the base of the stack nor the context that it was entered
   by: its SP, mangled, is all that refers to it then, if none of the registers
   that are stored as they are happens to. */
static void keep_only_the_jump(int i)
{
   enum { RBX = 0, R12 = 2, R15 = 5 };
   cos[i].stack = NULL;
   cos[i].jump[0].__jmpbuf[RBX] = 0;
   for (int r = R12; r <= R15; r++)
      cos[i].jump[0].__jmpbuf[r] = 0;
   memset(&cos[i].context, 0, sizeof cos[i].context);
}

static void forget(int i)
{
   memset(&cos[i], 0, sizeof cos[i]);
}

/* ---- what coroutines do ---- */

static uintptr_t held;                                 /* inverted */

static __attribute__((noinline)) void hold(void)
{
   void* volatile block = malloc(40);                  /* @held */
   held = ~(uintptr_t)block;
   hand_back();
   free(block);
}

static void holder(void)
{
   hold();                                             /* @holder */
   hand_back();
}

/* The block is known to a frame that is over. */
static __attribute__((noinline)) void drop(void)
{
   volatile char  above[600];
   void* volatile block;
   volatile char  below[600];
   above[0] = below[0] = 1;
   block = malloc(50);                                 /* @dropped */
}

static void dropper(void)
{
   drop();                                             /* @dropper */
   hand_back();
}

/* Returns, so that its stack can be used by others. */
static void finisher(void)
{
   void* volatile block = malloc(60);                  /* @finished */
}

/* Holds another one's stack. */
static void* other;

static void friend(void)
{
   void** volatile box = malloc(70);                   /* @box */
   *box  = NULL;
   other = box;
   hand_back();
   hand_back();
}

/* Frames that are well below where the stack was entered. */
static __attribute__((noinline)) void end_it(void)
{
   volatile char  above[300];
   void* volatile block = malloc(40);
   above[0] = 1;
   exit(0);
}

static void exiter(void)
{
   end_it();
}

/* Never comes back, and its stack is put into a pool; down to where it stopped
   nobody writes to that. */
static void deep(void)
{
   volatile char above[300];
   above[0] = 1;
   hold();
}

static volatile int waits;

static __attribute__((noinline)) void stay(void)
{
   volatile char  above[300];
   void* volatile block = malloc(40);
   waits = above[0] = 1;
   for (;;)
      pause();
}

static void waiter(void)
{
   stay();
}

static void* other_thread(void* arg)
{
   create(0, waiter);
   return NULL;
}

/* A pointer that is nowhere but in %rbp when the stack is left: as with setjmp,
   which stores it mangled (but pushes it, too, on the way).  The jump makes sure
   that Valgrind doesn't find the register to be overwritten later on. */
uintptr_t inverted;
void only_in_rbp(void);
__asm__(
   ".text\n.type only_in_rbp, @function\nonly_in_rbp:\n\t"
   "movq inverted(%rip), %rbp\n\t"
   "notq %rbp\n\t"
   "leaq 1f(%rip), %rax\n\t"
   "jmp *%rax\n"
   "1:\tmovq main_sp(%rip), %rsp\n\t"
   "popq %r15\n\tpopq %r14\n\tpopq %r13\n\t"
   "popq %r12\n\tpopq %rbx\n\tpopq %rbp\n\t"
   "ret\n");

static void rbp_holder(void)
{
   only_in_rbp();
}

/* ---- cases ---- */

static __attribute__((noinline)) void invert(void)
{
   inverted = ~(uintptr_t)malloc(80);                  /* @inverted */
}

/* The stacks know each other's, and nobody else does. */
static void introduce(int a, int b)
{
   void** box;
   create(a, friend);
   box  = other;
   *box = cos[b].stack;
   other = NULL;
}

static __attribute__((noinline)) void play(const char* which)
{
   if (strcmp(which, "kept") == 0) {
      create(0, holder);
   } else if (strcmp(which, "dead") == 0) {
      create(0, dropper);
   } else if (strcmp(which, "jump") == 0) {
      create(0, holder);
      keep_only_the_jump(0);
   } else if (strcmp(which, "abandoned") == 0) {
      create(0, holder);
      forget(0);
   } else if (strcmp(which, "pooled") == 0) {
      create(0, finisher);
      pool = cos[0].stack;
      forget(0);
   } else if (strcmp(which, "withdrawn") == 0 || strcmp(which, "reused") == 0) {
      name = "one of many";
      create(0, deep);
      VRLEAK_CORO_DESTROY(id);
      pool = cos[0].stack;
      if (strcmp(which, "reused") == 0)
         *(void**)(cos[0].stack + SIZE - 120) = (void*)1;
      forget(0);
   } else if (strcmp(which, "monitor") == 0) {
      char command[80];
      create(0, holder);
      sprintf(command, "who_points_at %p", (void*)~held);
      VALGRIND_MONITOR_COMMAND(command);
      VALGRIND_MONITOR_COMMAND("leak_check full any any");
      for (int i = 1; i < 3; i++) {
         create(i, holder);
         forget(i);
         VALGRIND_MONITOR_COMMAND("leak_check full definiteleak increased");
      }
      VALGRIND_MONITOR_COMMAND("leak_check full definiteleak increased");
      VALGRIND_MONITOR_COMMAND("leak_check full any any");
      for (int record = 1; record < 5; record++) {
         sprintf(command, "block_list %d", record);
         VALGRIND_MONITOR_COMMAND(command);
      }
      VALGRIND_MONITOR_COMMAND("block_list 1..4");
      VALGRIND_MONITOR_COMMAND("block_list 1..4 2");
   } else if (strcmp(which, "chain") == 0) {
      create(0, holder);
      introduce(1, 0);
      forget(0);
   } else if (strcmp(which, "ring") == 0) {
      void** box;
      create(0, friend);
      box = other;
      introduce(1, 0);
      *box = cos[1].stack;
      forget(0);
      forget(1);
   } else if (strcmp(which, "rbp") == 0) {
      invert();
      create(0, rbp_holder);
   } else if (strcmp(which, "named") == 0) {
      name = "generator";
      create(0, holder);
      forget(0);
   } else if (strcmp(which, "exit") == 0) {
      void* volatile mine = malloc(90);
      create(0, exiter);
   } else if (strcmp(which, "thread") == 0) {
      pthread_t thread;
      pthread_create(&thread, NULL, other_thread, NULL);
      while (!waits)
         sched_yield();
   } else if (strcmp(which, "owner") == 0) {
      create(0, holder);
      *(void**)cos[0].stack = malloc(90);
   } else if (strcmp(which, "neighbours") == 0) {
      area.before = malloc(100);
      area.after  = malloc(110);
      create(0, dropper);
   } else if (strcmp(which, "thousand") == 0) {
      for (int i = 0; i < N; i++)
         create(i, holder);
      for (int i = 0; i < N; i += 10)
         forget(i);
   }
}

/* Where play's frames were, and what the registers had. */
static __attribute__((noinline)) void wipe(void)
{
   volatile char room[8192];
   memset((void*)room, 0, sizeof room);
   memset(&main_context, 0, sizeof main_context);
   memset(&main_jump, 0, sizeof main_jump);
   inverted = 0;
}

int main(int argc, char** argv)
{
   method = argv[1];
   memory = argv[2];
   play(argv[3]);
   wipe();
   return 0;
}
