/* String functions that run into a page which can't be accessed, with each of
   their operands, after each number of good bytes; the handler leaves them by
   siglongjmp, and the program goes on.

   faults KIND       unmapped    there is no such page
                     protected   the program took its permissions away
                     past_end    it lies beyond the end of the mapped file
   faults dies       one of them, without a handler

   Checked here: every call faults, at the right byte (under Valgrind, at the
   very one that ends the good ones; natively, somewhere in the page), nothing is
   written where nothing is to be written, what is written is right.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>
#include <valgrind/valgrind.h>
#include <wchar.h>

enum { PAGE = 4096, FAR = 200 };

static char* edge;             /* good pages before it, the bad page behind */
static char* floor_;           /* the bad page before it, good ones behind  */
static char  text[FAR * 4];    /* the other operand: many b */
static wchar_t wide[FAR];
static char  room[FAR * 8];
static int   expected_signal, wrong;
static long  sink;

static sigjmp_buf landing;
static siginfo_t  info;

static void handler(int signal, siginfo_t* what, void* context)
{
   info = *what;
   siglongjmp(landing, 1);
}

static void complain(const char* what, int line, int distance)
{
   printf("line %d, %d bytes from the page: %s\n", line, distance, what);
   wrong++;
}

static void set(char* from, char* to, char c) { while (from < to) *from++ = c; }

static void prepare(void)
{
   set(edge - 2 * FAR, edge, 'b');
   set(floor_, floor_ + 2 * FAR, 'b');
   room[0] = 0;
   wide[0] = 0;
   for (int i = 0; i < FAR - 1; i++) wide[i] = 0x62626262;
   wide[FAR - 1] = 0;
}

static void check(int line, int distance, char* bad)
{
   char* at = info.si_addr;
   if (info.si_signo != expected_signal) complain("another signal", line, distance);
   if (RUNNING_ON_VALGRIND ? at != bad : (unsigned long)at / PAGE != (unsigned long)bad / PAGE)
      complain("another address", line, distance);
   for (char* q = edge - 2 * FAR; q < edge - distance - 1; q++)
      if (*q != 'b') { complain("written too early", line, distance); break; }
   for (char* q = edge - distance; q < edge; q++)
      if (*q != 'b' && *q != 0) { complain("written wrongly", line, distance); break; }
   for (char* q = floor_ + distance; q < floor_ + 2 * FAR; q++)
      if (*q != 'b') { complain("written too late", line, distance); break; }
   char* block = malloc(distance + 1);
   memset(block, 'x', distance);
   block[distance] = 0;
   if (strlen(block) != distance) complain("does not go on", line, distance);
   free(block);
}

static const int distances[] = { 0, 4, 8, 12, 16, 20, 32, 36, 64, 100, 1, 3, 7, 13, 15, 17, 31, 33, 79 };
enum { ALL = sizeof distances / sizeof distances[0], WORDS = 10 };

/* p: an operand that has d good bytes before the bad page; last: a count that
   ends with the first bad byte, more: one that goes further. */
#define TRY_SOME(n_distances, bad, call) \
   for (int i_ = 0; i_ < n_distances; i_++) { \
      const int d = distances[i_], last = d + 1, more = d + 50; \
      char* const p = edge - d; \
      prepare(); \
      if (sigsetjmp(landing, 1) == 0) { \
         sink += (long)(call); \
         complain("no signal", __LINE__, d); \
      } else { \
         check(__LINE__, d, bad); \
      } \
   }
#define TRY(call)  TRY_SOME(ALL, edge, call)
#define WIDE(call) TRY_SOME(WORDS, edge, call)

/* The other way: q has d good bytes up to its end, the bad page before them. */
#define TRY_DOWN(call) TRY_SOME(ALL, floor_ - 1, call)
#define q (floor_ - 50)

static void lengths(void)
{
   TRY(strlen(p));                                  /* @strlen */
   TRY(strnlen(p, last));                           /* @strnlen */
   TRY(strnlen(p, -1));                             /* @strnlen_max */
   WIDE(wcslen((wchar_t*)p));                       /* @wcslen */
   WIDE(wcsnlen((wchar_t*)p, more));                /* @wcsnlen */
}

static void searches(void)
{
   TRY(strchr(p, 'x'));                             /* @strchr */
   TRY(strrchr(p, 'b'));                            /* @strrchr */
   TRY(strchrnul(p, 'x'));                          /* @strchrnul */
   TRY(rawmemchr(p, 'x'));                          /* @rawmemchr */
   TRY(memchr(p, 'x', last));                       /* @memchr */
   TRY(memchr(p, 'x', more));                       /* @memchr_more */
   TRY_DOWN(memrchr(q, 'x', 50 + d));               /* @memrchr */
   TRY(strstr(p, "bx"));                            /* @strstr */
   TRY(strpbrk(p, "xyz"));                          /* @strpbrk */
   TRY(strspn(p, "ab"));                            /* @strspn */
   TRY(strcspn(p, "xyz"));                          /* @strcspn */
   TRY(strspn(text, p));                            /* @strspn_set */
   WIDE(wcschr((wchar_t*)p, L'x'));                 /* @wcschr */
   WIDE(wcsrchr((wchar_t*)p, L'x'));                /* @wcsrchr */
   WIDE(wmemchr((wchar_t*)p, L'x', more));          /* @wmemchr */
}

