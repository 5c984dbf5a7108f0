/* A suppression file comes with VALGRIND_CLO_CHANGE, after the first error.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <valgrind/valgrind.h>

int main(int argc, char** argv)
{
   volatile char* p = malloc(4);
   p[5] = 1;                                           /* @before */
   VALGRIND_CLO_CHANGE(argv[1]);
   p[6] = 1;
   p[7] = 1;
   free((void*)p);
   return 0;
}
