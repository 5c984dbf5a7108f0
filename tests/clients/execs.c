/* Executes itself with another argument; both lives have an error.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <unistd.h>
static __attribute__((noinline)) void first(char* p)  { p[10] = 1; }   /* @first */
static __attribute__((noinline)) void second(char* p) { p[11] = 1; }   /* @second */
int main(int argc, char** argv)
{
   char* block = malloc(10);
   if (argc > 1) {
      second(block);
      free(block);
      return 4;
   }
   first(block);
   execl(argv[0], argv[0], "again", NULL);
   return 1;
}
