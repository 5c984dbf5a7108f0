/* A block that lives for a moment, larger each time.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

int main(void)
{
   for (int i = 1; i <= 20000; i++) {
      volatile char* block = malloc(i);
      block[0] = 1;
      free((void*)block);
   }
   return 0;
}
