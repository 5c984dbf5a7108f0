/* limited MEGABYTES: sets limits for itself and runs into them; malloc fails, nothing breaks.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/mman.h>
int main(int argc, char** argv)
{
   size_t limit = strtoul(argv[1], NULL, 10) << 20;
   struct rlimit space = { limit, limit }, seen, stack = { 256 << 10, RLIM_INFINITY };
   char* early = malloc(100000);
   memset(early, 1, 100000);
   setrlimit(RLIMIT_AS, &space);
   setrlimit(RLIMIT_DATA, &space);
   setrlimit(RLIMIT_STACK, &stack);
   getrlimit(RLIMIT_AS, &seen);
   printf("%d %d\n", seen.rlim_cur == limit, seen.rlim_max == limit);
   for (int i = 0; i < 3000; i++)
      free(malloc(1000));
   if (limit > 2UL << 30) {
      char* large = malloc(500 << 20);
      printf("%d\n", large != NULL);
      if (large != NULL)
         large[123 << 20] = 1;
      free(large);
   }
   errno = 0;
   void* volatile huge = malloc((size_t)1 << 46);
   printf("%d %d\n", huge == NULL, errno == ENOMEM);
   huge = calloc((size_t)1 << 40, (size_t)1 << 40);
   printf("%d\n", huge == NULL);
   early = realloc(early, 200);
   printf("%d\n", early[199]);
   void* volatile kept = realloc(early, (size_t)1 << 46);
   printf("%d %d\n", kept == NULL, early[199]);
   free(early);
   return 0;
}
