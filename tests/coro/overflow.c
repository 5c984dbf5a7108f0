/* overflow MEMORY ANNOTATION HOW [bad]: a coroutine whose frames reach below its
   stack; without "bad" they fit, to the byte where that can be arranged.

     MEMORY      malloc; mmap: with a guard page below; open: mapped, with other
                 memory of the program below; static: in an array, with other
                 data below; array: an array; several: the middle one of three in
                 an array; between: the same, the one below it being declared;
                 beside: the same, the one below it being in use, too;
                 guarded: in one mapping with a guard page and other memory below
     ANNOTATION  none, vrleak
     HOW         recursion; frame: a function with a large one; far: one that is
                 so large that nothing is mapped at its end; skip: one that
                 reaches far below a guard page; signal: what the kernel
                 leaves on the stack, and a handler; alloca; leaf: a function that writes below SP

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <alloca.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 16384
#define PAGE 4096

static char  area[PAGE + SIZE] __attribute__((aligned(4096)));
static char  array[SIZE] __attribute__((aligned(16)));
static char  several[3][SIZE] __attribute__((aligned(16)));
static void* sp;
static void* main_sp;
static char* low;                            /* of the stack */
static char* lower;                          /* memory below it */
static int   bad;
static void  (*overflow)(void);
static volatile int sink;
static int   pid;

/* What is left of the stack below the caller's frame, or more than that. */
static size_t room(char* here)
{
   return here - low + (bad ? 64 : -512);
}

static __attribute__((noinline)) int recurse(size_t left)
{                                            /* @recursion */
   volatile char frame[240];
   frame[0] = left;
   return left < 512 ? 0 : recurse(left - 256) + frame[0];
}

static void recursion(void)
{
   recurse(bad ? SIZE + 1024 : SIZE / 2);
}

static __attribute__((noinline)) void large_frame(void)
{                                            /* @frame */
   volatile char frame[SIZE + 256];
   frame[sizeof frame - 1] = 1;
}

static __attribute__((noinline)) void smaller_frame(void)
{
   volatile char frame[SIZE - 1024];
   frame[0] = 1;
}

static void frame(void)
{
   if (bad)
      large_frame();
   else
      smaller_frame();
}

/* Uses only what is at its ends. */
static __attribute__((noinline)) void far_frame(void)
{                                            /* @far */
   volatile char frame[1 << 26];
   frame[sizeof frame - 1] = 1;
}

static void far(void)
{
   if (bad)
      far_frame();
   else
      smaller_frame();
}

static __attribute__((noinline)) void skipping_frame(void)
{                                            /* @skip */
   volatile char frame[65536];
   frame[0] = 1;
}

static void skip(void)
{
   if (bad)
      skipping_frame();
   else
      smaller_frame();
}

static void handler(int sig)
{
   sink = sig;                               /* @handler */
}

/* As if an instruction were interrupted. */
static void signal_at_end(void)
{
   char here;
   volatile char* p = alloca(bad ? &here - low - 512 : 4096);
   p[0] = 1;
   __asm__ volatile("syscall" : : "a"(234 /* tgkill */), "D"(pid),
                    "S"(pid), "d"(SIGUSR1) : "rcx", "r11", "memory");
   recurse(100);
}

static void use_alloca(void)
{
   char here;
   volatile char* p = alloca(room(&here));   /* @alloca */
   p[0] = 1;
}

/* Enters leaf() with SP at some distance from the low end: it returns to SP,
   and leaf() writes the 128 bytes below the SP that it has. */
void call_leaf_at(void* sp);
__asm__(
   ".text\n"
   ".type call_leaf_at, @function\n"
   "call_leaf_at:\n\t"
   "pushq %rbp\n\t"
   "movq %rsp, %rbp\n\t"
   "subq %rdi, %rsp\n\t"
   "call leaf\n\t"
   "movq %rbp, %rsp\n\t"
   "popq %rbp\n\t"
   "ret\n"
   ".size call_leaf_at, . - call_leaf_at\n"
   ".type leaf, @function\n"
   "leaf:\n\t"
   "movq $0, -8(%rsp)\n\t"
   "movq $0, -128(%rsp)\n\t"
   "ret\n"
   ".size leaf, . - leaf\n");

