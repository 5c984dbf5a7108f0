/* Uses a block after it was freed, ten calls deep.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

static char* make(void) { return malloc(10); }      /* @alloc */
static void drop(char* p) { free(p); }              /* @free */

static void deep(int n)
{
   if (n > 0) {
      deep(n - 1);                                  /* @deeper */
      return;
   }
   char* live = make();
   ((volatile char*)live)[10] = 1;                  /* @live */
   char* p = make();
   drop(p);
   *(volatile char*)p = 1;                          /* @use */
   free(live);
}

int main(void)
{
   deep(10);
   return 0;
}
