/* Requests about coroutines that make no sense, each of them twice.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <sys/mman.h>
#include <valgrind/valgrind.h>
#include "../../vrleak.h"

#define SIZE 65536

static void nonsense(char* stack, char* nowhere, unsigned long gone)
{
   unsigned long a = VRLEAK_CORO_CREATE(stack, stack + SIZE, "first");
   unsigned long b = VRLEAK_CORO_CREATE(stack + 100, stack + SIZE / 2, "second");
   VRLEAK_CORO_CREATE(stack + SIZE, stack, "third");
   VRLEAK_CORO_CREATE(stack, stack, "fourth");
   VRLEAK_CORO_CREATE(nowhere, nowhere + SIZE, "fifth");
   VRLEAK_CORO_CREATE(stack, ~0ul, "sixth");
   VRLEAK_CORO_CREATE(0, 0, nowhere);
   VRLEAK_CORO_SET_NAME(b, nowhere);
   VRLEAK_CORO_SWITCH_TO(123456);
   VRLEAK_CORO_SWITCH_TO(gone);
   VRLEAK_CORO_DESTROY(gone);
   VRLEAK_CORO_DESTROY(0);
   VRLEAK_CORO_MOVE(~0ul, stack, stack + SIZE);
   VRLEAK_CORO_MOVE(b, stack + SIZE, stack);
   VRLEAK_CORO_SET_NAME(0, "x");
   VRLEAK_CORO_SWITCH_BEGIN(nowhere, nowhere, SIZE);
   VRLEAK_CORO_SWITCH_END(0, nowhere, 8);
   VALGRIND_STACK_REGISTER(nowhere, nowhere + SIZE);
   VALGRIND_STACK_DEREGISTER(999999);
   VALGRIND_STACK_CHANGE(999999, stack, stack + SIZE);
   VRLEAK_CORO_DESTROY(b);
}

int main(void)
{
   char* stack = malloc(SIZE);
   char* nowhere = mmap(NULL, SIZE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   unsigned long gone = VRLEAK_CORO_CREATE(stack, stack + SIZE, "gone");

   VRLEAK_CORO_DESTROY(gone);
   munmap(nowhere, SIZE);
   for (int i = 0; i < 2; i++)
      nonsense(stack, nowhere, gone);
   free(stack);
   return VRLEAK_CORO_CURRENT() != 0;
}
