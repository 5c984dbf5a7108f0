/* memcpy as it is and as it was before glibc 2.14, when operands that overlap
   were no error; memmove beside them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <string.h>

__asm__(".symver old_memcpy, memcpy@GLIBC_2.2.5");
extern void* old_memcpy(void*, const void*, size_t);

static char area[64];

int main(int argc, char** argv)
{
   /* Whichever comes first decides which replacement all of them get. */
   if (argc > 1)
      memmove(area + 5, area, 20);
   memcpy(area + 5, area, 20);         /* @first */
   old_memcpy(area + 5, area, 20);
   memmove(area + 5, area, 20);
   memcpy(area, area + 5, 20);         /* @last */
   old_memcpy(area, area + 5, 20);
   return 0;
}
