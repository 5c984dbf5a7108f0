/* The fortified functions that -D_FORTIFY_SOURCE=2 makes of calls where the
   compiler knows the size of the destination.

   fortify good              right to the last byte
   fortify bad               reads past blocks, overlaps
   fortify KIND              a write past the destination: the C library aborts

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

static volatile int zero;      /* out of the compiler's sight */
static char buffer[64];
static wchar_t wide[16];

static void good(void)
{
   char* block = malloc(20 + zero);
   memset(block, 'x', 20 + zero);
   block[19] = 0;
   memcpy(buffer + 44, block, 20 + zero);
   memmove(buffer + 1, buffer, 63 + zero);
   strcpy(buffer + 44, block);
   strncpy(buffer + 44, block, 20 + zero);
   buffer[24] = 0;
   strcat(buffer + 24, block);
   strncat(buffer + 24, block, 5 + zero);
   memset(buffer, 0, 64 + zero);
   stpcpy(buffer + 44, block);
   wmemset(wide, L'a', 16 + zero);
   sprintf(buffer, "%s", block);
   snprintf(buffer, 64 + zero, "%s", block);
   puts(buffer);
   free(block);
}

static void bad(void)
{
   char* block = malloc(20 + zero);            /* @alloc */
   memset(block, 'x', 20 + zero);
   memcpy(buffer, block, 21 + zero);           /* @memcpy */
   memmove(buffer, block, 21 + zero);          /* @memmove */
   strcpy(buffer, block);                      /* @strcpy */
   stpcpy(buffer, block);                      /* @stpcpy */
   strncpy(buffer, block, 21 + zero);          /* @strncpy */
   memset(buffer, 'x', 20 + zero);
   buffer[20] = 0;
   strcpy(buffer + zero, buffer + 10);         /* @overlap */
   free(block);
}

int main(int argc, char** argv)
{
   const char* how = argv[1];
   char* text = strdup("sixty-four and more characters are too many for the buffer that is here");
   if (strcmp(how, "good") == 0)   good();
   if (strcmp(how, "bad") == 0)    bad();
   if (strcmp(how, "memcpy") == 0) memcpy(buffer, text, 65 + zero);     /* @memcpy_overflow */
   if (strcmp(how, "strcpy") == 0) strcpy(buffer, text);                /* @strcpy_overflow */
   if (strcmp(how, "memset") == 0) memset(buffer, 1, 65 + zero);        /* @memset_overflow */
   free(text);
   return 0;
}
