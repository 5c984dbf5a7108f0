/* dead MEMORY HOW [bad]: what points into stacks of coroutines that are over, or
   resumes one; without "bad", all that while they are there.

     MEMORY   malloc; mmap; static: in an array
     HOW      resume: resumes one that was destroyed
              finished: reads a local of one that has finished
              local: frees locals of a suspended one, and of the running one
              pool: a new coroutine on a destroyed one's stack, which is sound
              undeclared: the same, but the new one is not declared

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 32768

static char  area[SIZE] __attribute__((aligned(16)));
static void* sp;
static void* main_sp;
static int   id, finishes;
static int*  local;
static char* stack;
static const char* memory;

static __attribute__((noinline)) void inner(void)
{
   volatile char frame[600];
   int mine[4] = { 1, 2, 3, 4 };
   frame[0] = 0;
   local = mine;
   swap(&sp, main_sp);                       /* @suspended */
   frame[1] = mine[0];
}

static __attribute__((noinline)) void work(void)
{
   inner();                                  /* @work */
   if (finishes)
      VRLEAK_CORO_SWITCH_BEGIN(NULL, NULL, 0);
   swap(&sp, main_sp);
   inner();
   swap(&sp, main_sp);
}

static void get_stack(void)
{
   stack = strcmp(memory, "malloc") == 0 ? malloc(SIZE)          /* @stack */
         : strcmp(memory, "mmap") == 0
         ? mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
         : area;
}

static __attribute__((noinline)) void create(void)
{
   id = VRLEAK_CORO_CREATE(stack, stack + SIZE, "short-lived");  /* @created */
   sp = prepare(stack, SIZE, work);
   swap(&main_sp, sp);
}

static void free_stack(void)
{
   if (strcmp(memory, "malloc") == 0)
      free(stack);                           /* @freed */
   else if (strcmp(memory, "mmap") == 0)
      munmap(stack, SIZE);
}

static __attribute__((noinline)) void destroy(void)
{
   VRLEAK_CORO_DESTROY(id);                  /* @destroyed */
}

static void resume(int bad)
{
   create();
   if (bad)
      destroy();
   swap(&main_sp, sp);                       /* @resumed */
   if (!bad)
      destroy();
   free_stack();
}

static void finished(int bad)
{
   finishes = 1;
   create();
   swap(&main_sp, sp);
   if (bad) {
      free_stack();
      printf("%d\n", *local == 1);           /* @read */
   } else {
      free_stack();
   }
   destroy();
}

static void free_local(int bad)
{
   create();
   if (bad)
      free(local);                           /* @free */
   swap(&main_sp, sp);
   free_stack();
}

static void pool(int bad)
{
   for (int i = 0; i < 3; i++) {
      create();
      destroy();
   }
   free_stack();
}

static void undeclared(int bad)
{
   create();
   destroy();
   sp = prepare(stack, SIZE, work);
   swap(&main_sp, sp);
   free_stack();
}

int main(int argc, char** argv)
{
   memory = argv[1];
   get_stack();
   (strcmp(argv[2], "resume") == 0     ? resume
    : strcmp(argv[2], "finished") == 0 ? finished
    : strcmp(argv[2], "local") == 0    ? free_local
    : strcmp(argv[2], "pool") == 0     ? pool : undeclared)(argc > 3);
   return 0;
}
