/* fresh MEMORY CASE: coroutines that are declared and never run.

     MEMORY  malloc, mmap
     CASE    lost: nobody refers to them; kept: somebody does; none is run

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 32768

static void* kept[2];

static void run(void) {}

/* What it will be given lies on its stack. */
static __attribute__((noinline)) void create(int i, const char* memory)
{
   char* stack = strcmp(memory, "malloc") == 0 ? malloc(SIZE)    /* @stack */
               : mmap(NULL, SIZE, PROT_READ | PROT_WRITE,        /* @mapped */
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   VRLEAK_CORO_CREATE(stack, stack + SIZE, "worker");            /* @created */
   void** sp = prepare(stack, SIZE, run);
   sp[-1]  = malloc(40);                                         /* @argument */
   kept[i] = sp;
}

/* Where create's frame was. */
static __attribute__((noinline)) void wipe(void)
{
   volatile char room[4096];
   memset((void*)room, 0, sizeof room);
}

int main(int argc, char** argv)
{
   for (int i = 0; i < 2; i++)
      create(i, argv[1]);
   if (strcmp(argv[2], "lost") == 0)
      memset(kept, 0, sizeof kept);
   wipe();
   return 0;
}
