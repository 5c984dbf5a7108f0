/* Source and destination overlap: by one byte where that is possible.

   overlap bad|memcpy|wide
                     each function that must not be used so
   overlap good      operands side by side, equal pointers where Memcheck says
                     nothing of them, and the functions that may be used so

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

static char area[200];
static wchar_t wide[200];

static void reset(void)
{
   memset(area, 'x', sizeof area);
   area[20] = area[60] = '\0';
   for (int i = 0; i < 200; i++) wide[i] = i % 20 == 19 ? 0 : 'w';
}

/* By one byte each.  The strings are of length 20, or the rest of that. */
static void narrow(void)
{
   reset(); mempcpy(area + 20, area, 21);            /* @mempcpy */
   reset(); mempcpy(area, area, 21);                 /* @mempcpy_same */
   reset(); strcpy(area, area + 10);                 /* @strcpy */
   reset(); strcpy(area, area);                      /* @strcpy_same */
   reset(); stpcpy(area, area + 10);                 /* @stpcpy */
   reset(); strncpy(area + 20, area, 21);            /* @strncpy */
   reset(); strncpy(area, area + 20, 21);            /* @strncpy_down */
   reset(); stpncpy(area + 20, area, 21);            /* @stpncpy */
   reset(); strcat(area, area + 40);                 /* @strcat */
   reset(); strncat(area, area + 30, 10);            /* @strncat */
}

/* Memcheck can't tell memcpy from memmove where libc has one function for both. */
static void plain(void)
{
   reset(); memcpy(area + 20, area, 21);             /* @memcpy */
   reset(); memcpy(area, area + 20, 21);             /* @memcpy_down */
}

static void wide_ones(void)
{
   reset(); wcscpy(wide + 19, wide);                  /* @wcscpy */
   reset(); wcsncpy(wide + 19, wide, 20);             /* @wcsncpy */
   reset(); wcpcpy(wide + 19, wide);                  /* @wcpcpy */
   reset(); wcpncpy(wide + 19, wide, 20);             /* @wcpncpy */
   reset(); wcscat(wide, wide + 19);                 /* @wcscat */
   reset(); wcsncat(wide, wide + 18, 2);             /* @wcsncat */
}

static void good(void)
{
   char* volatile same = area;
   reset(); memcpy(area + 21, area, 21);
   reset(); memcpy(area, area + 21, 21);
   reset(); memcpy(same, area, 21);
   reset(); mempcpy(area + 21, area, 21);
   reset(); strcpy(area + 21, area);
   reset(); stpcpy(area + 21, area);
   reset(); strncpy(area + 21, area, 21);
   reset(); strncpy(area, area + 30, 30);
   reset(); strncpy(area + 30, area, 30);      /* ends with the source's NUL */
   reset(); strcat(area, area + 41);
   reset(); strncat(area, area + 31, 10);
   reset(); memmove(area + 1, area, 100);
   reset(); memmove(area, area + 1, 100);
   reset(); bcopy(area + 1, area, 100);
   reset(); wmemmove(wide + 1, wide, 100);
   reset(); wcscpy(wide + 20, wide);
   reset(); wcscat(wide, wide + 60);
   reset(); wmemcpy(wide + 20, wide, 20);
   reset(); memcpy(area + 1, area, 0);
   reset(); mempcpy(area + 1, area, 0);
   reset(); strncpy(area + 1, area, 0);
}

int main(int argc, char** argv)
{
   if (strcmp(argv[1], "bad") == 0)  narrow();
   if (strcmp(argv[1], "memcpy") == 0) plain();
   if (strcmp(argv[1], "wide") == 0) wide_ones();
   if (strcmp(argv[1], "good") == 0) good();
   puts("done");
   return 0;
}
