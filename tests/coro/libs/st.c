/* st: threads of the State Threads library.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <st.h>
#include <stdint.h>
#include <stdio.h>
#include "plant.h"

static void yield(void) { st_sleep(0); }

static void* run(void* self)
{
   work((int)(intptr_t)self, yield);
   return NULL;
}

int main(int argc, char** argv)
{
   enum { N = 20 };
   st_thread_t thread[N];
   is_bad = argc > 1;
   if (st_init() != 0) { perror("st_init"); return 1; }
   for (int i = 0; i < N; i++) thread[i] = st_thread_create(run, (void*)(intptr_t)i, 1, 64 * 1024);
   for (int i = 0; i < N; i++) st_thread_join(thread[i], NULL);
   puts("done");
   return 0;
}
