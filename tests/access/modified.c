/* Instructions that read and write the same memory, of each kind and size: within
   the block to its last byte, straddling its end, and in a freed block.

   modified good | straddling | freed          plain instructions
   modified good | straddling | freed atomic   those with a lock prefix

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1032 };     /* a multiple of 8, not of 16 */

static char* block;
static int   off;         /* by which the last access is off */

/* The instruction on the n last bytes. */
#define ON(n, instruction) AT(block + SIZE - n + off, instruction)
#define AT(where, instruction) \
   do { \
      long  count = 1; \
      char* place = where; \
      __asm__ volatile("xor %%eax, %%eax; xor %%edx, %%edx; xor %%ebx, %%ebx; " instruction \
                       : "+c"(count), "+D"(place) : : "rax", "rbx", "rdx", "rsi", "memory", "cc"); \
   } while (0)

static void plain(void)
{
   ON(1, "addb $1, (%%rdi)");             /* @add1 */
   ON(2, "subw $1, (%%rdi)");             /* @sub2 */
   ON(4, "adcl $1, (%%rdi)");             /* @adc4 */
   ON(8, "sbbq $1, (%%rdi)");             /* @sbb8 */
   ON(1, "incb (%%rdi)");                 /* @inc1 */
   ON(8, "decq (%%rdi)");                 /* @dec8 */
   ON(4, "notl (%%rdi)");                 /* @not4 */
   ON(2, "negw (%%rdi)");                 /* @neg2 */
   ON(4, "andl $3, (%%rdi)");             /* @and4 */
   ON(8, "orq %%rax, (%%rdi)");           /* @or8 */
   ON(1, "xorb %%al, (%%rdi)");           /* @xor1 */
   ON(8, "shlq $3, (%%rdi)");             /* @shl8 */
   ON(4, "sarl %%cl, (%%rdi)");           /* @sar4 */
   ON(2, "rorw $5, (%%rdi)");             /* @ror2 */
   ON(8, "shldq $4, %%rax, (%%rdi)");     /* @shld8 */
   ON(4, "btsl $3, (%%rdi)");             /* @bts4 */
   ON(8, "btrq $60, (%%rdi)");            /* @btr8 */
   ON(4, "btcl %%eax, (%%rdi)");          /* @btc4 */
   ON(4, "xaddl %%eax, (%%rdi)");         /* @xadd4 */
   ON(8, "cmpxchgq %%rdx, (%%rdi)");      /* @cmpxchg8 */
   /* One after the other on the same place: each for itself. */
   ON(4, "incl (%%rdi); incl (%%rdi); cmpl $0, (%%rdi); movl $0, (%%rdi)");   /* @four */
   /* Loaded, and stored elsewhere. */
   ON(8, "movq (%%rdi), %%rax; movq %%rax, -64(%%rdi)");                      /* @elsewhere */
   ON(8, "movq -64(%%rdi), %%rax; movq %%rax, (%%rdi)");                      /* @from_elsewhere */
   /* A string instruction onto itself: that is two accesses. */
   ON(1, "mov %%rdi, %%rsi; rep movsb");                                      /* @onto_itself */
}

static void atomic(void)
{
   ON(1, "lock; addb $1, (%%rdi)");              /* @lock_add1 */
   ON(4, "lock; incl (%%rdi)");                  /* @lock_inc4 */
   ON(8, "lock; orq %%rax, (%%rdi)");            /* @lock_or8 */
   ON(4, "lock; negl (%%rdi)");                  /* @lock_neg4 */
   ON(8, "lock; btsq $3, (%%rdi)");              /* @lock_bts8 */
   ON(2, "lock; xaddw %%ax, (%%rdi)");           /* @lock_xadd2 */
   ON(8, "xchgq %%rax, (%%rdi)");                /* @xchg8 */
   ON(1, "lock; cmpxchgb %%dl, (%%rdi)");        /* @lock_cmpxchg1 */
   ON(8, "lock; cmpxchgq %%rdx, (%%rdi)");       /* @lock_cmpxchg8 */
   ON(8, "lock; cmpxchg8b (%%rdi)");             /* @cmpxchg8b */
   /* Its place is always aligned; the upper half is outside. */
   AT(block + SIZE - 24 + 16 * off, "lock; cmpxchg16b (%%rdi)");   /* @cmpxchg16b */
}

int main(int argc, char** argv)
{
   block = aligned_alloc(16, SIZE);              /* @alloc */
   memset(block, 0, SIZE);
   if (strcmp(argv[1], "freed") == 0) free(block);    /* @free */
   off = strcmp(argv[1], "straddling") == 0;
   if (argc > 2) {
      atomic();
   } else {
      plain();
   }
   if (strcmp(argv[1], "freed") != 0) free(block);
   puts("done");
   return 0;
}
