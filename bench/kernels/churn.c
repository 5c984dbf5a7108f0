/*
   churn DEPTH PAIRS: malloc and free PAIRS times, from DEPTH nested functions,
   with 1,000 blocks of 16 to 511 bytes live.

   Every allocation and every free has a stack to record: DEPTH is its price.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>

#define LIVE 1000

static char*         live[LIVE];
static unsigned      state = 1;
static unsigned long sum;

static void replace_some(long pairs)
{
   for (long i = 0; i < pairs; i++) {
      state         = state * 1664525 + 1013904223;
      unsigned slot = (state >> 8) % LIVE;
      unsigned size = 16 + (state >> 20) % 496;
      if (live[slot]) sum += (unsigned char)live[slot][0];
      free(live[slot]);
      live[slot]    = malloc(size);
      live[slot][0] = size;
   }
}

/* Returns a value so that the call in it is not a jump. */
__attribute__((noinline)) static long descend(int depth, long pairs)
{
   if (depth <= 1) {
      replace_some(pairs);
      return 1;
   }
   return descend(depth - 1, pairs) + 1;
}

int main(int argc, char** argv)
{
   int  depth = argc > 1 ? atoi(argv[1]) : 1;
   long pairs = argc > 2 ? atol(argv[2]) : 1000;

   /* Down and up again now and then, so that stacks do not stay the same. */
   long reached = 0;
   for (long done = 0; done < pairs; done += 100) reached += descend(depth, 100);
   for (int i = 0; i < LIVE; i++) free(live[i]);
   printf("%lu %ld\n", sum, reached);
   return 0;
}
