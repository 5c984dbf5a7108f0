/* small ORDER SIZE: stacks that are smaller than a page, side by side in one mapping, on
   each of which a coroutine is suspended that holds a block.  They are entered in some
   order: up, down, mixed.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "switch.h"

#define STACKS 64

static void* caller_sp;
static void* sps[STACKS];
static int   current;

static void pause_it(void)
{
   swap(&sps[current], caller_sp);
}

static void use(int depth)
{
   volatile char frame[100];
   memset((char*)frame, depth, sizeof frame);
   if (depth > 0)
      use(depth - 1);
   else
      pause_it();
}

static void hold(void)
{
   void* volatile block = malloc(50);

   for (int i = 0; ; i++)
      use(i % 4);
}

int main(int argc, char** argv)
{
   const char* order = argv[1];
   size_t      size  = atoi(argv[2]);
   char*       stacks = mmap(NULL, STACKS * size, PROT_READ | PROT_WRITE,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   free(malloc(50));             /* the C library's first takes more stack */
   for (int i = 0; i < STACKS; i++)
      sps[i] = prepare(stacks + i * size, size, hold);
   for (int round = 0; round < 5; round++)
      for (int i = 0; i < STACKS; i++) {
         current = *order == 'u' ? i : *order == 'd' ? STACKS - 1 - i
                                                      : i * 37 % STACKS;
         swap(&caller_sp, sps[current]);
      }
   return 0;
}
