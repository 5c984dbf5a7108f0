/* deep ANNOTATION [bad]: two coroutines side by side in one region, of which the
   upper one goes so deep that it reaches the lower one's stack, hands back from
   there, and is resumed there, many times.

   Asks which coroutine it is in, which must not change.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 16384

static char  region[2 * SIZE] __attribute__((aligned(16)));
static void* sps[2];
static void* main_sp;
static unsigned long ids[2];
static int   current, depth, wrong;

static void check_identity(void)
{
   if (VRLEAK_VERSION() != 0 && VRLEAK_CORO_CURRENT() != ids[current])
      wrong = 1;
}

static __attribute__((noinline)) void descend(int n)
{
   volatile char frame[1000];                /* @descend */
   frame[0] = 1;
   if (n > 0) {
      descend(n - 1);
      return;
   }
   check_identity();
   swap(&sps[current], main_sp);
   check_identity();
}

static void work(void)
{
   for (;;)
      descend(current == 1 ? depth : 2);     /* @work */
}

int main(int argc, char** argv)
{
   depth = argc > 1 ? 17 : 10;
   for (int i = 0; i < 2; i++) {
      char* low = region + i * SIZE;
      ids[i] = VRLEAK_CORO_CREATE(low, low + SIZE, i == 0 ? "lower" : "upper");
      sps[i] = prepare(low, SIZE, work);
   }
   for (int round = 0; round < 10; round++) {
      current = 1;
      swap(&main_sp, sps[1]);
      if (VRLEAK_CORO_CURRENT() != 0)
         wrong = 1;
   }
   return wrong;
}
