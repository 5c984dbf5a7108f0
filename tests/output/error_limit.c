/* 1,100 different errors, from as many places.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#define TEN(x)     x x x x x x x x x x
#define WRITE      block[10] = 1;
int main(void)
{
   volatile char* block = malloc(10);
   TEN(TEN(TEN(WRITE)))
   TEN(TEN(WRITE))
   free((void*)block);
   return 0;
}
