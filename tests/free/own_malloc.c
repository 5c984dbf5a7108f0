/* An allocator of the program's own, with the usual names: a region that is
   handed out piece by piece and never taken back.  Linked into the program
   or made a shared library.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stddef.h>
#include <string.h>

static char region[1 << 20] __attribute__((aligned(16)));
static size_t used;

int own_allocations;

void* malloc(size_t n)
{
   size_t* p = (size_t*)(region + used);
   n = (n + 15) & ~(size_t)15;
   if (used + n + 16 > sizeof region) return NULL;
   used += n + 16;
   *p = n;
   own_allocations++;
   return p + 2;
}

void free(void* p)
{
}

void* calloc(size_t n, size_t size)
{
   return memset(malloc(n * size), 0, n * size);
}

void* realloc(void* p, size_t n)
{
   void* q = malloc(n);
   if (p != NULL) memcpy(q, p, n < ((size_t*)p)[-2] ? n : ((size_t*)p)[-2]);
   return q;
}
