/* Memory that the kernel is asked for.  SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <sys/mman.h>
#include <unistd.h>
#include <stdlib.h>

#define MB (1024 * 1024)

static char *map(size_t n) /* the same stack for all */
{
   return mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void parts(void)
{
   char *p = map(8 * MB);
   munmap(p + 2 * MB, MB);        /* a hole: two parts, one block */
   munmap(p + 7 * MB, MB);
   munmap(p, MB);                 /* 5 MB are left */
}

static void moved(void)
{
   char *p = map(4 * MB);
   p = mremap(p, 4 * MB, 6 * MB, MREMAP_MAYMOVE);
   munmap(p, 6 * MB);
   p = map(3 * MB);
   mmap(p, MB, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
}

static void grown(void)
{
   sbrk(100 * 4096);
   sbrk(-40 * 4096);
}

int main(void)
{
   parts();
   moved();
   grown();
   free(malloc(50 * MB));         /* no mapping of the program's */
   return 0;
}
