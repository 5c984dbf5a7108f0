/* Instructions that read or write an area of many bytes.  Each is used where
   all of the area lies in a block; with the argument "bad", half of it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1024 };

int main(int argc, char** argv)
{
   int bad = argc > 1 && strcmp(argv[1], "bad") == 0;
   char* good = aligned_alloc(64, SIZE);
   char* block = aligned_alloc(64, SIZE);           /* @alloc */
   char* end = block + SIZE;
   memset(good, 0, SIZE);
   memset(block, 0, SIZE);

   __asm__ volatile("fxsave (%0)" : : "r"(good) : "memory");
   memcpy(end - 512, good, 512);
   __asm__ volatile("fxsave (%0)" : : "r"(end - (bad ? 256 : 512)) : "memory");   /* @fxsave */
   __asm__ volatile("fxrstor (%0)" : : "r"(bad ? good : end - 512) : "memory");
   __asm__ volatile("fnstenv (%0); fldenv (%0)" : : "r"(end - (bad ? 20 : 28)) : "memory");   /* @fnstenv */
   __asm__ volatile("fnsave (%0); frstor (%0)" : : "r"(end - (bad ? 100 : 108)) : "memory");   /* @fnsave */
   __asm__ volatile("movdqu %%xmm0, (%0)" : : "r"(end - (bad ? 15 : 16)) : "memory");   /* @movdqu */
   __asm__ volatile("lock; cmpxchg16b (%0)" : : "r"(bad ? end : end - 16), "a"(0L), "d"(0L), "b"(0L), "c"(0L) : "memory", "cc");   /* @cmpxchg16b */
   free(block);
   free(good);
   puts("done");
   return 0;
}
