/* Uses the allocator of own_malloc.c, well or with three errors.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int own_allocations;

int main(int argc, char** argv)
{
   char* block = malloc(40);             /* @alloc */
   strcpy(block, "some text");
   if (argc > 1) block[40] = 1;          /* @overrun */
   block = realloc(block, 400);          /* @realloc */
   if (strcmp(block, "some text") != 0) abort();
   free(block);                          /* @free */
   if (argc > 1) {
      free(block);                       /* @again */
      block[399] = 1;                    /* @late */
   }
   fprintf(stderr, "own allocations: %s\n", own_allocations > 0 ? "yes" : "no");
   return 0;
}
