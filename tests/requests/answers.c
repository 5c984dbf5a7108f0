/* Every request of memcheck.h and of valgrind.h that has an answer, in good and
   in bad use; the answers are printed.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <valgrind/memcheck.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char area[4096];
static long spot(unsigned long answer, const char* from)
{
   return answer == 0 ? -1 : (long)(answer - (unsigned long)from);
}

static void memory(void)
{
   char* p = calloc(1, 100);

   printf("make %d %d %d %d\n",
          (int)VALGRIND_MAKE_MEM_NOACCESS(p + 40, 10),
          (int)VALGRIND_MAKE_MEM_UNDEFINED(area, 10),
          (int)VALGRIND_MAKE_MEM_DEFINED(area, 40),
          (int)VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(p, 100));
   printf("make nothing %d %d %d %d\n",
          (int)VALGRIND_MAKE_MEM_NOACCESS(p, 0),
          (int)VALGRIND_MAKE_MEM_UNDEFINED(0, 0),
          (int)VALGRIND_MAKE_MEM_DEFINED(p, 0),
          (int)VALGRIND_MAKE_MEM_DEFINED_IF_ADDRESSABLE(0, 0));
   printf("addressable %ld %ld %ld %ld %ld\n",
          spot(VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p, 40), p),
          spot(VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p, 100), p),    /* @marked */
          spot(VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p + 50, 51), p),/* @after */
          spot(VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p + 45, 0), p),
          spot(VALGRIND_CHECK_MEM_IS_ADDRESSABLE(0, 0), p));
   printf("defined %ld %ld %ld\n",
          spot(VALGRIND_CHECK_MEM_IS_DEFINED(p, 40), p),
          spot(VALGRIND_CHECK_MEM_IS_DEFINED(p, 42), p),         /* @defined */
          spot(VALGRIND_CHECK_MEM_IS_DEFINED(p + 45, 0), p));
   long value = 1;
   printf("value %ld\n", spot(VALGRIND_CHECK_VALUE_IS_DEFINED(value), p));
   printf("unmapped %d %d\n",
          VALGRIND_CHECK_MEM_IS_ADDRESSABLE((char*)0x7000000000, 4)
          == 0x7000000000,                                       /* @unmapped */
          VALGRIND_CHECK_MEM_IS_ADDRESSABLE((char*)64, 1) == 64);/* @low */
   free(p);
   printf("freed %ld\n", spot(VALGRIND_CHECK_MEM_IS_ADDRESSABLE(p, 1), p)); /* @freed */
}

static void vbits(void)
{
   char* p = calloc(1, 32);
   unsigned char bits[64];

   memset(bits, 0x5a, sizeof bits);
   printf("vbits %d %d %d %d\n",
          (int)VALGRIND_GET_VBITS(p, bits + 1, 32),
          (int)VALGRIND_GET_VBITS(p, bits, 33),
          (int)VALGRIND_GET_VBITS(p + 3, bits + 33, 7),
          (int)VALGRIND_GET_VBITS(p, bits, 0));
   for (int i = 0; i < 42; i++)
      printf("%x", bits[i]);
   memset(bits, 0, sizeof bits);
   printf(" %d %d %d\n",
          (int)VALGRIND_SET_VBITS(p, bits, 32),
          (int)VALGRIND_SET_VBITS(p, bits, 33),
          (int)VALGRIND_SET_VBITS(p - 1, bits, 4));
   free(p);
   printf("vbits freed %d %d\n", (int)VALGRIND_GET_VBITS(p, bits, 1),
          (int)VALGRIND_GET_VBITS(bits, p, 1));
}

static void names(void)
{
   int first  = VALGRIND_CREATE_BLOCK(area, 10, "first");
   int second = VALGRIND_CREATE_BLOCK(area + 10, 10, "second");

   printf("names %d %d %d %d\n", first, second,
          (int)VALGRIND_CREATE_BLOCK(0, 10, "no address"),
          (int)VALGRIND_CREATE_BLOCK(area, 0, "empty"));
   printf("discard %d %d %d %d\n", (int)VALGRIND_DISCARD(first),
          (int)VALGRIND_DISCARD(first), (int)VALGRIND_DISCARD(77),
          (int)VALGRIND_DISCARD(-1));
   printf("again %d %d\n", (int)VALGRIND_CREATE_BLOCK(area, 10, "third"),
          (int)VALGRIND_CREATE_BLOCK(area + 20, 10, "fourth"));
   for (int i = 0; i < 3; i++)
      printf("discard %d %d\n", i, (int)VALGRIND_DISCARD(i));
}

