/* Memory at addresses far above those that Valgrind gives out, as the runtimes
   of Haskell and Go ask for: reserved first, then made accessible piece by
   piece; used by plain code, string functions and system calls.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void use(unsigned long address, int by_mprotect)
{
   size_t size = 4UL << 30, part = 3 << 20;
   char* far = mmap((void*)address, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   if (far == MAP_FAILED || far != (char*)address) {
      printf("%lx: elsewhere\n", address);
      return;
   }
   for (int i = 0; i < 3; i++) {
      char* here = far + (size - part) / 3 / 4096 * 4096 * i;
      if (by_mprotect)
         mprotect(here, part, PROT_READ | PROT_WRITE);
      else
         mmap(here, part, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      memset(here, 'a', part - 1);
      for (size_t at = 0; at < part; at += 4096)
         here[at]++;
      strcpy(here + 5000, "some text");
      int fd = open("/dev/zero", O_RDWR);
      long n = read(fd, here + 6000, 4000) + write(fd, here, part);
      close(fd);
      printf("%lx: %ld %zu %d\n", address, n, strlen(here + 5000), here[part - 2]);
      char** slot = (char**)(here + 8192);
      *slot = malloc(100);
      free(*slot);
   }
   munmap(far, size);
}

int main(void)
{
   use(0x4200000000, 0);
   use(0xc000000000, 1);
   use(0x100000000000, 0);
   use(0x4200000000, 1);
   return 0;
}
