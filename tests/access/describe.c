/* Invalid accesses at places that the tool has to describe: blocks, live and
   freed, and what is near them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

enum { LARGE = 200000 };

static void touch(volatile char* p) { *p = 1; }      /* @touch */

static void __attribute__((noinline)) release(void* p) { free(p); }   /* @free */

int main(int argc, char** argv)
{
   char* live  = malloc(50);         /* @live */
   char* empty = malloc(0);          /* @empty */
   char* large = malloc(LARGE);      /* @large */
   char* gone  = calloc(6, 11);      /* @gone */
   char* moved = malloc(30);         /* @moved */
   char* odd   = aligned_alloc(256, 512);   /* @odd */

   if (argc == 1) {
      touch(live - 1);
      touch(live + 50);
      touch(live + 65);
      touch(empty);
      touch(large - 16);
      touch(large + LARGE);
      touch(odd - 1);
      touch(odd + 512);
   } else {
      touch(live);
      touch(live + 49);
      touch(large);
      touch(large + LARGE - 1);
      touch(odd + 511);
   }
   release(gone);
   char* now = realloc(moved, 3000);     /* @realloc */
   if (argc == 1) {
      touch(gone - 2);
      touch(gone);
      touch(gone + 65);
      touch(gone + 66);
      touch(moved + 29);
      touch(now + 3000);
   } else {
      touch(now + 2999);
   }
   free(now);
   free(odd);
   release(large);
   free(empty);
   free(live);
   if (argc == 1) touch(large + LARGE / 2);
   return 0;
}
