/* realloc of what is no live block: it is reported, fails, and leaves
   everything as it was.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char* resize(char* p)
{
   return realloc(p, 100);                   /* @realloc */
}

int main(int argc, char** argv)
{
   char local[32];
   char* block = malloc(50);                 /* @alloc */
   char* gone  = malloc(60);                 /* @gone */
   strcpy(block, "text");
   free(gone);                               /* @free */
   printf("freed: %p\n", resize(gone));              /* @freed */
   printf("local: %p\n", resize(local));             /* @local */
   printf("interior: %p\n", resize(block + 16));     /* @interior */
   printf("array: %p\n", reallocarray(gone, 5, 5));  /* @array */
   printf("usable: %zu\n", malloc_usable_size(gone));
   puts(block);
   free(block + 1);                          /* @free_interior */
   free(block);
   return 0;
}
