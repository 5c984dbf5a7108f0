/* A stack is used again, from its top, for another coroutine, while the one before
   was suspended deep in it: that makes two.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 16384

static void*         main_sp;
static void*         sp;
static unsigned long id;

static void work(void)
{
   char locals[5000];
   memset(locals, 0, sizeof locals);
   for (;;) {
      id = VRLEAK_CORO_CURRENT();
      swap(&sp, main_sp);
   }
}

int main(void)
{
   char* stack = malloc(SIZE);

   for (unsigned long i = 1; i <= 3; i++) {
      sp = prepare(stack, SIZE, work);
      for (int k = 0; k < 3; k++) {
         swap(&main_sp, sp);
         if (VRLEAK_VERSION() != 0 && id != i)
            return 1;
      }
   }
   free(stack);
   return 0;
}
