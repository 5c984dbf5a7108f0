/* Keeps the stack recorder, the quarantine and the leak scan busy.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

static char* volatile kept;

int main(void)
{
   for (int i = 0; i < 100; i++) {
      kept = malloc(1000);
      memset(kept, i, 1000);
      free(kept);
   }
   kept = malloc(100);
   kept[100] = 1;                   /* the map says no: a cold call */
   return 0;
}
