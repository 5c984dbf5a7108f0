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
