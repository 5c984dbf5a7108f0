/* Names for ranges of memory, in descriptions of addresses.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <valgrind/memcheck.h>

static void touch(volatile char *p)
{
   *p = 1;                                                      /* @touch */
}

int main(void)
{
   char *p = malloc(100);
   int handle = VALGRIND_CREATE_BLOCK(p, 60, "table of symbols"); /* @named */

   (void)VALGRIND_MAKE_MEM_NOACCESS(p, 100);
   touch(p + 10);
   touch(p + 70);                                              
   printf("%d\n", VALGRIND_DISCARD(handle));
   printf("%d\n", VALGRIND_DISCARD(handle));
   printf("%d\n", VALGRIND_DISCARD(-1));
   {
      int again = VALGRIND_CREATE_BLOCK(p, 100, "all of it");
      printf("%d\n", again == handle);
      touch(p + 20);
   }
   free(p);
   return 0;
}
