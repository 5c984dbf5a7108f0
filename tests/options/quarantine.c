/* Uses a small and a large block after they and many others have been freed.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

enum { SMALL = 1000, LARGE = 300000 };

int main(int argc, char** argv)
{
   volatile char* small = malloc(SMALL);      /* @small */
   volatile char* large = malloc(LARGE);      /* @large */
   free((void*)small);                        /* @free_small */
   free((void*)large);                        /* @free_large */
   /* Others, of sizes that don't take these blocks' places: 200 kB in all. */
   for (int i = 0; i < 100; i++)
      free(malloc(2000));
   small[10] = 1;                             /* @use_small */
   large[20] = 1;                             /* @use_large */
   return 0;
}
