/* Instructions that touch memory in other ways than by a load or a store: each
   is used on the end of a block, where with the argument "bad" one byte or more
   of what it touches lies outside.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 1024 };

static char* block;
static int   shift;      /* by how much everything is off */

/* Where something of n bytes has to lie, aligned to 16 if it is as large. */
static char* last(int n) { return block + SIZE - n + shift; }

static void target(void) {}

/* rsi, rdi: operands of the string instructions; n: a count */
#define STRING(instruction, n, si, di) \
   do { \
      void *s_ = (si), *d_ = (di); \
      uint64_t n_ = (n); \
      __asm__ volatile(instruction : "+S"(s_), "+D"(d_), "+c"(n_) \
                       : "a"(0) : "memory", "cc"); \
   } while (0)
#define ON(instruction, place) \
   __asm__ volatile(instruction : : "r"(place), "a"(0L), "d"(0L), "b"(0L), "c"(0L) \
                    : "memory", "cc", "xmm0", "xmm1")

static void read_modify_write(void)
{
   ON("incb (%0)", last(1));                    /* @inc */
   ON("orw $1, (%0)", last(2));                 /* @or */
   ON("shll $1, (%0)", last(4));                /* @shl */
   ON("negq (%0)", last(8));                    /* @neg */
   ON("btsq $3, (%0)", last(8));                /* @bts */
   ON("sete (%0)", last(1));                    /* @sete */
}

static void atomic(void)
{
   ON("lock; incl (%0)", last(4));              /* @lock */
   ON("lock; cmpxchgb %%cl, (%0)", last(1));    /* @cas1 */
   __asm__ volatile("xchgl %%esi, (%0)" : : "r"(last(4)) : "rsi", "memory");        /* @xchg */
   __asm__ volatile("lock; xaddq %%rsi, (%0)" : : "r"(last(8)) : "rsi", "memory");  /* @xadd */
}

static void stack(void)
{
   char* sp = last(8);
   void (**pointer)(void) = (void*)last(8);
   *(volatile char*)block = 0;
   memcpy(block + SIZE - 8, &(void*){ (void*)target }, 8);
   __asm__ volatile("pushq (%0); addq $8, %%rsp" : : "r"(sp) : "memory");             /* @push */
   __asm__ volatile("pushq $0; popq (%0)" : : "r"(last(8)) : "memory");               /* @pop */
}

static void string(void)
{
   char copy[64] = "";
   char* end = last(8);
   STRING("rep movsb", 8, copy, end);           /* @movsb_to */
   STRING("rep movsb", 8, end, copy);           /* @movsb_from */
   STRING("rep movsq", 1, copy, last(8));       /* @movsq */
   STRING("movsl", 0, last(4), copy);           /* @movsl */
   STRING("rep stosl", 2, copy, end);           /* @stosl */
   STRING("stosb", 0, copy, last(1));           /* @stosb */
   STRING("lodsw", 0, last(2), copy);           /* @lodsw */
   STRING("repe scasb", 8, copy, end);          /* @scasb */
   STRING("repe cmpsb", 8, end, copy);          /* @cmpsb */
}

static void x87(void)
{
   char* ten = last(10);
   __asm__ volatile("fld1; fstpt (%0)" : : "r"(ten) : "memory");      /* @fstpt */
   __asm__ volatile("fldt (%0); fstp %%st(0)" : : "r"(ten));          /* @fldt */
   __asm__ volatile("fnstcw (%0)" : : "r"(last(2)) : "memory");       /* @fnstcw */
   __asm__ volatile("fld1; fistpll (%0)" : : "r"(last(8)) : "memory");   /* @fistp */
}

int main(int argc, char** argv)
{
   block = aligned_alloc(64, SIZE);             /* @alloc */
   shift = argc > 1 && strcmp(argv[1], "bad") == 0;
   memset(block, 0, SIZE);
   if (argc > 2 && strcmp(argv[2], "atomic") == 0) {
      atomic();
   } else {
      read_modify_write();
      stack();
      string();
      x87();
   }
   free(block);
   puts("done");
   return 0;
}
