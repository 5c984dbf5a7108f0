/* Accesses off one base in a row, see bases.S: each is an error if and only if
   it is wrong itself and happens.

   bases bad | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <valgrind/memcheck.h>

void ends(char*), first(char*), last(char*), middle(char*), around(char*), seven(char*);
void exit_between(char*, int), loop(char*, long), push_between(char*), into_callee(char*);
void call_between(char*, void (*)(char*)), base_changes(char*, char*), index_(char*, long) __asm__("index");
void between(char*), fault_between(char*, char*), fault_after(char*, char*);

static sigjmp_buf landing;

static void handler(int signal) { siglongjmp(landing, 1); }

static void drop(char* p) { free(p); }                         /* @free */
static void keep(char* p) { }

/* With its first bytes 0, and nothing beside it that matters. */
static char* block(int n) { return calloc(1, n); }             /* @alloc */

static void bad(void)
{
   char *p = block(16), *other = block(16), *holed = block(48);
   ends(p);
   first(p);
   last(p);
   VALGRIND_MAKE_MEM_NOACCESS(holed + 16, 16);
   middle(holed);
   around(holed);
   for (int i = 0; i < 10; i++)
      exit_between(p, i & 1);                                  /* @exit_between */
   memset(p, 0, 16);
   loop(p, 19);
   push_between(p);
   call_between(block(16), drop);
   into_callee(p);
   base_changes(p, other);
   index_(p, 14);
   between(p);
   free(holed);
   free(other);

   char* pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   munmap(pages + 4096, 4096);
   signal(SIGSEGV, handler);
   if (sigsetjmp(landing, 1) == 0) fault_between(pages + 4096, p + 16);
   if (sigsetjmp(landing, 1) == 0) fault_after(pages + 4096, p + 16);
   printf("%d %d\n", pages[4095], pages[4094]);
   free(p);
}

/* What of it is right. */
static void good(void)
{
   char *p = block(16), *q = block(7), *holed = block(48), *wide = block(64);
   seven(q);
   VALGRIND_MAKE_MEM_NOACCESS(holed + 16, 16);
   around(holed);
   exit_between(p, 0);
   loop(p, 16);
   call_between(p, keep);
   ends(wide + 1);
   first(wide + 2);
   last(wide);
   push_between(wide);
   into_callee(wide);
   base_changes(wide, wide);
   index_(wide, 14);
   between(wide);
   free(p), free(q), free(holed), free(wide);
   puts("done");
}

int main(int argc, char** argv)
{
   if (strcmp(argv[1], "bad") == 0) bad();
   else                             good();
   return 0;
}
