/* Validity bits: what vrleak does not have, it must at least answer for.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

int main(void)
{
   unsigned char *p = calloc(1, 100), bits[200];
   int sum = 0;

   memset(bits, 255, sizeof bits);
   printf("%d\n", VALGRIND_GET_VBITS(p, bits, 100));
   for (int i = 0; i < 200; i++)
      sum += bits[i];
   printf("%d\n", sum);
   memset(bits, 0, sizeof bits);
   printf("%d\n", VALGRIND_SET_VBITS(p, bits, 100));
   printf("%d\n", VALGRIND_GET_VBITS(p, bits, 101));
   printf("%d\n", VALGRIND_SET_VBITS(p, (char *)0x1000, 1));
   printf("%d\n", VALGRIND_GET_VBITS((char *)0x1000, bits, 1));
   free(p);
   return 0;
}
