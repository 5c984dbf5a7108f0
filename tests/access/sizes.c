/* One access of each size just outside a heap block, or just inside.

   sizes read|write before|after|inside

   The 16- and 32-byte accesses are done with one instruction each; a compiler
   may split them otherwise.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIZE = 64 };

static void read16(const void* p)
{
   __asm__ volatile("movups (%0), %%xmm0" : : "r"(p) : "xmm0");   /* @read16 */
}

static void read32(const void* p)
{
   __asm__ volatile("vmovups (%0), %%ymm0" : : "r"(p) : "xmm0");   /* @read32 */
}

static void write16(void* p)
{
   __asm__ volatile("movups %%xmm0, (%0)" : : "r"(p) : "memory");   /* @write16 */
}

static void write32(void* p)
{
   __asm__ volatile("vmovups %%ymm0, (%0)" : : "r"(p) : "memory");   /* @write32 */
}

static unsigned long sink;

static void read_all(char* block, const char* where)
{
   int after = strcmp(where, "after") == 0;
   int inside = strcmp(where, "inside") == 0;
   /* Inside: the last bytes of the block. */
#define PLACE(n) (after ? block + SIZE : inside ? block + SIZE - (n) : block - (n))
   sink += *(volatile uint8_t*)PLACE(1);     /* @read1 */
   sink += *(volatile uint16_t*)PLACE(2);    /* @read2 */
   sink += *(volatile uint32_t*)PLACE(4);    /* @read4 */
   sink += *(volatile uint64_t*)PLACE(8);    /* @read8 */
   read16(PLACE(16));
   if (__builtin_cpu_supports("avx")) read32(PLACE(32));
}

static void write_all(char* block, const char* where)
{
   int after = strcmp(where, "after") == 0;
   int inside = strcmp(where, "inside") == 0;
   *(volatile uint8_t*)PLACE(1) = 1;      /* @write1 */
   *(volatile uint16_t*)PLACE(2) = 1;     /* @write2 */
   *(volatile uint32_t*)PLACE(4) = 1;     /* @write4 */
   *(volatile uint64_t*)PLACE(8) = 1;     /* @write8 */
   write16(PLACE(16));
   if (__builtin_cpu_supports("avx")) write32(PLACE(32));
}

int main(int argc, char** argv)
{
   char* block = calloc(1, SIZE);         /* @alloc */
   if (strcmp(argv[1], "read") == 0) read_all(block, argv[2]);
   else                              write_all(block, argv[2]);
   free(block);
   puts("done");
   return 0;
}
