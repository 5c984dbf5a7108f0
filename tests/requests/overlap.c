/* Blocks that overlap, which no allocator hands out.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <valgrind/memcheck.h>

static char storage[1000];

int main(void)
{
   char *lost = malloc(77);
   VALGRIND_MALLOCLIKE_BLOCK(storage, 100, 0, 0);               /* @one */
   VALGRIND_MALLOCLIKE_BLOCK(storage + 50, 100, 0, 0);          /* @two */
   VALGRIND_MALLOCLIKE_BLOCK(storage + 50, 100, 0, 0);
   VALGRIND_MALLOCLIKE_BLOCK(lost + 70, 20, 0, 0);
   lost = NULL;
   return 0;
}
