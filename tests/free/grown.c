/* A large block that is replaced by a slightly larger one, again and again: the
   memory of those before it has to do for those after it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

int main(void)
{
   char* block = malloc(60 << 20);
   for (size_t size = 60 << 20; size < 80 << 20; size += 500 << 10) {
      char* larger = malloc(size);
      larger[size - 1] = 1;
      free(block);
      block = larger;
   }
   free(block);
   return 0;
}
