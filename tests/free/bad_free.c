/* Frees what was never, or is no longer, the start of a heap block:

   bad_free double | stack | global | interior | code | realloc | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

static long global[4];

static void release(void* p)
{
   free(p);                       /* @free */
}

int main(int argc, char** argv)
{
   const char* how = argc > 1 ? argv[1] : "good";
   char local[32];
   char* block = malloc(24);      /* @alloc */

   if (strcmp(how, "double") == 0) {
      release(block);             /* @first */
      release(block);             /* @second */
      return 0;
   }
   if (strcmp(how, "stack") == 0)    release(local);
   if (strcmp(how, "global") == 0)   release(&global[1]);
   if (strcmp(how, "interior") == 0) release(block + 8);
   if (strcmp(how, "code") == 0)     release((void*)&release);
   if (strcmp(how, "realloc") == 0) {
      char* q = realloc(block + 8, 100);   /* @realloc */
      if (q != NULL) return 1;
   }
   release(block);
   return 0;
}
