/* Many blocks from many places.  SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
static void *keep[5000];
int main(void)
{
   for (int i = 0; i < 5000; i++)
      keep[i] = malloc(16);
   char *p = malloc(77);
   p = NULL;
   return 0;
}
