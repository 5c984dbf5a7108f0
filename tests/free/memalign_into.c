/* posix_memalign that is to store its result where it can't: the store is an error
   of its own, or a fault, and otherwise there is a block as always.

   memalign_into bad | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static sigjmp_buf landing;

static void handler(int signal) { siglongjmp(landing, 1); }

static void say(const char* where, int result) { printf("%s: %d\n", where, result); }

static void bad(void)
{
   char* block = malloc(24);                               /* @alloc */
   char* freed = malloc(24);                               /* @alloc_freed */
   say("end", posix_memalign((void**)(block + 20), 64, 100));      /* @end */
   say("before", posix_memalign((void**)(block - 8), 64, 100));    /* @before */
   free(freed);                                            /* @free */
   say("freed", posix_memalign((void**)freed, 64, 100));   /* @freed */
   /* What is wrong with the alignment is said first; nothing is stored. */
   say("alignment", posix_memalign((void**)freed, 3, 100));        /* @alignment */
   signal(SIGSEGV, handler);
   if (sigsetjmp(landing, 1) == 0) posix_memalign(NULL, 64, 200);  /* @null */
   char* page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   munmap(page, 4096);
   if (sigsetjmp(landing, 1) == 0) posix_memalign((void**)page, 64, 300);   /* @unmapped */
   puts("goes on");
   free(block);
}

static void good(void)
{
   char* block = malloc(24);
   void* where;
   say("end", posix_memalign((void**)(block + 16), 64, 100));
   memcpy(&where, block + 16, 8);
   memset(where, 1, 100);
   free(where);
   free(block);
}

int main(int argc, char** argv)
{
   setvbuf(stdout, NULL, _IONBF, 0);
   if (strcmp(argv[1], "bad") == 0) bad();
   else                             good();
   return 0;
}
