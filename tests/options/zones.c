/* Writes at some distance past a block that has neighbours.

   zones DISTANCE

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>

int main(int argc, char** argv)
{
   int distance = atoi(argv[1]);
   char* blocks[3];
   for (int i = 0; i < 3; i++)
      blocks[i] = malloc(64);                 /* @alloc */
   ((volatile char*)blocks[1])[63 + distance] = 1;     /* @write */
   for (int i = 0; i < 3; i++)
      free(blocks[i]);
   return 0;
}
