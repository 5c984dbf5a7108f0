/* Blocks of the heap whose pages the program has protected.  The handler gives
   the missing permission and returns.

   protected_blocks bad     string functions that go past such a block: the fault
                            and the error, in the order of the bytes
   protected_blocks left    the same with a handler that leaves by siglongjmp
   protected_blocks good    reallocating, freeing, allocating again, searching for
                            leaks; the tool itself must not fall over them

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <malloc.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PAGE = 4096, SIZE = 3 * PAGE };

static int n_faults;
static int leaves;
static sigjmp_buf landing;
static long sink;

static void handler(int signal, siginfo_t* info, void* context)
{
   char* page = (char*)((unsigned long)info->si_addr & ~(PAGE - 1UL));
   if (++n_faults > 100) _exit(1);
   if (leaves) siglongjmp(landing, 1);
   mprotect(page, PAGE, PROT_READ | PROT_WRITE);
}

/* Whole pages; the one in the middle gets the protection. */
static char* new_block(int protection)
{
   char* block = aligned_alloc(PAGE, SIZE);       /* @alloc */
   memset(block, 'a', SIZE);
   mprotect(block + PAGE, PAGE, protection);
   return block;
}

static void say(const char* what)
{
   printf("%s: %d faults\n", what, n_faults);
   n_faults = 0;
}

#define CALL(call) do { if (sigsetjmp(landing, 1) == 0) sink += (long)(call); } while (0)

static void bad(void)
{
   char* block = new_block(PROT_NONE);
   CALL(memset(block, 0, SIZE + 1));              /* @after */
   say("memset");
   mprotect(block + PAGE, PAGE, PROT_READ);
   CALL(memset(block - 1, 'a', SIZE + 1));        /* @before */
   say("memset before");
   mprotect(block + PAGE, PAGE, PROT_NONE);
   CALL(strnlen(block, SIZE + 1));                /* @read */
   say("strnlen");
   mprotect(block + PAGE, PAGE, PROT_NONE);
   free(block);                                   /* @free */
   CALL(memcmp(block + PAGE - 1, block + PAGE - 1, 3));   /* @freed */
   say("memcmp");
   mprotect(block + PAGE, PAGE, PROT_READ | PROT_WRITE);
}

static void good(void)
{
   /* Moved although it can't all be read, and all is there. */
   char* block = new_block(PROT_NONE);
   char* moved = realloc(block, 2 * SIZE);
   printf("realloc: %d %d %d %d\n", moved[PAGE - 1], moved[PAGE], moved[2 * PAGE], moved[SIZE - 1]);
   free(moved);
   mprotect(block + PAGE, PAGE, PROT_READ | PROT_WRITE);

   /* Freed, and zero when it comes back, but for what can't be written to. */
   block = malloc(SIZE);
   memset(block, 'a', SIZE);
   char* middle = (char*)((unsigned long)(block + PAGE) & ~(PAGE - 1UL));
   mprotect(middle, PAGE, PROT_NONE);
   free(block);
   long sum = 0;
   for (int i = 0; i < 10; i++) {
      moved = calloc(1, SIZE);
      sum += moved[0] + moved[2 * PAGE] + moved[SIZE - 1];
      free(moved);
   }
   printf("calloc: %ld\n", sum);
   mprotect(middle, PAGE, PROT_READ | PROT_WRITE);

   /* Freed as it is; the memory is not ours any longer. */
   for (int i = 0; i < 3; i++) {
      block = new_block(i == 0 ? PROT_NONE : i == 1 ? PROT_READ : PROT_READ | PROT_WRITE);
      free(block);
      mprotect(block + PAGE, PAGE, PROT_READ | PROT_WRITE);
   }

   /* A whole page of small blocks, freed and allocated again while it is read only. */
   enum { SMALL = 200, N = 300 };
   char* small[N];
   for (int i = 0; i < N; i++) small[i] = malloc(SMALL);
   char* page = (char*)((unsigned long)small[N / 2] & ~(PAGE - 1UL));
   mprotect(page, PAGE, PROT_READ);
   for (int i = 0; i < N; i++) free(small[i]);
   for (int i = 0; i < N; i++) small[i] = i % 3 ? calloc(1, SMALL) : malloc(SMALL);
   sink += malloc_usable_size(small[N / 2]);
   mprotect(page, PAGE, PROT_READ | PROT_WRITE);
   for (int i = 0; i < N; i++) free(small[i]);

   /* Reachable only through a page that can be read, and a pointer stored through
      one that can't be written to. */
   static char* volatile root;
   root = new_block(PROT_READ | PROT_WRITE);
   *(char**)(root + PAGE) = strdup("kept");
   mprotect(root + PAGE, PAGE, PROT_READ);
   void** where = (void**)(root + PAGE + 64);
   n_faults = 0;
   sink += posix_memalign(where, 64, 100);
   say("posix_memalign");
   free(*where);
   mprotect(root + PAGE, PAGE, PROT_READ);
}

int main(int argc, char** argv)
{
   struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
   sigaction(SIGSEGV, &action, NULL);
   leaves = strcmp(argv[1], "left") == 0;
   if (strcmp(argv[1], "good") == 0) good();
   else                              bad();
   return 0;
}
