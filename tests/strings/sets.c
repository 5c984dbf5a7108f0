/* Second operands without an end, in functions that could do without it: what they
   look for is found before, differs at once, or there is nothing to look in.

   sets bad | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static long sink;

static void look_for(char* s)
{
   sink += strspn("xa", s);                 /* @strspn */
   sink += strcspn("a", s);                 /* @strcspn */
   sink += (long)strpbrk("a", s);           /* @strpbrk */
   sink += (long)strstr("hello", s);        /* @strstr */
   sink += (long)strstr("abc", s);          /* @strstr_begin */
   sink += strspn("", s);                   /* @strspn_nothing */
   sink += strcspn("", s);                  /* @strcspn_nothing */
   sink += (long)strpbrk("", s);            /* @strpbrk_nothing */
   sink += (long)strstr("", s);             /* @strstr_nothing */
}

int main(int argc, char** argv)
{
   int size = strcmp(argv[1], "bad") == 0 ? 4 : 5;
   char* s = malloc(size);                  /* @alloc */
   memcpy(s, "abcd", size);
   look_for(s);
   printf("%zu %zu\n", strspn("cabbage", "abcd"), strcspn("hedge", "abcd"));
   free(s);
   return 0;
}
