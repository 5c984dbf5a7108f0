/* Reads and writes a block after it has been freed: by free, and by a realloc
   that moved it.  With an argument: the same accesses before.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

int main(int argc, char** argv)
{
   int* block = malloc(10 * sizeof(int));    /* @alloc */
   volatile int* alias = block;
   if (argc > 1) {
      alias[0] = 1;
      alias[9] = alias[0];
   }
   free(block);                              /* @free */
   if (argc == 1) {
      int x = alias[0];                      /* @read */
      alias[9] = x;                          /* @write */
   }

   char* small = malloc(16);                 /* @small */
   volatile char* old = small;
   char* big = realloc(small, 1000);         /* @realloc */
   if (argc == 1) old[15] = 'x';             /* @moved */
   else           big[15] = 'x';
   free(big);
   return 0;
}
