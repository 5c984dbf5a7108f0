/* A program that defines malloc and free itself: they are replaced, and the
   heap is watched.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stddef.h>
#include <string.h>
#include <unistd.h>
static char arena[1 << 20];
static size_t used;
void* malloc(size_t n)            { used += (n + 31) & ~15UL; return arena + used - n; }
void  free(void* p)               { }
void* calloc(size_t n, size_t m)  { return memset(malloc(n * m), 0, n * m); }
void* realloc(void* p, size_t n)  { void* q = malloc(n); if (p) memcpy(q, p, n); return q; }
int main(void)
{
   char* volatile p = malloc(10);                        /* @malloc */
   p[10] = 1;                                            /* @write */
   free(p);
   write(1, "done\n", 5);
   return 0;
}
