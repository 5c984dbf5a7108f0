/* Requests with arguments that make no sense: whatever comes of it, the tool
   has to go on.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <valgrind/memcheck.h>

static unsigned long seed = 1;
static char *heap, *pages;
static char  data[4096];

static unsigned long next(void)
{
   seed = seed * 6364136223846793005UL + 1442695040888963407UL;
   return seed >> 33;
}

static uintptr_t address(void)
{
   char local[64];
   switch (next() % 8) {
      case 0:  return next() % 100;
      case 1:  return (uintptr_t)0 - next() % 5000;
      case 2:  return next() << 20;
      case 3:  return (uintptr_t)local - 512 + next() % 400;
      case 4:  return (uintptr_t)data + next() % sizeof data;
      case 5:  return (uintptr_t)pages + next() % 8192;
      default: return (uintptr_t)heap + next() % 4096;
   }
}

static size_t size(void)
{
   switch (next() % 6) {
      case 0:  return 0;
      case 1:  return (size_t)0 - next() % 100;
      case 2:  return next() << (next() % 30);
      default: return next() % 200;
   }
}

/* Only what is not checked by the client's own code afterwards may be marked,
   so all of it is opened again now and then. */
static void open_all(void)
{
   (void)VALGRIND_MAKE_MEM_DEFINED(heap, 4096);
   (void)VALGRIND_MAKE_MEM_DEFINED(pages, 8192);
   (void)VALGRIND_MAKE_MEM_DEFINED(data, sizeof data);
}

int main(void)
{
   heap  = malloc(4096);
   pages = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   for (int i = 0; i < 20000; i++) {
      uintptr_t a = address(), b = address();
      uintptr_t anchor = next() % 5 + 1;
      size_t n = size();
      switch (next() % 15) {
         case 0: VALGRIND_MALLOCLIKE_BLOCK(a, n, next() % 20, 0); break;
         case 1: VALGRIND_FREELIKE_BLOCK(a, next() % 20); break;
         case 2: VALGRIND_RESIZEINPLACE_BLOCK(a, n, size(), 0); break;
         case 3: VALGRIND_CREATE_MEMPOOL_EXT(anchor, next() % 20, 0, next() % 4); break;
         case 4: VALGRIND_DESTROY_MEMPOOL(anchor); break;
         case 5: VALGRIND_MEMPOOL_ALLOC(anchor, a, n); break;
         case 6: VALGRIND_MEMPOOL_ALLOC(anchor, a, n % 64); break;
         case 7: VALGRIND_MEMPOOL_FREE(anchor, a); break;
         case 8: VALGRIND_MEMPOOL_TRIM(anchor, a, n); break;
         case 9: VALGRIND_MOVE_MEMPOOL(anchor, next() % 5 + 1); break;
         case 10: VALGRIND_MEMPOOL_CHANGE(anchor, a, b, n); break;
         case 11: (void)VALGRIND_CREATE_BLOCK(a, n, b); break;
         case 12: (void)VALGRIND_DISCARD(next() % 100); break;
         case 13: (void)VALGRIND_GET_VBITS(a, heap, n % 4096); break;
         case 14: VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(a, n); break;
      }
      if (i % 100 == 0)
         open_all();
      if (i % 5000 == 4999)
         VALGRIND_DO_LEAK_CHECK;
   }
   open_all();
   puts("done");
   return 0;
}
