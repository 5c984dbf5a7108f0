/* sanitizer asan|tsan: a program that is annotated for AddressSanitizer or
   ThreadSanitizer, whose calls vrleak.h maps to its own.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#define VRLEAK_AS_SANITIZER
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 16384

static char*       region;
static void*       sps[2];
static void*       main_sp;
static void*       fibers[2];
static void*       main_fiber;
static int         current, wrong, asan;
static const void* main_low;
static char*       main_frame;
static size_t      main_size;

static void check(void)
{
   if (VRLEAK_VERSION() == 0)
      return;
   if (asan && (main_frame < (char*)main_low
                || main_frame >= (char*)main_low + main_size))
      wrong = 1;
   if (!asan && __tsan_get_current_fiber() != fibers[current])
      wrong = 1;
}

static void work(void)
{
   void* saved = NULL;

   if (asan)
      __sanitizer_finish_switch_fiber(saved, &main_low, &main_size);
   for (int i = 0;; i++) {
      int* block = malloc(40);
      block[10] = 1;                         /* @bad */
      check();
      free(block);
      if (asan)
         __sanitizer_start_switch_fiber(i == 1 ? NULL : &saved, main_low, main_size);
      else
         __tsan_switch_to_fiber(main_fiber, 0);
      swap(&sps[current], main_sp);
      if (asan)
         __sanitizer_finish_switch_fiber(saved, &main_low, &main_size);
   }
}

static void resume(int i)
{
   void*       saved = &saved;
   const void* low;
   size_t      size;

   current = i;
   if (asan)
      __sanitizer_start_switch_fiber(&saved, region + i * SIZE, SIZE);   /* @begin */
   else
      __tsan_switch_to_fiber(fibers[i], 0);
   swap(&main_sp, sps[i]);
   if (asan)
      __sanitizer_finish_switch_fiber(saved, &low, &size);
   if (asan && VRLEAK_VERSION() != 0 && (low != region + i * SIZE || size != SIZE))
      wrong = 1;
}

int main(int argc, char** argv)
{
   main_frame = (char*)&argc;
   asan   = strcmp(argv[1], "asan") == 0;
   region = mmap(NULL, 2 * SIZE, PROT_READ | PROT_WRITE,
                 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   main_fiber = __tsan_get_current_fiber();
   for (int i = 0; i < 2; i++) {
      sps[i] = prepare(region + i * SIZE, SIZE, work);
      if (!asan)
         fibers[i] = __tsan_create_fiber(0);               /* @create */
   }
   for (int i = 0; i < 4; i++)
      resume(i % 2);
   for (int i = 0; i < 2 && !asan; i++)
      __tsan_destroy_fiber(fibers[i]);
   return wrong;
}
