/* Requests that an allocator has to refuse, or to complain about:

   requests fishy | overflow | align | zero | good

   Prints what each returned, and errno.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile size_t minus_one = -1;      /* out of the compiler's sight */
static volatile size_t half = (size_t)1 << 62;

static void tell(const char* what, void* p)
{
   printf("%s: %s, errno %d\n", what, p != NULL ? "a block" : "NULL", errno);
   errno = 0;
   free(p);
}

static void fishy(void)
{
   void* p = NULL;
   char* block = malloc(10);
   tell("malloc", malloc(minus_one));                          /* @malloc */
   tell("calloc count", calloc(minus_one, 1));                 /* @calloc_count */
   tell("calloc size", calloc(1, minus_one));                  /* @calloc_size */
   tell("realloc", realloc(block, minus_one));                 /* @realloc */
   tell("realloc of NULL", realloc(NULL, minus_one - 15));     /* @realloc_null */
   tell("memalign", memalign(64, minus_one));                  /* @memalign */
   tell("aligned_alloc", aligned_alloc(64, minus_one - 63));   /* @aligned_alloc */
   tell("valloc", valloc(minus_one));                          /* @valloc */
   int result = posix_memalign(&p, 64, minus_one);             /* @posix_memalign */
   printf("posix_memalign: %d\n", result);
   tell("reallocarray", reallocarray(block, minus_one, 1));    /* @reallocarray */
   free(block);
}

/* Not negative, but more than fits: no complaint. */
static void overflow(void)
{
   char* block = malloc(10);
   tell("calloc", calloc(half, 8));
   tell("reallocarray", reallocarray(block, half, 4));
   tell("pvalloc", pvalloc(minus_one - 100));
   tell("malloc", malloc(half));
   tell("realloc", realloc(block, half));
   memset(block, 1, 10);
   free(block);
}

static void align(void)
{
   void* p = NULL;
   tell("aligned_alloc 24", aligned_alloc(24, 240));           /* @not_power */
   tell("memalign 40", memalign(40, 10));                      /* @memalign40 */
   tell("memalign 0", memalign(0, 10));                        /* @memalign0 */
   tell("aligned_alloc 32, 33", aligned_alloc(32, 33));        /* @not_multiple */
   printf("posix_memalign 24: %d\n", posix_memalign(&p, 24, 10));   /* @posix24 */
   printf("posix_memalign 0: %d\n", posix_memalign(&p, 0, 10));     /* @posix0 */
   printf("posix_memalign 4: %d\n", posix_memalign(&p, 4, 10));     /* @posix4 */
   tell("posix_memalign's block", p);
}

static void zero(void)
{
   char* block = malloc(40);                                   /* @alloc */
   char* q = realloc(block, 0);                                /* @realloc0 */
   printf("realloc to 0: %s\n", q != NULL ? "a block" : "NULL");
   if (q != NULL) free(q);
   q = realloc(NULL, 0);
   printf("realloc of NULL to 0: %s\n", q != NULL ? "a block" : "NULL");
   free(q);
}

static void check(const char* what, void* p, size_t align, size_t size)
{
   int usable = malloc_usable_size(p) >= size;
   memset(p, 1, size);
   printf("%s: aligned %d, usable %d\n", what, (uintptr_t)p % align == 0, usable);
   free(p);
}

static void good(void)
{
   void* p;
   for (size_t align = 8; align <= 65536; align *= 2) {
      check("memalign", memalign(align, 3 * align / 2), align, 3 * align / 2);
      check("aligned_alloc", aligned_alloc(align, 2 * align), align, 2 * align);
      posix_memalign(&p, align, 17);
      check("posix_memalign", p, align, 17);
   }
   check("valloc", valloc(100), 4096, 100);
   check("pvalloc", pvalloc(100), 4096, 4096);
   check("calloc", calloc(7, 9), 16, 63);
   check("reallocarray", reallocarray(NULL, 7, 9), 16, 63);
   check("realloc", realloc(malloc(1), 1000000), 16, 1000000);
   printf("usable size of NULL: %zu\n", malloc_usable_size(NULL));
   free(NULL);
   /* realloc keeps the contents, up and down; calloc clears old blocks. */
   char* text = malloc(2000);
   memset(text, 'x', 2000);
   for (int size = 1990; size > 0; size -= 199) {
      text = realloc(text, size);
      for (int i = 0; i < size; i++)
         if (text[i] != 'x') puts("realloc lost contents");
   }
   free(text);
   for (int i = 0; i < 100; i++) {
      char* clear = calloc(1, 100);
      for (int j = 0; j < 100; j++)
         if (clear[j] != 0) puts("calloc is not clear");
      memset(clear, 0xff, 100);
      free(clear);
   }
}

int main(int argc, char** argv)
{
   setvbuf(stdout, NULL, _IONBF, 0);
   errno = 0;
   if (strcmp(argv[1], "fishy") == 0)    fishy();
   if (strcmp(argv[1], "overflow") == 0) overflow();
   if (strcmp(argv[1], "align") == 0)    align();
   if (strcmp(argv[1], "zero") == 0)     zero();
   if (strcmp(argv[1], "good") == 0)     good();
   return 0;
}
