/* Runs until there is a file "stop", wakes up often, and has something to be
   asked about.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int   global;
static char  text[16];
static int*  kept;

static void store(int* p, int value) { *p = value; }    /* @store */

static void work(int round)
{
   int local = 0;

   global = round;                                       /* @global */
   store(&local, round);
   kept[1] = round;                                      /* @heap */
   memcpy(text, "abcdefgh", 9);
   global += kept[1] + local;
}

static void tick(void) { }                               /* @tick */

int main(void)
{
   kept = calloc(10, sizeof *kept);                      /* @kept */
   malloc(33);                                           /* @lost */
   for (int round = 1; access("stop", F_OK) != 0; round++) {
      tick();
      work(round);
      usleep(10000);
   }
   free(kept);
   return 0;
}
