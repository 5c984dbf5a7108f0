/*
   manycoros KIND COROUTINES RESUMES [HOT]: many coroutines, switched by a few
   instructions of assembler, each on 16 KB from one mapping.

     plain       as they are
     registered  with VALGRIND_STACK_REGISTER
     created     RESUMES coroutines, one after the other, on malloc'ed stacks:
                 each is resumed twice, and COROUTINES of them exist at a time
     beside      one that isn't registered is resumed; the others are registered,
                 and sleep

   They are resumed in random order, or in turn if HOT is given: the first HOT of
   them.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <valgrind/valgrind.h>
#include "../../tests/coro/switch.h"

#define STACK 16384

static void*         main_sp;
static void**        sps;
static int           current;
static unsigned long sum;

static void run(void)
{
   unsigned long mine = current;
   for (;;) {
      for (int i = 0; i < 8; i++) mine = mine * 6364136223846793005ul + 1;
      sum += mine;
      swap(&sps[current], main_sp);
   }
}

static void resume(int i)
{
   current = i;
   swap(&main_sp, sps[i]);
}

static void create_and_destroy(int alive, int all)
{
   char** stacks = calloc(alive, sizeof *stacks);
   for (int i = 0; i < all; i++) {
      int k = i % alive;
      free(stacks[k]);
      stacks[k] = malloc(STACK);
      sps[k] = prepare(stacks[k], STACK, run);
      resume(k);
      resume(k);
   }
}

int main(int argc, char** argv)
{
   const char* kind = argv[1];
   int n = atoi(argv[2]), resumes = atoi(argv[3]), hot = argc > 4 ? atoi(argv[4]) : 0;
   unsigned long random = 1;

   sps = calloc(n, sizeof *sps);
   if (strcmp(kind, "created") == 0) {
      create_and_destroy(n, resumes);
      printf("%lu\n", sum);
      return 0;
   }
   char* stacks = mmap(NULL, (size_t)n * STACK, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   for (int i = 0; i < n; i++) {
      char* low = stacks + (size_t)i * STACK;
      sps[i] = prepare(low, STACK, run);
      if (strcmp(kind, "registered") == 0 || (strcmp(kind, "beside") == 0 && i > 0))
         VALGRIND_STACK_REGISTER(low, low + STACK - 1);
   }
   if (strcmp(kind, "beside") == 0) hot = 1;
   for (int i = 0; i < resumes; i++) {
      random = random * 6364136223846793005ul + 1442695040888963407ul;
      resume(hot ? i % hot : (random >> 33) % n);
   }
   printf("%lu\n", sum);
   return 0;
}
