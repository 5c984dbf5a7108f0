/* Copies into, out of and within pages that are protected, with a handler that
   gives the permission that is missing and returns, as garbage collectors and
   persistent heaps have it: the call goes on where it was, and its result is what
   it would have been.  Each function with each set of protected pages; strings
   cross two page boundaries.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

enum { PAGE = 4096, PAGES = 8, LENGTH = 5000 };

static char* area;             /* PAGES pages */
static int   n_faults, wrong;

static void handler(int signal, siginfo_t* info, void* context)
{
   char* page = (char*)((unsigned long)info->si_addr & ~(PAGE - 1UL));
   if (page < area || page >= area + PAGES * PAGE || n_faults++ > 100) _exit(1);
   mprotect(page, PAGE, PROT_READ | PROT_WRITE);
}

/* src and dst begin near the ends of the first and the fifth page. */
#define SRC (area + PAGE - 100)
#define DST (area + 5 * PAGE - 60)

static char expected[PAGES * PAGE];

static void reset(void)
{
   mprotect(area, PAGES * PAGE, PROT_READ | PROT_WRITE);
   memset(area, '#', PAGES * PAGE);
   for (int i = 0; i < LENGTH; i++) SRC[i] = 'A' + i % 23;
   memset(SRC + LENGTH, 0, sizeof(wchar_t));
   strcpy(DST, "abc");
}

static void protect(int set, int protection)
{
   for (int i = 0; i < PAGES; i++)
      if (set >> i & 1) mprotect(area + i * PAGE, PAGE, protection);
}

/* result: where the call is to end up, relative to the area, or a number */
static long result;

/* The sets: nothing (for the expectation), single pages, several, all. */
static const int sets[] = { 0, 1, 2, 4, 16, 32, 64, 3, 6, 0x22, 0x44, 0x70, 0xff };
enum { N_SETS = sizeof sets / sizeof sets[0] };

#define TRY(call) \
   for (int i_ = 0; i_ < N_SETS; i_++) \
      for (int writable_ = 0; writable_ < 2; writable_++) { \
         static long first_; \
         reset(); \
         protect(sets[i_], writable_ ? PROT_READ : PROT_NONE); \
         n_faults = 0; \
         result = (long)(call); \
         mprotect(area, PAGES * PAGE, PROT_READ | PROT_WRITE); \
         if (i_ == 0) { \
            first_ = result; \
            memcpy(expected, area, PAGES * PAGE); \
         } else if (result != first_ || memcmp(expected, area, PAGES * PAGE) != 0) { \
            printf("line %d: wrong with pages %x, %s\n", __LINE__, sets[i_], writable_ ? "read only" : "no access"); \
            wrong++; \
         } \
      }

#define WSRC ((wchar_t*)SRC)
#define WDST ((wchar_t*)DST)

static void reads(void)
{
   TRY(strlen(SRC)); TRY(strnlen(SRC, 4500)); TRY(strchr(SRC, '!')); TRY(strrchr(SRC, 'C'));
   TRY(memchr(SRC, 0, 6000)); TRY(memrchr(SRC, '#', LENGTH)); TRY(rawmemchr(SRC, 0));
   TRY(strstr(SRC, "BA")); TRY(strspn(SRC, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")); TRY(strcspn(SRC, "!?"));
   TRY(strcmp(SRC, DST)); TRY(memcmp(SRC, SRC + 23 * 100, 2500)); TRY(strncmp(SRC, SRC + 23, 4000));
   TRY(strcasecmp(SRC, SRC + 23 * 5)); TRY(wcslen(WSRC)); TRY(wmemchr(WSRC, 1, 1000));
}

static void copies(void)
{
   TRY(memcpy(DST, SRC, LENGTH)); TRY(mempcpy(DST, SRC, LENGTH)); TRY(memmove(DST, SRC, LENGTH));
   TRY((bcopy(SRC, DST, LENGTH), 0)); TRY(strcpy(DST, SRC)); TRY(stpcpy(DST, SRC));
   TRY(strncpy(DST, SRC, 5500)); TRY(stpncpy(DST, SRC, 5500)); TRY(strncpy(DST, SRC, 4500));
   TRY(memset(DST, 'x', LENGTH)); TRY((bzero(DST, LENGTH), 0));
   TRY(wcscpy(WDST, WSRC)); TRY(wcsncpy(WDST, WSRC, 1500)); TRY(wmemset(WDST, L'x', 1250));
}

/* These look for the end of what they write to. */
static void appends(void)
{
   TRY(strcat(DST, SRC)); TRY(strncat(DST, SRC, 4500)); TRY(strncat(DST, SRC, 6000));
   TRY((memset(DST, 0, 4), wcscat(WDST, WSRC))); TRY((memset(DST, 0, 4), wcsncat(WDST, WSRC, 1000)));
}

/* These destroy what they copy. */
static void moves(void)
{
   static const int distances[] = { 1, 7, 16, 100, 3000, PAGE };
   for (int i = 0; i < sizeof distances / sizeof distances[0]; i++) {
      int d = distances[i];
      TRY(memmove(SRC + d, SRC, LENGTH)); TRY(memmove(SRC, SRC + d, LENGTH));
      TRY((bcopy(SRC, SRC + d, LENGTH), 0)); TRY((bcopy(SRC + d, SRC, LENGTH), 0));
   }
}

int main(void)
{
   struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
   sigaction(SIGSEGV, &action, NULL);
   area = mmap(NULL, PAGES * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   reads();
   copies();
   appends();
   moves();
   printf("%d wrong\n", wrong);
   return wrong != 0;
}
