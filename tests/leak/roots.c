/* Every kind of place that keeps a block reachable; each holds the only
   pointer to a block of its own when another thread ends the program.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

extern void** library_slot(void);

void*           in_bss;
void*           in_data = (void*)1;
__thread void*  in_tls;
static volatile int threads_ready;

static __attribute__((noinline)) void fill(void)
{
   static void* in_static;
   void** page = mmap(NULL, 8192, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   void** readonly = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
                          MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   void** program_break;

   in_bss    = malloc(11);                               /* @bss */
   in_data   = malloc(12);                               /* @data */
   in_static = malloc(13);                               /* @static */
   in_tls    = malloc(14);                               /* @tls */
   page[1023] = malloc(15);                              /* @mmap */
   program_break = sbrk(4096);
   *program_break = malloc(16);                          /* @brk */
   *library_slot() = malloc(17);                         /* @library */
}

static void* on_its_stack(void* unused)
{
   void* volatile block = malloc(18);                    /* @thread_stack */
   __atomic_fetch_add(&threads_ready, 1, __ATOMIC_SEQ_CST);
   for (;;)
      pause();
   return block;
}

static void* in_its_tls(void* unused)
{
   in_tls = malloc(19);                                  /* @thread_tls */
   __atomic_fetch_add(&threads_ready, 1, __ATOMIC_SEQ_CST);
   for (;;)
      pause();
   return NULL;
}

/* The address goes through memory only in disguise. */
static __attribute__((noinline)) unsigned long disguised(size_t size)
{
   return ~(unsigned long)malloc(size);                  /* @register */
}

static __attribute__((noinline)) void wipe(void)
{
   char old[4000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}

static void pause_with_register(size_t size)
{
   unsigned long disguise = disguised(size);
   wipe();
   __asm__ volatile("movq %0, %%r13; notq %%r13; lock incl %1;"
                    "1: movl $34, %%eax; syscall; jmp 1b"     /* pause */
                    : : "r"(disguise), "m"(threads_ready)
                    : "r13", "rax", "rcx", "r11", "memory");
}

static void* in_its_register(void* unused)
{
   pause_with_register(20);                              /* @register_thread */
   return NULL;
}

static void* ends_the_program(void* unused)
{
   while (threads_ready < 4)
      usleep(1000);
   usleep(20000);
   _exit(0);
}

int main(void)
{
   pthread_t thread;
   void* volatile on_stack = malloc(21);                 /* @stack */

   fill();
   pthread_create(&thread, NULL, on_its_stack, NULL);
   pthread_create(&thread, NULL, in_its_tls, NULL);
   pthread_create(&thread, NULL, in_its_register, NULL);
   pthread_create(&thread, NULL, ends_the_program, NULL);
   pause_with_register(22);                              /* @register_main */
   return 1;
}