static void comparisons(void)
{
   TRY(strcmp(p, text));                            /* @strcmp_1 */
   TRY(strcmp(text, p));                            /* @strcmp_2 */
   TRY(strncmp(p, text, last));                     /* @strncmp_1 */
   TRY(strncmp(text, p, more));                     /* @strncmp_2 */
   TRY(strcasecmp(p, text));                        /* @strcasecmp_1 */
   TRY(strcasecmp(text, p));                        /* @strcasecmp_2 */
   TRY(strncasecmp(text, p, last));                 /* @strncasecmp */
   TRY(memcmp(p, text, last));                      /* @memcmp_1 */
   TRY(memcmp(text, p, more));                      /* @memcmp_2 */
   WIDE(wcscmp((wchar_t*)p, wide));                 /* @wcscmp */
   WIDE(wcsncmp(wide, (wchar_t*)p, more));          /* @wcsncmp */
   WIDE(wmemcmp((wchar_t*)p, wide, more));          /* @wmemcmp */
}

/* Too long for what is there. */
static void fills(void)
{
   TRY(memset(p, 0, last));                         /* @memset */
   TRY(memset(p, 0, more));                         /* @memset_more */
   TRY((bzero(p, more), 0));                        /* @bzero */
   WIDE(wmemset((wchar_t*)p, 0, more));             /* @wmemset */
}

static void copies_from(void)
{
   TRY(memcpy(room, p, last));                      /* @memcpy_from */
   TRY(memmove(room, p, more));                     /* @memmove_from */
   TRY(mempcpy(room, p, more));                     /* @mempcpy_from */
   TRY((bcopy(p, room, last), 0));                  /* @bcopy_from */
   TRY(strcpy(room, p));                            /* @strcpy_from */
   TRY(stpcpy(room, p));                            /* @stpcpy_from */
   TRY(strncpy(room, p, last));                     /* @strncpy_from */
   TRY(stpncpy(room, p, more));                     /* @stpncpy_from */
   TRY(strcat(room, p));                            /* @strcat_from */
   TRY(strncat(room, p, more));                     /* @strncat_from */
   WIDE(wcscpy((wchar_t*)room, (wchar_t*)p));       /* @wcscpy_from */
   WIDE(wcsncpy((wchar_t*)room, (wchar_t*)p, more));   /* @wcsncpy_from */
   WIDE(wcscat((wchar_t*)room, (wchar_t*)p));       /* @wcscat_from */
}

static void copies_to(void)
{
   TRY(memcpy(p, text, last));                      /* @memcpy */
   TRY(memcpy(p, text, more));                      /* @memcpy_more */
   TRY(memmove(p, text, more));                     /* @memmove */
   TRY(mempcpy(p, text, more));                     /* @mempcpy */
   TRY((bcopy(text, p, last), 0));                  /* @bcopy */
   TRY(strcpy(p, text));                            /* @strcpy */
   TRY(stpcpy(p, text));                            /* @stpcpy */
   TRY(strncpy(p, text, last));                     /* @strncpy */
   TRY(strncpy(p, "b", more));                      /* @strncpy_padding */
   TRY(stpncpy(p, text, more));                     /* @stpncpy */
   TRY((p[-1] = 0, strcat(p - 1, text)));           /* @strcat */
   TRY((p[-1] = 0, strncat(p - 1, text, more)));    /* @strncat */
   TRY(strcat(p, text));                            /* @strcat_length */
   WIDE(wcscpy((wchar_t*)p, wide));                 /* @wcscpy */
   WIDE(wcpcpy((wchar_t*)p, wide));                 /* @wcpcpy */
   WIDE(wcsncpy((wchar_t*)p, wide, more));          /* @wcsncpy */
   TRY_DOWN(memmove(q + 17, q, 50 + d));            /* @memmove_down */
}

static void map(const char* kind)
{
   char* start = mmap(NULL, 5 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   edge = start + 2 * PAGE;
   floor_ = edge + PAGE;
   expected_signal = SIGSEGV;
   if (strcmp(kind, "past_end") == 0) {
      FILE* file = tmpfile();
      ftruncate(fileno(file), 2 * PAGE);
      mmap(start, 3 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fileno(file), 0);
      fclose(file);
      expected_signal = SIGBUS;
   } else if (strcmp(kind, "protected") == 0) {
      mprotect(edge, PAGE, PROT_NONE);
   } else {
      munmap(edge, PAGE);
   }
}

int main(int argc, char** argv)
{
   set(text, text + FAR, 'b');
   map(argv[1]);
   prepare();
   if (strcmp(argv[1], "dies") == 0)
      return strlen(edge - 20);                     /* @dies */
   struct sigaction action = { .sa_sigaction = handler, .sa_flags = SA_SIGINFO };
   sigaction(SIGSEGV, &action, NULL);
   sigaction(SIGBUS, &action, NULL);
   lengths();
   searches();
   comparisons();
   fills();
   copies_from();
   copies_to();
   printf("%d wrong\n", wrong);
   return wrong != 0;
}
