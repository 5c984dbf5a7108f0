/* Options that the program changes while it runs.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <valgrind/memcheck.h>
#include <stdlib.h>

static void* volatile kept;

int main(void)
{
   VALGRIND_CLO_CHANGE("--leak-check=full");
   VALGRIND_CLO_CHANGE("--show-leak-kinds=all");
   VALGRIND_CLO_CHANGE("--freelist-vol=100");
   VALGRIND_CLO_CHANGE("--freelist-vol=lots");
   VALGRIND_CLO_CHANGE("--nonsense=100");
   VALGRIND_CLO_CHANGE("--redzone-size=64");
   kept = malloc(10);                                  /* @lost */
   kept = malloc(20);                                  /* @kept */
   VALGRIND_DO_LEAK_CHECK;
   return 0;
}
