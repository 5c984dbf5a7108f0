/* 22,000 places that allocate; from 11,000 of them a block is kept, from 3,000 of these
   it is lost.  Then works until a byte comes.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEN(x) x x x x x x x x x x
static void *kept[20000];
static unsigned n;

static void keep(unsigned levels)
{
   if (levels == 0) {
      void *block = malloc(16 + n % 100);
      if (n >= 3000)
         kept[n] = block;
      block = NULL;
      n++;
      free(malloc(n % 3000));
   } else {
      TEN(keep(levels - 1);)
   }
}

static void *large(void) { return malloc(5000000); }

int main(void)
{
   struct pollfd fd = { 0, POLLIN };
   volatile unsigned long work = 0;

   keep(4);
   keep(3);
   kept[19999] = large();
   puts("ready");
   fflush(stdout);
   while (poll(&fd, 1, 1) == 0)
      for (int i = 0; i < 1000; i++)
         work++;
   return 0;
}
