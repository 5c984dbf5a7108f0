/* Errors in some ranges of addresses are not to be reported.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <valgrind/memcheck.h>

static void touch(volatile char *p)
{
   *p = 1;                                                      /* @touch */
}

int main(int argc, char **argv)
{
   char *p = malloc(100);

   VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(p + 100, 16);
   touch(p + 100);
   touch(p + 115);
   touch(p - 1);                                                /* @before */
   VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(p + 104, 4);
   touch(p + 103);
   touch(p + 104);                                              /* @on_again */
   touch(p + 108);
   VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(p, 0);
   if (argc > 1)
      VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(p + 100, 16);
   free(p);
   return 0;
}
