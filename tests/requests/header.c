/* Everything in vrleak.h; compiled as C and as C++.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <stdio.h>
#include <stdlib.h>

static void* volatile kept;

static void lose(void)
{
   kept = malloc(30);
   kept = NULL;
}

int main(void)
{
   static char buffer[BUFSIZ], arena[256];
   unsigned long bytes, blocks;
   char* p;

   setvbuf(stdout, buffer, _IOFBF, sizeof buffer);
   bytes  = VRLEAK_HEAP_BYTES();
   blocks = VRLEAK_HEAP_BLOCKS();
   p      = (char*)malloc(100);
   printf("version %d\n", VRLEAK_VERSION() == VRLEAK_HEADER_VERSION);
   printf("live %lu %lu\n", VRLEAK_HEAP_BYTES() - bytes,
          VRLEAK_HEAP_BLOCKS() - blocks);
   lose();
   printf("lost %lu %lu\n", VRLEAK_LOST_BYTES(), VRLEAK_LOST_BLOCKS());
   VRLEAK_LEAK_CHECK();
   VRLEAK_LEAK_CHECK_INCREASED();
   printf("lost %lu %lu\n", VRLEAK_LOST_BYTES(), VRLEAK_LOST_BLOCKS());

   VRLEAK_MAKE_NOACCESS(p + 40, 10);
   printf("check %d\n", VRLEAK_CHECK_ACCESSIBLE(p, 100) == (unsigned long)(p + 40));
   VRLEAK_MAKE_ACCESSIBLE(p + 40, 10);
   printf("check %d\n", VRLEAK_CHECK_ACCESSIBLE(p, 100) == 0);

   VRLEAK_BLOCK_ALLOCATED(arena + 64, 32, 16);
   VRLEAK_ERRORS_OFF();
   ((volatile char*)arena)[100] = 1;
   VRLEAK_ERRORS_ON();
   ((volatile char*)arena)[100] = 1;
   VRLEAK_BLOCK_FREED(arena + 64, 16);
   printf("errors %lu\n", VRLEAK_ERRORS());
   free(p);
   return 0;
}
