/* Errors of all sorts: accesses, by instructions, by string functions and by
   the kernel, and those of the heap itself.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile char* block;
static volatile size_t length;

int main(void)
{
   block = malloc(40);                             /* @alloc */
   block[40] = 1;                                  /* @beyond */
   block[40] = 0;                                  /* @again */
   memset((void*)block, 'x', 40);
   length = strlen((char*)block);                  /* @strlen */
   printf("%zu\n", length);
   fflush(stdout);
   (void)!write(1, (char*)block + 39, 3);          /* @write */
   free((void*)block);                             /* @free */
   free((void*)block);                             /* @free_again */

   block = malloc(20);                             /* @leak */
   block = NULL;
   return 0;
}
