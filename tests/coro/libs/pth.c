/* pth: GNU Pth's threads.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pth.h>
#include <stdint.h>
#include <stdio.h>
#include "plant.h"

static void yield(void) { pth_yield(NULL); }

static void* run(void* self)
{
   work((int)(intptr_t)self, yield);
   return NULL;
}

int main(int argc, char** argv)
{
   enum { N = 20 };
   pth_t thread[N];
   is_bad = argc > 1;
   pth_init();
   for (int i = 0; i < N; i++) thread[i] = pth_spawn(PTH_ATTR_DEFAULT, run, (void*)(intptr_t)i);
   for (int i = 0; i < N; i++) pth_join(thread[i], NULL);
   pth_kill();
   puts("done");
   return 0;
}
