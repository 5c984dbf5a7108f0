/* Vector instructions of all sorts at each offset around the ends of blocks: which
   bytes an instruction touches is not always what its registers hold.  The tool is
   asked after each whether it complained: it must, if and only if a byte outside
   the block was touched (exact.c does the same for plain moves).

   vectors all | partial | inside       as for exact.c

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/valgrind.h>

typedef void (*Access)(char* p);

#define ACCESS(name, instructions) \
   static void name(char* p) \
   { \
      __asm__ volatile(instructions : : "r"(p) \
                       : "rax", "rcx", "rdx", "memory", "cc", "xmm0", "xmm1"); \
   }

/* Loads are of no use, and left out, unless something comes of them. */
static char sink[64] __attribute__((aligned(32)));
#define KEEP  "; movups %%xmm0, sink(%%rip)"
#define KEEP2 "; vmovups %%ymm0, sink(%%rip); vzeroupper"

/* 16 bytes, aligned or not; 8 and fewer into parts of a register */
ACCESS(movdqa,    "movdqa (%0), %%xmm0" KEEP)
ACCESS(lddqu,     "lddqu (%0), %%xmm0" KEEP)
ACCESS(movntdqa,  "movntdqa (%0), %%xmm0" KEEP)
ACCESS(paddb,     "pxor %%xmm0, %%xmm0; paddb (%0), %%xmm0" KEEP)
ACCESS(movq_,     "movq (%0), %%xmm0" KEEP)
ACCESS(movd_,     "movd (%0), %%xmm0" KEEP)
ACCESS(movlps,    "movlps (%0), %%xmm0" KEEP)
ACCESS(movhps,    "movhps (%0), %%xmm0" KEEP)
ACCESS(movddup,   "movddup (%0), %%xmm0" KEEP)
ACCESS(pmovzx8,   "pmovzxbw (%0), %%xmm0" KEEP)
ACCESS(pmovzx4,   "pmovzxbd (%0), %%xmm0" KEEP)
ACCESS(pmovzx2,   "pmovzxbq (%0), %%xmm0" KEEP)
ACCESS(pinsr1,    "pinsrb $3, (%0), %%xmm0" KEEP)
ACCESS(pinsr2,    "pinsrw $3, (%0), %%xmm0" KEEP)
ACCESS(mulss,     "mulss (%0), %%xmm0" KEEP)

ACCESS(st_dqa,    "movdqa %%xmm0, (%0)")
ACCESS(st_ntdq,   "movntdq %%xmm0, (%0)")
ACCESS(st_ups,    "movups %%xmm0, (%0)")
ACCESS(st_movq,   "movq %%xmm0, (%0)")
ACCESS(st_lps,    "movlps %%xmm0, (%0)")
ACCESS(st_hps,    "movhps %%xmm0, (%0)")
ACCESS(st_ss,     "movss %%xmm0, (%0)")
ACCESS(st_pextrb, "pextrb $3, %%xmm0, (%0)")
ACCESS(st_pextrw, "pextrw $3, %%xmm0, (%0)")
ACCESS(st_extrps, "extractps $1, %%xmm0, (%0)")
ACCESS(stmxcsr,   "stmxcsr (%0)")

/* 32 bytes, and AVX forms of others */
ACCESS(vmovdqa,   "vmovdqa (%0), %%ymm0" KEEP2)
ACCESS(vaddps,    "vxorps %%ymm0, %%ymm0, %%ymm0; vaddps (%0), %%ymm0, %%ymm0" KEEP2)
ACCESS(vpaddb16,  "vpxor %%xmm0, %%xmm0, %%xmm0; vpaddb (%0), %%xmm0, %%xmm0" KEEP2)
ACCESS(vbrd16,    "vbroadcastf128 (%0), %%ymm0" KEEP2)
ACCESS(vbrd8,     "vbroadcastsd (%0), %%ymm0" KEEP2)
ACCESS(vbrd4,     "vbroadcastss (%0), %%ymm0" KEEP2)
ACCESS(vinsert16, "vinsertf128 $1, (%0), %%ymm0, %%ymm0" KEEP2)
ACCESS(vst_dqa,   "vmovdqa %%ymm0, (%0); vzeroupper")
ACCESS(vst_ntps,  "vmovntps %%ymm0, (%0); vzeroupper")
ACCESS(vextract,  "vextractf128 $1, %%ymm0, (%0); vzeroupper")

