/*
   strings LENGTH PASSES: libc's string and memory functions on strings of
   LENGTH characters.  Compiled with -fno-builtin: every call is a call.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char** argv)
{
   size_t length = argc > 1 ? strtoul(argv[1], NULL, 10) : 12;
   long   passes = argc > 2 ? atol(argv[2]) : 1;
   char*  a      = malloc(length + 1);
   char*  b      = malloc(length + 1);
   char*  c      = malloc(length + 1);

   memset(a, 'x', length);
   a[length] = 0;
   unsigned long sum = 0;
   for (long pass = 0; pass < passes; pass++) {
      a[pass % length] = 'a' + pass % 20;
      strcpy(b, a);
      memcpy(c, b, length + 1);
      sum += strlen(c);
      sum += strcmp(a, c) == 0;
      sum += memcmp(a, b, length) == 0;
      sum += strchr(c, 'z') == NULL;
      sum += (char*)memchr(b, 0, length + 1) - b;
      memset(c, pass & 0x7f, length);
      memmove(c + 1, c, length - 1);
      sum += (unsigned char)c[length - 1];
   }
   printf("%lu\n", sum);
   free(a);
   free(b);
   free(c);
   return 0;
}
