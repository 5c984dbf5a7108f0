/* Many ways to the same call of malloc or free, which differ in nothing but what
   the functions in between have on the stack: instruction, stack and frame
   pointer are the same.  The ways take turns, in order and at random, with
   longjmp out of deeper calls in between; then some blocks are
   used after they were freed, and each way leaks.

   Four steps of four kinds make a way: a function with a frame pointer, one
   without, one that calls from two places, one that leaves by longjmp first.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <stdlib.h>

enum { DEPTH = 3, KINDS = 4, WAYS = 64, ROUNDS = 20 };

#define FRAME_POINTER    __attribute__((noinline, optimize("no-omit-frame-pointer")))
#define NO_FRAME_POINTER __attribute__((noinline, optimize("omit-frame-pointer")))
/* No tail calls. */
#define STAY() __asm__ volatile("" : : : "memory")

static void* go(int way, int depth, void* freed);

FRAME_POINTER static void* with_pointer(int way, int depth, void* freed)
{
   void* p = go(way / KINDS, depth, freed);
   STAY();
   return p;
}

NO_FRAME_POINTER static void* without_pointer(int way, int depth, void* freed)
{
   void* p = go(way / KINDS, depth, freed);
   STAY();
   return p;
}

NO_FRAME_POINTER static void* two_places(int way, int depth, void* freed)
{
   void* p;
   if (way >> depth & 1) p = go(way / KINDS, depth, freed);
   else                  p = go(way / KINDS, depth, freed);
   STAY();
   return p;
}

static jmp_buf back;

__attribute__((noinline)) static void jump_from(int n)
{
   volatile long frame[8] = { n };
   if (n == 0) longjmp(back, 1);
   jump_from(n - 1);
   frame[1] = n;
}

__attribute__((noinline)) static void* after_jump(int way, int depth, void* freed)
{
   if (setjmp(back) == 0)
      jump_from(way % 3);
   void* p = go(way / KINDS, depth, freed);
   STAY();
   return p;
}

NO_FRAME_POINTER static void* go(int way, int depth, void* freed)
{
   void* p = NULL;
   if (depth == 0) {
      if (freed == NULL) p = malloc(100);
      else               free(freed);
   } else switch (way % KINDS) {
      case 0:  p = with_pointer(way, depth - 1, freed);    break;
      case 1:  p = without_pointer(way, depth - 1, freed); break;
      case 2:  p = two_places(way, depth - 1, freed);      break;
      default: p = after_jump(way, depth - 1, freed);      break;
   }
   STAY();
   return p;
}

static unsigned seed = 1;

static int any(int n)
{
   seed = seed * 1103515245 + 12345;
   return (seed >> 16) % n;
}

/* An instruction for each n, which makes it an error of its own. */
#define TOUCH(n) case n: *p = n; break;

static void touch(volatile char* p, int n)
{
   switch (n) {
      TOUCH(0) TOUCH(1) TOUCH(2)  TOUCH(3)  TOUCH(4)  TOUCH(5)  TOUCH(6)  TOUCH(7)
      TOUCH(8) TOUCH(9) TOUCH(10) TOUCH(11) TOUCH(12) TOUCH(13) TOUCH(14) TOUCH(15)
   }
}

static void use(int n, int alloc_way, int free_way)
{
   for (int i = 0; i < ROUNDS; i++) {
      char* p = go(alloc_way, DEPTH, NULL);
      go(free_way, DEPTH, p);
      if (i == ROUNDS - 1) touch(p, n);
   }
}

static char* kept;

int main(void)
{
   for (int round = 0; round < ROUNDS; round++)
      for (int way = 0; way < WAYS; way++)
         go(WAYS - 1 - way, DEPTH, go(way, DEPTH, NULL));
   for (int i = 0; i < ROUNDS * WAYS; i++)
      go(any(WAYS), DEPTH, go(any(WAYS), DEPTH, NULL));
   for (int i = 0; i < 16; i++)
      use(i, any(WAYS), any(WAYS));
   for (int way = 0; way < WAYS; way++)
      for (int i = 0; i <= way % 5; i++)
         kept = go(way, DEPTH, NULL);
   kept = NULL;
   return 0;
}
