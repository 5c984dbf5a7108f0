/* moved MEMORY CASE: what coroutines hold that don't stay where they are.

     MEMORY  malloc, mmap: of the stack; frame: a part of main's own, as greenlet
             has it
     CASE    copied    two share a stack.  The contents of the first, which alone has a
                       pointer, were copied out into a block, and the second one's are
                       there
             dropped   the same, but the copy was freed
             back      the same, and it was copied in again, and the copy was freed
             threads   one that a thread has created and left, another one has resumed
                       and left; neither thread exists any more
             thrown    the same, and nobody refers to it
             running   the other thread is in it when the process ends

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "switch.h"

#define SIZE 65536

typedef struct {
   void*  sp;
   char*  copy;
   size_t size;
} Coroutine;

static char*        stack;
static Coroutine    cos[2];
static int          current;
static void*        resumer_sp;
static volatile int waits;

static void* get_stack(const char* memory)
{
   return strcmp(memory, "malloc") == 0 ? malloc(SIZE)           /* @stack */
        : mmap(NULL, SIZE, PROT_READ | PROT_WRITE,               /* @mapped */
               MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void hand_back(void)
{
   swap(&cos[current].sp, resumer_sp);
}

/* ---- what they do ---- */

static __attribute__((noinline)) void hold(void)
{
   volatile char  above[2000];
   void* volatile block = malloc(40);                            /* @held */
   above[0] = 1;
   hand_back();
   if (waits) {
      waits = 2;
      for (;;)
         pause();
   }
   hand_back();
}

static void holder(void)
{
   hold();                                                       /* @holder */
}

static void other(void)
{
   hand_back();
}

/* ---- several on one stack ---- */

static __attribute__((noinline)) void begin(int i, void (*code)(void))
{
   current   = i;
   cos[i].sp = prepare(stack, SIZE, code);
   swap(&resumer_sp, cos[i].sp);
}

static void copy_out(Coroutine* it)
{
   it->size = stack + SIZE - (char*)it->sp;
   it->copy = malloc(it->size);                                  /* @copy */
   for (size_t i = 0; i < it->size; i++)
      it->copy[i] = ((char*)it->sp)[i];
}

static void drop_copy(Coroutine* it)
{
   free(it->copy);
   it->copy = NULL;
}

static void copy_in(Coroutine* it)
{
   for (size_t i = 0; i < it->size; i++)
      ((char*)it->sp)[i] = it->copy[i];
   drop_copy(it);
}

static void share(const char* which)
{
   begin(0, holder);
   copy_out(&cos[0]);
   begin(1, other);
   if (strcmp(which, "dropped") == 0)
      drop_copy(&cos[0]);
   if (strcmp(which, "back") == 0) {
      copy_out(&cos[1]);
      copy_in(&cos[0]);
      current = 0;
      swap(&resumer_sp, cos[0].sp);
   }
}

/* ---- on several threads ---- */

static void* begin_in_thread(void* none)
{
   begin(0, holder);
   return NULL;
}

static void* resume_in_thread(void* none)
{
   swap(&resumer_sp, cos[0].sp);
   return NULL;
}

static void in_thread(void* (*run)(void*))
{
   pthread_t thread;
   pthread_create(&thread, NULL, run, NULL);
   while (waits == 1)
      sched_yield();
   if (waits == 0)
      pthread_join(thread, NULL);
}

static void move(const char* which)
{
   in_thread(begin_in_thread);
   waits = strcmp(which, "running") == 0;
   in_thread(resume_in_thread);
   if (strcmp(which, "thrown") == 0) {
      memset(cos, 0, sizeof cos);
      stack = NULL;
   }
}

static __attribute__((noinline)) void play(const char* which)
{
   if (strcmp(which, "copied") == 0 || strcmp(which, "dropped") == 0 || strcmp(which, "back") == 0)
      share(which);
   else
      move(which);
}

/* Where play's frames were. */
static __attribute__((noinline)) void wipe(void)
{
   volatile char room[8192];
   memset((void*)room, 0, sizeof room);
   resumer_sp = NULL;
}

int main(int argc, char** argv)
{
   char lower[SIZE + 64];
   if (strcmp(argv[1], "frame") == 0)
      stack = (char*)((unsigned long)(lower + 15) & ~15ul);
   else
      stack = get_stack(argv[1]);
   play(argv[2]);
   wipe();
   exit(0);                                                      /* main's frame is alive */
}
