/* forked MEMORY: a process forks while another thread is in a coroutine.  In the
   child there is no such thread, but a new one, with the same number; what the
   coroutine had on its stack is still there.

     MEMORY  malloc, mmap

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include "switch.h"

#define SIZE 32768

static volatile int waits, over;
static void*        thread_sp;
static void*        sp;
static char*        stack;

static __attribute__((noinline)) void stay(void)
{
   void* volatile block = malloc(40);                  /* @held */
   waits = 1;
   while (!over)
      sched_yield();
   free(block);
}

static void in_coroutine(void)
{
   stay();
   swap(&sp, thread_sp);
}

static void* in_thread(void* memory)
{
   stack = strcmp(memory, "malloc") == 0 ? malloc(SIZE)          /* @stack */
         : mmap(NULL, SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   swap(&thread_sp, prepare(stack, SIZE, in_coroutine));
   return NULL;
}

static void* new_thread(void* block)
{
   ((char*)block)[20] = 1;                             /* @bad */
   return NULL;
}

int main(int argc, char** argv)
{
   void*     block = malloc(20);
   pthread_t thread;
   pid_t     child;
   int       status;

   pthread_create(&thread, NULL, in_thread, argv[1]);
   while (!waits)
      sched_yield();
   child = fork();
   if (child == 0) {
      pthread_create(&thread, NULL, new_thread, block);
      pthread_join(thread, NULL);
      return 0;
   }
   waitpid(child, &status, 0);
   over = 1;
   pthread_join(thread, NULL);
   return WEXITSTATUS(status);
}
