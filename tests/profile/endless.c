/* Grows, slowly, and never ends.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

static void *volatile kept;

static void grow(void) { kept = malloc(100); }

int main(void)
{
   volatile unsigned long n;

   for (;;) {
      grow();
      for (n = 0; n < 100000; n++)
         ;
   }
}
