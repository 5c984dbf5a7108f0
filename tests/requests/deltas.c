/* Leak checks that show what has changed since the one before.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <valgrind/memcheck.h>

static void *kept[20];

static void *get(size_t n) { return malloc(n); }
static void *get_other(size_t n) { return malloc(n); }

int main(void)
{
   VALGRIND_DO_LEAK_CHECK;                       /* nothing yet */
   kept[0] = get(100);
   VALGRIND_DO_LEAK_CHECK;
   kept[1] = get(50);
   kept[2] = get_other(30);
   VALGRIND_DO_ADDED_LEAK_CHECK;
   VALGRIND_DO_ADDED_LEAK_CHECK;                 /* no more */
   free(kept[1]);
   kept[1] = NULL;
   VALGRIND_DO_CHANGED_LEAK_CHECK;
   free(kept[2]);
   kept[2] = NULL;
   VALGRIND_DO_CHANGED_LEAK_CHECK;               /* a record is empty now */
   VALGRIND_DO_CHANGED_LEAK_CHECK;               /* and gone */
   kept[3] = get(5);
   VALGRIND_DO_ADDED_LEAK_CHECK;
   free(kept[3]);
   kept[3] = NULL;
   VALGRIND_DO_ADDED_LEAK_CHECK;                 /* less is not more */
   kept[0] = (char *)kept[0] + 10;               /* possibly lost */
   VALGRIND_DO_CHANGED_LEAK_CHECK;
   VALGRIND_DO_QUICK_LEAK_CHECK;
   return 0;
}
