/* shapes SHAPE MEMORY CASE: how coroutines are entered, left and ended, by
   functions that need next to nothing of their stacks.

     SHAPE   where the registers are, and what the entry function returns to
        pushed    on the stack; a function in assembler
        bare      on the stack; a function in C
        struct    in a record in the heap
        popped    in a record, but the address of the code is popped
        apron     on the stack, and a piece of code calls the entry function, as in
                  Boost
        ucontext  in a ucontext_t, with uc_link
        arguments the same, and there are arguments on the stack
        signal    in a jmp_buf; the stack was that of a signal handler
     MEMORY  malloc, mmap
     CASE    what happens
        finished  returns at once; its frame had a pointer.  Its stack is kept
        late      the same, but it was suspended in between
        held      is suspended in its entry function, which has a pointer
        again     the same, ten times
        lost      the same, and nobody refers to it
        pool      five return at once, one after the other, on the same stack

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include "switch.h"

#define SIZE 32768

typedef struct { void *ip, *sp, *others[6]; } Registers;

typedef struct {
   void*      sp;
   Registers  registers;
   ucontext_t context;
   sigjmp_buf jump;
} Place;

void swap_registers(Registers* from, Registers* to);
void swap_popped(Registers* from, Registers* to);
void over_by_assembler(void);
void apron(void), over_apron(void);

#define SAVE \
   "movq %rbp, 16(%rdi)\n\tmovq %rbx, 24(%rdi)\n\tmovq %r12, 32(%rdi)\n\t" \
   "movq %r13, 40(%rdi)\n\tmovq %r14, 48(%rdi)\n\tmovq %r15, 56(%rdi)\n\t"
#define LOAD \
   "movq 16(%rsi), %rbp\n\tmovq 24(%rsi), %rbx\n\tmovq 32(%rsi), %r12\n\t" \
   "movq 40(%rsi), %r13\n\tmovq 48(%rsi), %r14\n\tmovq 56(%rsi), %r15\n\t"

__asm__(
   ".text\n"
   ".type swap_registers, @function\n"
   "swap_registers:\n\t"
   "leaq 1f(%rip), %rax\n\tmovq %rax, (%rdi)\n\tmovq %rsp, 8(%rdi)\n\t"
   SAVE LOAD
   "movq 8(%rsi), %rsp\n\tjmp *(%rsi)\n"
   "1:\tret\n"
   ".size swap_registers, . - swap_registers\n"
   ".type swap_popped, @function\n"
   "swap_popped:\n\t"
   "movq %rsp, 8(%rdi)\n\t"
   SAVE
   "movq 8(%rsi), %rsp\n\t"
   LOAD
   "popq %rax\n\tjmp *%rax\n"
   ".size swap_popped, . - swap_popped\n"
   ".type over_by_assembler, @function\n"
   "over_by_assembler:\n\tcall over\n\thlt\n"
   ".size over_by_assembler, . - over_by_assembler\n"
   ".type apron, @function\n"
   "apron:\n\tpushq %rbp\n\tjmp *%rbx\n"
   "over_apron:\n\tcall over\n\thlt\n"
   ".size apron, . - apron\n");

static const char* shape;
static const char* memory;
static Place       home;
static Place*      self;
static void*       pool;
static void      (*code)(void);
static char*       stack;
static int         entered;

static int is(const char* wanted) { return strcmp(shape, wanted) == 0; }

static void leave_for(Place* from, Place* to)
{
   if (is("pushed") || is("bare") || is("apron"))
      swap(&from->sp, to->sp);
   else if (is("struct"))
      swap_registers(&from->registers, &to->registers);
   else if (is("popped"))
      swap_popped(&from->registers, &to->registers);
   else if (is("ucontext") || is("arguments"))
      swapcontext(&from->context, &to->context);
   else if (sigsetjmp(from->jump, 0) == 0)
      siglongjmp(to->jump, 1);
}

static void hand_back(void) { leave_for(self, &home); }

/* What is returned to when the coroutine's function is over. */
void over(void)
{
   for (;;)
      hand_back();
}

