/* Makes errors, and exits with a status of its own.

   limits many         1100 different errors
   limits few          three
   limits leak         loses a block
   limits good         none

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TIMES_10(x) x x x x x x x x x x

static volatile char* gone;

/* Each in an instruction of its own. */
static void many(void)
{
   TIMES_10(TIMES_10(TIMES_10(*gone = 1;)))
   TIMES_10(TIMES_10(*gone = 2;))
}

static void few(void)
{
   gone[0] = 1;         /* @one */
   gone[1] = 1;         /* @two */
   gone[2] = 1;         /* @three */
}

int main(int argc, char** argv)
{
   gone = malloc(10);
   free((void*)gone);
   if (strcmp(argv[1], "many") == 0) many();
   if (strcmp(argv[1], "few") == 0)  few();
   if (strcmp(argv[1], "leak") == 0) { gone = malloc(20); gone = NULL; }   /* @leak */
   puts("end");
   return 3;
}