static void ranges(void)
{
   printf("ranges %d %d %d %d %d\n",
          (int)VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(area, 16),
          (int)VALGRIND_DISABLE_ADDR_ERROR_REPORTING_IN_RANGE(area, 0),
          (int)VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(area, 16),
          (int)VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(area + 99, 16),
          (int)VALGRIND_ENABLE_ADDR_ERROR_REPORTING_IN_RANGE(area, 0));
}

static void* volatile kept[2];
static void lose(void) { kept[0] = malloc(10); kept[0] = malloc(20); }

static void leaks(void)
{
   unsigned long a = 9, b = 9, c = 9, d = 9;

   VALGRIND_COUNT_LEAKS(a, b, c, d);
   printf("before %lu %lu %lu %lu\n", a, b, c, d);
   lose();
   VALGRIND_DO_QUICK_LEAK_CHECK;
   VALGRIND_COUNT_LEAKS(a, b, c, d);
   printf("bytes %lu %lu %lu %lu\n", a, b, c, d);
   VALGRIND_COUNT_LEAK_BLOCKS(a, b, c, d);
   printf("blocks %lu %lu %lu %lu\n", a, b, c, d);
   VALGRIND_DO_CHANGED_LEAK_CHECK;
   VALGRIND_DO_ADDED_LEAK_CHECK;
   printf("mode %lu\n", VALGRIND_DO_CLIENT_REQUEST_EXPR(5,
             VG_USERREQ__DO_LEAK_CHECK, 7, 9, 0, 0, 0));
   VALGRIND_COUNT_LEAKS(a, b, c, d);
   printf("bytes %lu %lu %lu %lu\n", a, b, c, d);
}

static void pools(void)
{
   static int pool, moved;

   printf("exists %d", (int)VALGRIND_MEMPOOL_EXISTS(&pool));
   VALGRIND_CREATE_MEMPOOL(&pool, 8, 0);
   printf(" %d", (int)VALGRIND_MEMPOOL_EXISTS(&pool));
   VALGRIND_MEMPOOL_ALLOC(&pool, area + 1024, 64);
   VALGRIND_MOVE_MEMPOOL(&pool, &moved);
   printf(" %d %d", (int)VALGRIND_MEMPOOL_EXISTS(&pool),
          (int)VALGRIND_MEMPOOL_EXISTS(&moved));
   VALGRIND_DESTROY_MEMPOOL(&moved);
   printf(" %d\n", (int)VALGRIND_MEMPOOL_EXISTS(&moved));
   VALGRIND_DESTROY_MEMPOOL(&moved);                             /* @gone */
   VALGRIND_MAKE_MEM_DEFINED(area, sizeof area);
}

static long called(unsigned tid, long a, long b) { return a * 10 + b; }

static void core(void)
{
   char   where[300] = "";
   char*  p = malloc(8);

   printf("errors %u\n", VALGRIND_COUNT_ERRORS);
   VALGRIND_DISABLE_ERROR_REPORTING;
   ((volatile char*)p)[8] = 1;
   VALGRIND_ENABLE_ERROR_REPORTING;
   printf("errors %u\n", VALGRIND_COUNT_ERRORS);
   ((volatile char*)p)[8] = 1;                                   /* @counted */
   printf("errors %u\n", VALGRIND_COUNT_ERRORS);
   printf("running %u\n", RUNNING_ON_VALGRIND);
   printf("call %ld\n", (long)VALGRIND_NON_SIMD_CALL2(called, 4, 2));
   VALGRIND_MAP_IP_TO_SRCLOC(leaks, where);
   printf("%.20s\n", strrchr(where, '/') ? strrchr(where, '/') + 1 : where);
   unsigned id = VALGRIND_STACK_REGISTER(area, area + 2048);
   VALGRIND_STACK_CHANGE(id, area, area + 1024);
   VALGRIND_STACK_DEREGISTER(id);
   VALGRIND_DISCARD_TRANSLATIONS(leaks, 16);
   printf("printed %d %d\n", VALGRIND_PRINTF("hello %d\n", 3),
          VALGRIND_PRINTF_BACKTRACE("trace\n"));
   printf("unknown %lu %lu\n",
          (unsigned long)VALGRIND_DO_CLIENT_REQUEST_EXPR(17,
             VG_USERREQ_TOOL_BASE('M', 'C') + 200, 0, 0, 0, 0, 0),
          (unsigned long)VALGRIND_DO_CLIENT_REQUEST_EXPR(18,
             VG_USERREQ_TOOL_BASE('X', 'Y') + 1, 0, 0, 0, 0, 0));
   free(p);
}

int main(void)
{
   setvbuf(stdout, NULL, _IONBF, 0);
   memory();
   vbits();
   names();
   ranges();
   leaks();
   pools();
   core();
   return 0;
}
