/* crowd CASE [N]: many coroutines, odd ones, and ones whose use of the stack is known
   to the byte.

     gone    N are created and destroyed, one after the other, by two functions; 3 remain
     alive   N exist in the end
     names   are whatever fits into memory
     depths  have written to one word that is so far below the high end of the stack:
             8, 128, 4096, 20000, 65536; the stacks are declared
     pool    on the same declared stack, one after the other: 20000, 4096, 30000

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../vrleak.h"
#include "switch.h"

enum { STACK = 65536, SMALL = 4096 };

static void  *main_sp, *sp;
static size_t depth;
static char*  high;

/* Within the stack, but below all frames: as if a function had been there. */
static void run(void)
{
   if (depth > 1000)
      *(volatile long*)(high - depth) = 1;
   for (;;)
      swap(&sp, main_sp);
}

static char* map(size_t size)
{
   return mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

static unsigned long start(char* stack, size_t size, const char* name, size_t use)
{
   unsigned long id = VRLEAK_CORO_CREATE(stack, stack + size, name);      /* @created */
   depth = use;
   high  = stack + size;
   swap(&main_sp, prepare(stack, size, run));
   return id;
}

static __attribute__((noinline)) void by_one(char* stack)
{
   VRLEAK_CORO_DESTROY(start(stack, SMALL, "one", 0));
}

static __attribute__((noinline)) void by_another(char* stack)
{
   VRLEAK_CORO_DESTROY(start(stack, SMALL, "another", 0));
}

static void gone(int n)
{
   char* stack = map(SMALL);
   for (int i = 0; i < n; i++)
      (i % 2 ? by_one : by_another)(stack);
   for (int i = 0; i < 3; i++)
      start(map(SMALL), SMALL, "last", 0);
}

static void alive(int n)
{
   char* all = map((size_t)n * SMALL);
   for (int i = 0; i < n; i++)
      start(all + (size_t)i * SMALL, SMALL, "one of many", 0);
}

static void names(int n)
{
   static char all[256], large[100000];
   for (int i = 1; i < 256; i++)
      all[i - 1] = i;
   memset(large, 'x', sizeof large - 1);
   const char* odd[] = { all, large, "", "\"quoted\\\"", "line\nbreak", "\xff\xfe", "na\xc3\xafve", NULL, (char*)8 };
   for (int i = 0; i < sizeof odd / sizeof *odd; i++)
      start(map(SMALL), SMALL, odd[i], 0);
}

static void depths(int n)
{
   static const size_t uses[] = { 8, 128, 4096, 20000, 65536 };
   for (int i = 0; i < 5; i++)
      start(map(STACK), STACK, NULL, uses[i]);
}

static void pool(int n)
{
   static const size_t uses[] = { 20000, 4096, 30000 };
   char* stack = map(STACK);
   for (int i = 0; i < 3; i++)
      start(stack, STACK, i == 0 ? "first" : i == 1 ? "second" : "third", uses[i]);
}

int main(int argc, char** argv)
{
   int n = argc > 2 ? atoi(argv[2]) : 0;
   (strcmp(argv[1], "gone") == 0    ? gone
    : strcmp(argv[1], "alive") == 0 ? alive
    : strcmp(argv[1], "names") == 0 ? names
    : strcmp(argv[1], "pool") == 0  ? pool : depths)(n);
   return 0;
}
