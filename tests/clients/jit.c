/* Code in malloc'ed memory that is rewritten between calls, and in a mapping
   that is written through another one.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
/* mov $n,%eax; ret */
static void emit(unsigned char* code, uint32_t n)
{
   code[0] = 0xB8;
   memcpy(code + 1, &n, 4);
   code[5] = 0xC3;
}
int main(void)
{
   long sum = 0;
   unsigned char* block = aligned_alloc(4096, 4096);
   mprotect(block, 4096, PROT_READ | PROT_WRITE | PROT_EXEC);
   for (int i = 0; i < 50; i++) {
      emit(block + 16 * (i % 3), i);
      __builtin___clear_cache((char*)block, (char*)block + 4096);
      sum += ((int (*)(void))(block + 16 * (i % 3)))();
   }
   mprotect(block, 4096, PROT_READ | PROT_WRITE);
   free(block);
   unsigned char* page = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   for (int i = 0; i < 50; i++) {
      emit(page, i * 2);
      __builtin___clear_cache((char*)page, (char*)page + 4096);
      sum += ((int (*)(void))page)();
      if (i % 10 == 9) {
         munmap(page, 4096);
         page = mmap(page, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      }
   }
   printf("%ld\n", sum);
   return 0;
}
