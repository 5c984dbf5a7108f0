/* A heap that should stay below 10,000 bytes.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <stdlib.h>
#include <string.h>

static void* kept[100];

static void* small(void) { return malloc(100); }         /* @small */
static void* large(void) { return malloc(4000); }        /* @large */

int main(int argc, char** argv)
{
   const char* what = argc > 1 ? argv[1] : "over";
   int         i;

   if (strcmp(what, "sites") == 0) {
      VRLEAK_BUDGET(10000);
      kept[0] = malloc(600);
      kept[1] = malloc(500);
      kept[2] = malloc(400);
      kept[3] = malloc(300);
      kept[4] = malloc(200);
      kept[5] = malloc(9000);                            /* @sites */
      return 0;
   }
   if (strcmp(what, "realloc") == 0) {
      VRLEAK_BUDGET(10000);
      kept[0] = large();
      kept[0] = realloc(kept[0], 11000);                 /* @realloc */
      return 0;
   }
   if (strcmp(what, "custom") == 0) {
      static char memory[20000];
      VRLEAK_BUDGET(10000);
      VRLEAK_BLOCK_ALLOCATED(memory, 10000, 0);
      VRLEAK_BLOCK_ALLOCATED(memory + 10000, 10, 0);     /* @custom */
      return 0;
   }
   if (strcmp(what, "below") == 0) {
      VRLEAK_BUDGET(5000);
      for (i = 0; i < 3; i++) {
         kept[0] = large();
         kept[1] = large();                              /* @below */
         free(kept[0]);
         free(kept[1]);
      }
      return 0;
   }
   if (strcmp(what, "option") != 0)
      VRLEAK_BUDGET(10000);
   for (i = 0; i < 20; i++)
      kept[i] = small();
   kept[i++] = large();
   kept[i++] = large();                                  /* 10,000 */
   /* The old block is gone when the new one counts. */
   for (int j = 0; j < 5; j++)
      kept[21] = realloc(kept[21], 4000);
   if (strcmp(what, "within") == 0)
      return 0;
   kept[i++] = small();                                  /* @over */
   kept[i++] = small();
   if (strcmp(what, "again") == 0) {
      VRLEAK_BUDGET(10100);
      free(small());                                     /* @again */
      VRLEAK_BUDGET(0);
      free(large());
   }
   return 0;
}
