/* Blocks whose memory held pointers for someone else before: with a quarantine
   that lets them go at once, a new block gets the memory of a freed one.  It is
   not written to; what the old pointers in it point at is lost all the same.

   recycled KIND      how the new block is allocated

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* 1024 is the largest that is cared for. */
static const int sizes[] = { 8, 16, 24, 40, 100, 256, 264, 1000, 1016, 1024 };
enum { N = sizeof sizes / sizeof sizes[0], COPIES = 3 };

/* Reachable, and with old contents. */
static void* kept[N][COPIES];

static void* allocate(const char* kind, size_t n)
{
   if (strcmp(kind, "calloc") == 0)   return calloc(1, n);
   if (strcmp(kind, "memalign") == 0) return memalign(16, n);
   if (strcmp(kind, "realloc") == 0)  return realloc(malloc(1), n);
   return malloc(n);
}

/* Fills a block with pointers to a lost one, and frees it.  One is enough, and
   better than many: any word of the C library that changes from run to run, as
   the loader's own timers do, may by chance look like a pointer to it. */
__attribute__((noinline)) static uintptr_t leave_pointers(int size)
{
   void** block = malloc(size);
   void*  lost  = malloc(2000 + size);     /* @lost */
   for (int i = 0; i < size / 8; i++)
      block[i] = lost;
   uintptr_t where = ~(uintptr_t)block;
   free(block);
   return where;
}

__attribute__((noinline)) static int take(const char* kind, int i, int copy, uintptr_t where)
{
   /* Whatever is in the way comes first. */
   int same = 0;
   for (int tries = 0; tries < 3 && !same; tries++) {
      kept[i][copy] = allocate(kind, sizes[i]);
      same = ~(uintptr_t)kept[i][copy] == where;
   }
   return same;
}

__attribute__((noinline)) static void wipe_stack(void)
{
   volatile char room[4096];
   memset((void*)room, 0, sizeof room);
}

int main(int argc, char** argv)
{
   int n_same = 0;
   for (int i = 0; i < N; i++)
      for (int copy = 0; copy < COPIES; copy++)
         n_same += take(argv[1], i, copy, leave_pointers(sizes[i]));
   wipe_stack();
   fprintf(stderr, "%d the same\n", n_same);
   return 0;
}
