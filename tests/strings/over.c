/* String functions that touch bytes outside a block: the string in it has no
   end, the operand is longer than the block, or the block is gone.

   over read | write | freed | wide | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>

static long sink;
static char big[64] = "a long text, longer than the block, really";

/* s: ten bytes; there is an 'x' in it only at its end, no NUL at all */
static void reads(char* s)
{
   char other[64];
   strcpy(other, "aaaaaaaaaxaaaaaaaaaaaaaa");
   sink += strlen(s);                      /* @strlen */
   sink += strnlen(s, 11);                 /* @strnlen */
   sink += (long)strchr(s, 'z');           /* @strchr */
   sink += (long)index(s, 'z');            /* @index */
   sink += (long)strrchr(s, 'z');          /* @strrchr */
   sink += (long)rindex(s, 'z');           /* @rindex */
   sink += (long)strchrnul(s, 'z');        /* @strchrnul */
   sink += (long)memchr(s, 'z', 11);       /* @memchr */
   sink += (long)memrchr(s, 'z', 11);      /* @memrchr */
   sink += strcmp(s, other);               /* @strcmp */
   sink += strncmp(other, s, 11);          /* @strncmp */
   sink += strcasecmp(s, other);           /* @strcasecmp */
   sink += strncasecmp(s, other, 11);      /* @strncasecmp */
   sink += memcmp(s, other, 11);           /* @memcmp */
   sink += bcmp(s, other, 11);             /* @bcmp */
   sink += (long)strstr(s, "xa");          /* @strstr */
   sink += (long)strpbrk(s, "yz");         /* @strpbrk */
   sink += strspn(s, "ax");                /* @strspn */
   sink += strcspn(s, "yz");               /* @strcspn */
   memcpy(other, s, 11);                   /* @memcpy_from */
   memmove(other, s, 11);                  /* @memmove_from */
   mempcpy(other, s, 11);                  /* @mempcpy_from */
   bcopy(s, other, 11);                    /* @bcopy_from */
   strncpy(other, s, 11);                  /* @strncpy_from */
   stpncpy(other, s, 11);                  /* @stpncpy_from */
   other[0] = 0;
   strncat(other, s, 11);                  /* @strncat_from */
}

/* s: ten bytes */
static void writes(char* s)
{
   memset(s, 0, 11);                       /* @memset */
   bzero(s, 11);                           /* @bzero */
   memcpy(s, big, 11);                     /* @memcpy */
   memmove(s, big, 11);                    /* @memmove */
   mempcpy(s, big, 11);                    /* @mempcpy */
   bcopy(big, s, 11);                      /* @bcopy */
   strcpy(s, "ten chars.");                /* @strcpy */
   stpcpy(s, "ten chars.");                /* @stpcpy */
   strncpy(s, "ten", 11);                  /* @strncpy */
   stpncpy(s, "ten", 11);                  /* @stpncpy */
   strcpy(s, "five5");
   strcat(s, "five5");                     /* @strcat */
   strcpy(s, "five5");
   strncat(s, "five5", 6);                 /* @strncat */
}

static void freed(char* s)
{
   char other[64];
   strcpy(s, "text");
   free(s);                                /* @free */
   sink += strlen(s);                      /* @strlen_freed */
   strcpy(other, s);                       /* @strcpy_freed */
   memcpy(s, "text", 5);                   /* @memcpy_freed */
   memset(s, 0, 10);                       /* @memset_freed */
}

static void wide_ones(void)
{
   wchar_t other[64], *s = malloc(10 * sizeof(wchar_t));   /* @wide_alloc */
   for (int i = 0; i < 64; i++) other[i] = L'a';
   other[63] = 0;
   for (int i = 0; i < 10; i++) s[i] = L'a';
   sink += wcslen(s);                      /* @wcslen */
   sink += wcsnlen(s, 11);                 /* @wcsnlen */
   sink += (long)wcschr(s, L'z');          /* @wcschr */
   sink += (long)wcsrchr(s, L'z');         /* @wcsrchr */
   sink += (long)wmemchr(s, L'z', 11);     /* @wmemchr */
   sink += wcscmp(s, other);               /* @wcscmp */
   sink += wcsncmp(s, other, 11);          /* @wcsncmp */
   sink += wmemcmp(s, other, 11);          /* @wmemcmp */
   wcscpy(s, L"ten chars.");               /* @wcscpy */
   wcsncpy(s, L"ten", 11);                 /* @wcsncpy */
   wmemset(s, 0, 11);                      /* @wmemset */
   free(s);
}

static void good(char* s)
{
   char other[64] = "";
   sink += strnlen(s, 10) + (long)memchr(s, 'z', 10) + (long)strchrnul(s, 'x');
   sink += strncmp(s, big, 10) + memcmp(s, big, 10);
   memcpy(other, s, 10);
   strncpy(other, s, 10);
   strncat(other, s, 10);
   memset(s, 0, 10);
   strcpy(s, "nine char");
   strcat(strcpy(s, "five5"), "four");
   strncpy(s, big, 10);
}

int main(int argc, char** argv)
{
   char* s = malloc(10);                   /* @alloc */
   memset(s, 'a', 10);
   s[9] = 'x';
   if (strcmp(argv[1], "read") == 0)  reads(s);
   if (strcmp(argv[1], "write") == 0) writes(s);
   if (strcmp(argv[1], "wide") == 0)  wide_ones();
   if (strcmp(argv[1], "good") == 0)  good(s);
   if (strcmp(argv[1], "freed") == 0) freed(s);
   else free(s);
   return 0;
}
