/* 100,000 places that allocate: five levels of ten calls each.  An argument: so
   many of the levels.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#define TEN(x) x x x x x x x x x x

static void *kept[1000000];
static unsigned n;

static void keep(unsigned levels)
{
   if (levels == 0) {
      kept[n] = malloc(16 + n % 1000);
      n++;
      free(malloc(n % 3000));
   } else {
      TEN(keep(levels - 1);)
   }
}

int main(int argc, char **argv)
{
   keep(argc > 1 ? atoi(argv[1]) : 5);
   while (n > 0)
      free(kept[--n]);
   return 0;
}