/* The SP of call_leaf_at is 16 bytes below ours; the call takes 8. */
static void leaf_at_end(void)
{
   char* own = __builtin_frame_address(0);
   char* there;
   __asm__ volatile("movq %%rsp, %0" : "=r"(there));
   call_leaf_at((void*)(there - 16 - low - 8 - 128 + (bad ? 8 : 0)));
   sink = own[0];
}

static void work(void)
{
   overflow();                               /* @work */
   swap(&sp, main_sp);
   __builtin_trap();
}

static void* other;

static void rest(void)
{
   swap(&other, main_sp);
   __builtin_trap();
}

static void on_fault(int sig, siginfo_t* info, void* context)
{
   char* a = info->si_addr;
   printf("%s\n", a < low && a >= low - PAGE ? "fault in the guard page"
                                             : "fault elsewhere");
   fflush(stdout);
   _Exit(0);
}

static void catch_faults(void)
{
   static char own[32768];
   stack_t stack = { .ss_sp = own, .ss_size = sizeof own };
   struct sigaction action = { .sa_sigaction = on_fault,
                               .sa_flags = SA_SIGINFO | SA_ONSTACK };
   sigaltstack(&stack, NULL);
   sigaction(SIGSEGV, &action, NULL);
}

static char* get_stack(const char* memory)
{
   char* pages;
   if (strcmp(memory, "malloc") == 0) {
      lower = malloc(SIZE);                  /* @neighbour */
      memset(lower, 1, SIZE);
      return malloc(SIZE);                   /* @stack */
   }
   if (strcmp(memory, "static") == 0)
      return area + PAGE;
   if (strcmp(memory, "array") == 0)
      return array;
   if (strcmp(memory, "several") == 0)
      return several[1];
   if (strcmp(memory, "between") == 0) {
      VRLEAK_CORO_CREATE(several[0], several[1], "below");
      return several[1];
   }
   if (strcmp(memory, "beside") == 0) {
      other = prepare(several[0], SIZE, rest);
      swap(&main_sp, other);
      return several[1];
   }
   if (strcmp(memory, "guarded") == 0) {
      pages = mmap(NULL, 32 * PAGE + SIZE, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      mprotect(pages + 31 * PAGE, PAGE, PROT_NONE);
      return pages + 32 * PAGE;
   }
   pages = mmap(NULL, PAGE + SIZE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   if (strcmp(memory, "mmap") == 0)
      mprotect(pages, PAGE, PROT_NONE);
   else
      mmap(pages + PAGE, SIZE, PROT_READ | PROT_WRITE,
           MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
   return pages + PAGE;
}

int main(int argc, char** argv)
{
   bad = argc > 4;
   overflow = strcmp(argv[3], "recursion") == 0 ? recursion
            : strcmp(argv[3], "frame") == 0     ? frame
            : strcmp(argv[3], "far") == 0       ? far
            : strcmp(argv[3], "skip") == 0      ? skip
            : strcmp(argv[3], "signal") == 0    ? signal_at_end
            : strcmp(argv[3], "alloca") == 0    ? use_alloca : leaf_at_end;
   low = get_stack(argv[1]);
   if (strcmp(argv[2], "vrleak") == 0)
      VRLEAK_CORO_CREATE(low, low + SIZE, "small");          /* @created */
   catch_faults();
   signal(SIGUSR1, handler);
   pid = getpid();
   sink = recurse(SIZE / 2);                 /* translated before there is a coroutine */
   sp = prepare(low, SIZE, work);
   swap(&main_sp, sp);
   puts("done");
   fflush(stdout);
   _Exit(0);
}
