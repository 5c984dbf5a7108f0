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

/* Three errors: two bounds and what the checkpoint finds. */
static void growth(void)
{
   static void* left[8];
   int i;

   VRLEAK_CONTAINER(left, "left", 2, 0);
   for (i = 0; i < 4; i++) {
      VRLEAK_CHECKPOINT_BEGIN("round");
      left[i] = malloc(10);
      VRLEAK_CONTAINER_SIZE(left, i + 1);
      VRLEAK_CHECKPOINT_END("round");
      VRLEAK_EPOCH("round");
   }
   VRLEAK_CONTAINER_END(left);
   VRLEAK_CONTAINER(left, "left", VRLEAK_UNBOUNDED, VRLEAK_UNBOUNDED);
   VRLEAK_CONTAINER_END(left);
   VRLEAK_BUDGET(1);
   for (i = 4; i < 8; i++)
      left[i] = malloc(10);
   VRLEAK_BUDGET(0);
   for (i = 0; i < 8; i++)
      free(left[i]);
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
   growth();
   printf("errors %lu\n", VRLEAK_ERRORS());
   return 0;
}
