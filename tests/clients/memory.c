/* Mappings of all sorts: churn by mmap, mremap and munmap, holes, huge sparse
   mappings, files shared between processes, memory that is grown downwards and
   by brk, and a limit on address space.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static char* map(size_t n)
{
   char* p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   if (p == MAP_FAILED) {
      perror("mmap");
      exit(1);
   }
   return p;
}

int main(void)
{
   unsigned seed = 7;
   long sum = 0;
   static struct { char* start; size_t size; } maps[50];
   for (int i = 0; i < 3000; i++) {
      int slot = rand_r(&seed) % 50;
      size_t size = (rand_r(&seed) % 30 + 1) * 4096;
      if (maps[slot].start == NULL) {
         maps[slot].start = map(size);
         maps[slot].size = size;
      } else if (rand_r(&seed) % 2) {
         maps[slot].start = mremap(maps[slot].start, maps[slot].size, size, MREMAP_MAYMOVE);
         maps[slot].size = size;
      } else {
         munmap(maps[slot].start, maps[slot].size);
         maps[slot].start = NULL;
         continue;
      }
      maps[slot].start[size - 1] = i;
      sum += maps[slot].start[rand_r(&seed) % size];
   }

   /* Huge and sparse. */
   size_t huge = 20UL << 30;
   char* sparse = map(huge);
   for (size_t i = 0; i < huge; i += huge / 64)
      sparse[i] = 1;
   for (size_t i = 0; i < huge; i += huge / 64)
      sum += sparse[i];
   munmap(sparse + huge / 4, huge / 2);
   madvise(sparse, huge / 4, MADV_DONTNEED);
   sum += sparse[0];

   /* Large blocks come and go. */
   for (int i = 0; i < 40; i++) {
      size_t size = (size_t)(i + 1) << 20;
      char* p = malloc(size);
      p[0] = p[size - 1] = 1;
      p = realloc(p, size * 2);
      sum += p[size - 1];
      free(p);
   }
   char* sparse_block = calloc(1, 3UL << 30);
   sparse_block[(3UL << 30) - 1] = 1;
   sum += sparse_block[1UL << 30] + sparse_block[(3UL << 30) - 1];
   free(sparse_block);

   int* shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
   if (fork() == 0) {
      *shared = 99;
      _exit(0);
   }
   wait(NULL);
   sum += *shared;

   char* top = sbrk(100000);
   memset(top, 1, 100000);
   sbrk(-50000);
   memset(top, 1, 50000);

   /* Blocks end where mappings begin, and the reverse. */
   char* pair = map(8192);
   munmap(pair + 4096, 4096);
   pair[4095] = 1;
   sum += pair[4095];
   printf("%ld\n", sum);
   return 0;
}
