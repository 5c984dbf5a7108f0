/* grows STACKS HOW: a server with a coroutine for each request.

     STACKS   malloc, or mmap
     HOW      lost: it forgets those that wait for ever
              few:  it destroys all but the last ten
              vrleak: lost, and they are declared

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "../../vrleak.h"
#include "switch.h"

enum { REQUESTS = 2000, STACK = 16384, FEW = 10 };

static void *main_sp, *sp;

static void serve(void)
{
   for (;;) {
      free(malloc(500));
      swap(&sp, main_sp);
   }
}

static char* get_stack(int mapped)
{
   if (mapped)
      return mmap(NULL, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);  /* @map */
   return malloc(STACK);                          /* @malloc */
}

static char* create(int mapped, int declared)
{
   char* stack = get_stack(mapped);               /* @create */
   if (declared) VRLEAK_CORO_CREATE(stack, stack + STACK, "request");  /* @declare */
   sp = prepare(stack, STACK, serve);
   return stack;
}

int main(int argc, char** argv)
{
   static char* kept[FEW];
   int mapped = strcmp(argv[1], "mmap") == 0, few = strcmp(argv[2], "few") == 0;

   for (int i = 0; i < REQUESTS; i++) {
      char* stack = create(mapped, strcmp(argv[2], "vrleak") == 0);  /* @request */
      for (int k = 0; k < 5; k++) swap(&main_sp, sp);
      if (!few) continue;
      char* old = kept[i % FEW];
      kept[i % FEW] = stack;
      if (!old) continue;
      if (mapped) munmap(old, STACK);
      else        free(old);
   }
   puts("done");
   return 0;
}
