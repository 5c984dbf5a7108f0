/* The stacks of two suspended coroutines are freed and unmapped: then these are no
   more, though nobody has said so.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <sys/mman.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 16384

static void*         main_sp;
static void*         sp;
static unsigned long id;

static void work(void)
{
   for (;;) {
      id = VRLEAK_CORO_CURRENT();
      swap(&sp, main_sp);
   }
}

static unsigned long run_on(char* stack)
{
   sp = prepare(stack, SIZE, work);
   swap(&main_sp, sp);
   return id;
}

int main(void)
{
   char* heap   = malloc(SIZE);
   char* mapped = mmap(NULL, SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   unsigned long first = run_on(heap), second = run_on(mapped);

   VRLEAK_CORO_SET_NAME(first, "still there");
   VRLEAK_CORO_SET_NAME(second, "still there");
   free(heap);
   VRLEAK_CORO_SET_NAME(first, "no more");
   munmap(mapped, SIZE);
   VRLEAK_CORO_SET_NAME(second, "no more");
   return 0;
}
