/* tap.h: what unit tests print, for unit.t to read, and random numbers that
   are the same in every run.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef TAP_H
#define TAP_H

#include <stdio.h>
#include <stdlib.h>
#include "../../vr_core.h"

static int n_tests, n_failed;

static void ok(Bool good, const char* what)
{
   printf("%sok %d - %s\n", good ? "" : "not ", ++n_tests, what);
   n_failed += !good;
}

/* After this nothing else makes sense. */
__attribute__((unused))
static void require(Bool good, const char* what)
{
   if (!good) {
      printf("not ok %d - %s\n1..%d\n", n_tests + 1, what, n_tests + 1);
      exit(1);
   }
}

/* main's last words: its exit status. */
static int done(void)
{
   printf("1..%d\n", n_tests);
   return n_failed != 0;
}

__attribute__((unused))
static ULong random_below(ULong n)
{
   static ULong state = 88172645463325252ULL;

   state ^= state << 13;
   state ^= state >> 7;
   state ^= state << 17;
   return (state >> 20) % n;
}

#endif