static const struct { const char* name; Access access; int size; int load, aligned, avx; }
accesses[] = {
#define LOAD(name, size, aligned, avx)  { #name, name, size, 1, aligned, avx }
#define STORE(name, size, aligned, avx) { #name, name, size, 0, aligned, avx }
   LOAD(movdqa, 16, 1, 0), LOAD(lddqu, 16, 0, 0), LOAD(movntdqa, 16, 1, 0), LOAD(paddb, 16, 1, 0),
   LOAD(movq_, 8, 0, 0), LOAD(movd_, 4, 0, 0), LOAD(movlps, 8, 0, 0), LOAD(movhps, 8, 0, 0),
   LOAD(movddup, 8, 0, 0), LOAD(pmovzx8, 8, 0, 0), LOAD(pmovzx4, 4, 0, 0), LOAD(pmovzx2, 2, 0, 0),
   LOAD(pinsr1, 1, 0, 0), LOAD(pinsr2, 2, 0, 0), LOAD(mulss, 4, 0, 0),
   STORE(st_dqa, 16, 1, 0), STORE(st_ntdq, 16, 1, 0), STORE(st_ups, 16, 0, 0), STORE(st_movq, 8, 0, 0),
   STORE(st_lps, 8, 0, 0), STORE(st_hps, 8, 0, 0), STORE(st_ss, 4, 0, 0), STORE(st_pextrb, 1, 0, 0),
   STORE(st_pextrw, 2, 0, 0), STORE(st_extrps, 4, 0, 0), STORE(stmxcsr, 4, 0, 0),
   LOAD(vmovdqa, 32, 1, 1), LOAD(vaddps, 32, 0, 1), LOAD(vpaddb16, 16, 0, 1), LOAD(vbrd16, 16, 0, 1),
   LOAD(vbrd8, 8, 0, 1), LOAD(vbrd4, 4, 0, 1), LOAD(vinsert16, 16, 0, 1),
   STORE(vst_dqa, 32, 1, 1), STORE(vst_ntps, 32, 1, 1), STORE(vextract, 16, 0, 1)
};

static int wrong;

static int expected(const char* mode, const char* p, int from, int i, int block_size)
{
   int size = accesses[i].size;
   int bad = from < 0 || from + size > block_size;
   int touches = from < block_size && from + size > 0;
   if (strcmp(mode, "partial") == 0 && accesses[i].load && touches && size >= 4
       && (uintptr_t)p % size == 0)
      return 0;
   return bad;
}

static void try_block(char* block, int block_size, const char* mode)
{
   for (unsigned i = 0; i < sizeof accesses / sizeof accesses[0]; i++) {
      int size = accesses[i].size;
      if (accesses[i].avx && !__builtin_cpu_supports("avx")) continue;
      if (!__builtin_cpu_supports("sse4.1")) continue;
      for (int from = -16; from <= block_size + 16 - size; from++) {
         char* p = block + from;
         if (accesses[i].aligned && (uintptr_t)p % size != 0) continue;
         int want = expected(mode, p, from, i, block_size);
         if (want && strcmp(mode, "inside") == 0) continue;
         int before = VALGRIND_COUNT_ERRORS;
         accesses[i].access(p);
         int found = VALGRIND_COUNT_ERRORS != before;
         if (found != want && RUNNING_ON_VALGRIND) {
            printf("%s at %d of a block of %d bytes: %s\n", accesses[i].name, from,
                   block_size, found ? "complaint" : "no complaint");
            wrong++;
         }
      }
   }
}

int main(int argc, char** argv)
{
   static const int sizes[] = { 1, 3, 4, 8, 15, 16, 17, 23, 31, 32, 33, 40, 48, 64, 72 };
   for (int i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      if (!RUNNING_ON_VALGRIND && strcmp(argv[1], "inside") != 0) break;
      /* At the places that 16 and 32 bytes are aligned to, and between. */
      char* other = memalign(32, sizes[i]);
      memset(other, 0, sizes[i]);
      try_block(other, sizes[i], argv[1]);
      char* plain = malloc(sizes[i]);
      memset(plain, 0, sizes[i]);
      try_block(plain, sizes[i], argv[1]);
      free(other), free(plain);
   }
   printf("%d wrong\n", wrong);
   return wrong != 0;
}
