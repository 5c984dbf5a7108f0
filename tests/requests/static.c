/* Memory outside the heap that the program marks itself, used at addresses that
   are constants, SP plus a constant and %fs plus a constant.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <valgrind/memcheck.h>
#include <string.h>

static int table[64];
static __thread int local[64];
volatile int sink;

static void constants(void)
{
   sink = table[9];             /* @static_before */
   (void)VALGRIND_MAKE_MEM_NOACCESS(&table[8], 8);
   sink = table[9];             /* @static_read */
   table[8] = 1;                /* @static_write */
   table[7] = 1;
   table[10] = 1;
   (void)VALGRIND_MAKE_MEM_DEFINED(&table[8], 8);
   sink = table[9];
}

static void thread_locals(void)
{
   (void)VALGRIND_MAKE_MEM_NOACCESS(&local[8], 4);
   local[8]++;                  /* @tls */
   local[9]++;
   (void)VALGRIND_MAKE_MEM_DEFINED(&local[8], 4);
   local[8]++;
}

static int deeper(int n)
{
   char room[400];
   memset(room, n, sizeof room);
   return n > 0 ? deeper(n - 1) + room[7] : room[3];
}

__attribute__((optimize("omit-frame-pointer")))
static void frame(int mark)
{
   volatile int buf[16];

   for (int i = 0; i < 16; i++)
      buf[i] = i;
   if (mark)
      (void)VALGRIND_MAKE_MEM_NOACCESS((void*)&buf[4], 8);
   sink = buf[5];               /* @frame_read */
   buf[4] = 2;                  /* @frame_write */
   sink = buf[3] + buf[6];
}

/* What is marked below the stack pointer belongs to nobody. */
static void below(void)
{
   char here[16];
   (void)VALGRIND_MAKE_MEM_NOACCESS(here - 4000, 3500);
}

/* A custom block in static memory. */
static char arena[256];
static void custom(void)
{
   VALGRIND_MALLOCLIKE_BLOCK(arena + 64, 32, 16, 0);
   arena[64] = 1;
   arena[96] = 1;               /* @after */
   VALGRIND_FREELIKE_BLOCK(arena + 64, 16);
   arena[64] = 1;               /* @freed */
}

int main(int argc, char** argv)
{
   int healthy = argc > 1;

   if (!healthy) {
      constants();
      thread_locals();
   } else {
      (void)VALGRIND_MAKE_MEM_NOACCESS(table, 64);
   }
   frame(!healthy);
   deeper(20);
   frame(0);
   below();
   deeper(20);
   if (!healthy)
      custom();
   return 0;
}
