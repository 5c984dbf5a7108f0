/* reused MEMORY USE STATE: the stack of a coroutine, of which nobody has said that it
   is over, is used for something else, from which blocks are referred to.

     MEMORY  malloc, mmap, static
     USE     thread, handler (the stack of one), data, pool (data in the blocks of an
             allocator that says so)
     STATE   finished, suspended

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <valgrind/memcheck.h>
#include "switch.h"

#define SIZE (256 * 1024)

static void* caller_sp;
static void* coroutine_sp;
static int   suspends;
static char  array[SIZE] __attribute__((aligned(4096)));

static int recurse(int depth)
{
   volatile char frame[400];
   memset((char*)frame, depth, sizeof frame);
   return depth == 0 ? frame[1] : recurse(depth - 1) + frame[2];
}

static void work(void)
{
   recurse(20);
   if (suspends)
      swap(&coroutine_sp, caller_sp);
   recurse(5);
}

static void leave_for_good(void)
{
   swap(&coroutine_sp, caller_sp);
}

/* work returns to leave_for_good. */
static void enter_once(char* stack)
{
   void** sp = (void**)(stack + SIZE - 64);

   *--sp = (void*)leave_for_good;
   *--sp = (void*)work;
   for (int i = 0; i < 6; i++)
      *--sp = NULL;
   swap(&caller_sp, sp);
}

static void hold_a_block(int unused)
{
   void* volatile block = malloc(50);

   recurse(10);
   VALGRIND_DO_LEAK_CHECK;
   free(block);
}

static void* run(void* unused)
{
   hold_a_block(0);
   return NULL;
}

static void use_for_thread(char* stack)
{
   pthread_attr_t attributes;
   pthread_t      thread;

   pthread_attr_init(&attributes);
   pthread_attr_setstack(&attributes, stack, SIZE);
   pthread_create(&thread, &attributes, run, NULL);
   pthread_join(thread, NULL);
}

static void use_for_handler(char* stack)
{
   stack_t          alternate = { .ss_sp = stack, .ss_size = SIZE };
   struct sigaction action    = { .sa_handler = hold_a_block, .sa_flags = SA_ONSTACK };

   sigaltstack(&alternate, NULL);
   sigaction(SIGUSR1, &action, NULL);
   raise(SIGUSR1);
   alternate.ss_flags = SS_DISABLE;
   sigaltstack(&alternate, NULL);
}

static void use_for_data(char* memory)
{
   void** data  = (void**)memory;
   int    words = SIZE / sizeof *data;

   memset(memory, 0, SIZE);
   for (int i = 0; i < words; i += 512)
      data[i] = malloc(60);
   VALGRIND_DO_LEAK_CHECK;
   for (int i = 0; i < words; i += 512)
      free(data[i]);
}

int main(int argc, char** argv)
{
   int   is_static = strcmp(argv[1], "static") == 0;
   int   is_mapped = strcmp(argv[1], "mmap") == 0;
   int   is_pool   = strcmp(argv[2], "pool") == 0;
   char* stack = is_static ? array
               : is_mapped ? mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
                           : malloc(SIZE);

   suspends = strcmp(argv[3], "suspended") == 0;
   if (is_pool)
      VALGRIND_MALLOCLIKE_BLOCK(stack, SIZE, 0, 0);
   enter_once(stack);
   if (is_pool) {
      VALGRIND_FREELIKE_BLOCK(stack, 0);
      VALGRIND_MALLOCLIKE_BLOCK(stack, SIZE, 0, 0);
   }
   if (strcmp(argv[2], "thread") == 0)
      use_for_thread(stack);
   else if (strcmp(argv[2], "handler") == 0)
      use_for_handler(stack);
   else
      use_for_data(stack);
   if (is_pool)
      VALGRIND_FREELIKE_BLOCK(stack, 0);
   if (is_mapped)
      munmap(stack, SIZE);
   else if (!is_static)
      free(stack);
   return 0;
}
