/* Shows what is in new and in freed memory.  Compiled with -DNOTHING_FREED it
   does not look at freed memory.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>

static void show(const char* what, const unsigned char* p, int n)
{
   int all_same = 1;
   for (int i = 1; i < n; i++) all_same &= p[i] == p[0];      /* @look */
   printf("%s: %02x %s\n", what, p[0], all_same ? "throughout" : "and others");   /* @first */
}

int main(int argc, char** argv)
{
   unsigned char* p = malloc(1000);
   show("malloc", p, 1000);
   p = realloc(p, 3000);
   show("realloc", p + 1000, 2000);
   unsigned char* clear = calloc(10, 10);
   show("calloc", clear, 100);
   free(clear);
   free(p);                        /* @free */
   if (argc > 1) show("freed", p, 3000);
   return 0;
}
