/* A program with an error that only a watched heap shows.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
int main(void)
{
   volatile char* p = malloc(10);
   p[10] = 1;                                            /* @write */
   printf("%d\n", p[10]);
   malloc(77);
   free((void*)p);
   return 3;
}