static void* get_stack(void)
{
   return strcmp(memory, "malloc") == 0 ? malloc(SIZE)          /* @stack */
        : mmap(NULL, SIZE, PROT_READ | PROT_WRITE,              /* @mapped */
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void handler(int signal)
{
   if (sigsetjmp(self->jump, 0) != 0) {
      code();
      over();
   }
}

static void by_signal(void)
{
   stack_t other = { .ss_sp = stack, .ss_size = SIZE }, none = { .ss_flags = SS_DISABLE };
   struct sigaction action = { .sa_handler = handler, .sa_flags = SA_ONSTACK };
   sigaltstack(&other, NULL);
   sigaction(SIGUSR1, &action, NULL);
   raise(SIGUSR1);
   sigaltstack(&none, NULL);
}

static void fill_in(void)
{
   void** top = (void**)(stack + SIZE - 16);
   if (is("pushed") || is("bare")) {
      self->sp = prepare(stack, SIZE, code);
      ((void**)self->sp)[7] = is("bare") ? over : over_by_assembler;
   } else if (is("apron")) {
      *--top = apron;
      for (int i = 0; i < 6; i++)
         *--top = NULL;
      top[4] = code;                                 /* %rbx */
      top[5] = over_apron;                           /* %rbp */
      self->sp = top;
   } else if (is("struct")) {
      *--top = over;
      self->registers = (Registers){ code, top };
   } else if (is("popped")) {
      *--top = over_by_assembler;
      *--top = code;
      self->registers.sp = top;
   } else if (is("ucontext") || is("arguments")) {
      getcontext(&self->context);
      self->context.uc_stack.ss_sp   = stack;
      self->context.uc_stack.ss_size = SIZE;
      self->context.uc_link          = &home.context;
      if (is("ucontext"))
         makecontext(&self->context, code, 0);
      else
         makecontext(&self->context, code, 8, 1, 2, 3, 4, 5, 6, 7, 8);
   } else {
      by_signal();
   }
}

static __attribute__((noinline)) void resume(void)
{
   leave_for(&home, self);                             /* @resume */
}

static __attribute__((noinline)) void create(void (*what)(void))
{
   if (stack == NULL)
      stack = get_stack();
   code = what;
   fill_in();
   resume();
}

/* ---- what coroutines do ---- */

/* Something of it remains, whatever is called afterwards. */
static __attribute__((noinline)) void fill(void* volatile* blocks, int n)
{
   void* volatile block = malloc(60);                  /* @filled */
   for (int i = 0; i < n; i++)
      blocks[i] = block;
}

static void finisher(void)
{
   void* volatile blocks[30];
   fill(blocks, 30);                                   /* @finished */
}

static void late_finisher(void)
{
   void* volatile blocks[30];
   fill(blocks, 30);                                   /* @late */
   hand_back();
}

static void holder(void)
{
   void* volatile block = malloc(40);                  /* @held */
   for (;;) {
      hand_back();                                     /* @suspended */
      *(char*)block += 1;
   }
}

/* ---- cases ---- */

static __attribute__((noinline)) void play(const char* which)
{
   if (strcmp(which, "finished") == 0) {
      create(finisher);
   } else if (strcmp(which, "late") == 0) {
      create(late_finisher);
      resume();
   } else if (strcmp(which, "held") == 0) {
      create(holder);
   } else if (strcmp(which, "again") == 0) {
      create(holder);
      for (int i = 0; i < 10; i++)
         resume();
   } else if (strcmp(which, "lost") == 0) {
      create(holder);
      memset(self, 0, sizeof *self);
      stack = NULL;
   } else if (strcmp(which, "pool") == 0) {
      for (int i = 0; i < 5; i++)
         create(finisher);
   }
   pool = stack;
}

/* Where play's frames were. */
static __attribute__((noinline)) void wipe(void)
{
   volatile char room[8192];
   memset((void*)room, 0, sizeof room);
   memset(&home, 0, sizeof home);
}

int main(int argc, char** argv)
{
   shape  = argv[1];
   memory = argv[2];
   self   = calloc(1, sizeof *self);
   play(argv[3]);
   wipe();
   return 0;
}
