/* Tries every size of access, every way of accessing, every alignment and every
   offset around blocks of 1 to 40 bytes, and asks the tool after each whether
   it complained: it must, if and only if a byte outside the block was touched.

   exact all         expects the complaints
   exact partial     as all, but knows that aligned loads of 4 bytes and more
                     are fine if at least one byte of them is (the default,
                     --partial-loads-ok=yes)
   exact inside      performs only accesses that are right

   Prints the wrong answers, and how many there were.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/valgrind.h>

typedef void (*Access)(char* p);

/* clobbers: everything the instructions below touch */
#define ACCESS(name, instructions) \
   static void name(char* p) \
   { \
      __asm__ volatile(instructions : : "r"(p) \
                       : "rax", "rbx", "rcx", "rdx", "memory", "cc", \
                         "xmm0", "st"); \
   }

ACCESS(load1,   "movzbl (%0), %%eax")
ACCESS(load2,   "movzwl (%0), %%eax")
ACCESS(load4,   "movl (%0), %%eax")
ACCESS(load8,   "movq (%0), %%rax")
ACCESS(load16,  "movdqu (%0), %%xmm0")
ACCESS(load32,  "vmovdqu (%0), %%ymm0; vzeroupper")
ACCESS(loadx4,  "movss (%0), %%xmm0")
ACCESS(loadx8,  "movsd (%0), %%xmm0")
ACCESS(loadf4,  "flds (%0); fstp %%st(0)")
ACCESS(loadf8,  "fldl (%0); fstp %%st(0)")

ACCESS(store1,  "movb %%al, (%0)")
ACCESS(store2,  "movw %%ax, (%0)")
ACCESS(store4,  "movl %%eax, (%0)")
ACCESS(store8,  "movq %%rax, (%0)")
ACCESS(store16, "movdqu %%xmm0, (%0)")
ACCESS(store32, "vmovdqu %%ymm0, (%0); vzeroupper")
ACCESS(storex4, "movss %%xmm0, (%0)")
ACCESS(storex8, "movsd %%xmm0, (%0)")
ACCESS(storef4, "fldz; fstps (%0)")
ACCESS(storef8, "fldz; fstpl (%0)")
ACCESS(storen8, "movnti %%rax, (%0)")

ACCESS(modify1, "addb $1, (%0)")
ACCESS(modify2, "addw $1, (%0)")
ACCESS(modify4, "addl $1, (%0)")
ACCESS(modify8, "addq $1, (%0)")
ACCESS(locked1, "lock; addb $1, (%0)")
ACCESS(locked4, "lock; xaddl %%eax, (%0)")
ACCESS(locked8, "lock; xaddq %%rax, (%0)")
ACCESS(swap2,   "xchgw %%ax, (%0)")
ACCESS(swap8,   "xchgq %%rax, (%0)")
ACCESS(cas4,    "lock; cmpxchgl %%edx, (%0)")
ACCESS(cas8,    "lock; cmpxchgq %%rdx, (%0)")
ACCESS(casx8,   "lock; cmpxchg8b (%0)")

static const struct { const char* name; Access access; int size; int load; }
accesses[] = {
   { "load1",   load1,    1, 1 }, { "load2",   load2,    2, 1 },
   { "load4",   load4,    4, 1 }, { "load8",   load8,    8, 1 },
   { "load16",  load16,  16, 1 }, { "load32",  load32,  32, 1 },
   { "loadx4",  loadx4,   4, 1 }, { "loadx8",  loadx8,   8, 1 },
   { "loadf4",  loadf4,   4, 1 }, { "loadf8",  loadf8,   8, 1 },
   { "store1",  store1,   1, 0 }, { "store2",  store2,   2, 0 },
   { "store4",  store4,   4, 0 }, { "store8",  store8,   8, 0 },
   { "store16", store16, 16, 0 }, { "store32", store32, 32, 0 },
   { "storex4", storex4,  4, 0 }, { "storex8", storex8,  8, 0 },
   { "storef4", storef4,  4, 0 }, { "storef8", storef8,  8, 0 },
   { "storen8", storen8,  8, 0 },
   { "modify1", modify1,  1, 0 }, { "modify2", modify2,  2, 0 },
   { "modify4", modify4,  4, 0 }, { "modify8", modify8,  8, 0 },
   { "locked1", locked1,  1, 0 }, { "locked4", locked4,  4, 0 },
   { "locked8", locked8,  8, 0 },
   { "swap2",   swap2,    2, 0 }, { "swap8",   swap8,    8, 0 },
   { "cas4",    cas4,     4, 0 }, { "cas8",    cas8,     8, 0 },
   { "casx8",   casx8,    8, 0 }
};

enum { MAX_BLOCK = 40, SLACK = 12 };

static int wrong;

static int is_bad(int from, int size, int block_size)
{
   return from < 0 || from + size > block_size;
}

/* Is a byte of it inside, and the load one that can't fault? */
static int is_forgiven(const char* p, int from, int size, int block_size)
{
   int touches = from < block_size && from + size > 0;
   return touches && size >= 4 && (uintptr_t)p % size == 0;
}

static void try_block(char* block, int block_size, const char* mode)
{
   int only_inside = strcmp(mode, "inside") == 0;
   int partial = strcmp(mode, "partial") == 0;

   for (unsigned i = 0; i < sizeof accesses / sizeof accesses[0]; i++) {
      int size = accesses[i].size;
      if (size == 32 && !__builtin_cpu_supports("avx")) continue;
      for (int from = -size - SLACK; from <= block_size + SLACK; from++) {
         int expected = is_bad(from, size, block_size);
         if (only_inside && expected) continue;
         if (partial && accesses[i].load
             && is_forgiven(block + from, from, size, block_size))
            expected = 0;
         /* Beyond the red zone may lie another block. */
         if (from < -16 || from + size > block_size + 16) continue;
         int before = VALGRIND_COUNT_ERRORS;
         accesses[i].access(block + from);
         int found = VALGRIND_COUNT_ERRORS != before;
         if (found != expected && RUNNING_ON_VALGRIND) {
            printf("%s at %d of a block of %d bytes: %s\n", accesses[i].name,
                   from, block_size, found ? "complaint" : "no complaint");
            wrong++;
         }
      }
   }
}

/* The blocks around are at some distance, so that writes outside do no harm
   in a native run either. */
int main(int argc, char** argv)
{
   for (int size = 1; size <= MAX_BLOCK; size += size < 9 ? 1 : 5) {
      if (!RUNNING_ON_VALGRIND && strcmp(argv[1], "inside") != 0) break;
      char* block = malloc(size);
      try_block(block, size, argv[1]);
      free(block);
   }
   printf("%d wrong\n", wrong);
   return wrong != 0;
}
