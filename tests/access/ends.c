/* Faults that are the kernel's last word, not a wild pointer:

   ends bus      a mapped page beyond the end of its file
   ends stack    a recursion without end

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

static long recurse(long n)
{
   volatile char frame[4000];      /* large: it is soon over */
   frame[0] = n;                   /* @frame */
   return recurse(n + 1) + frame[0];
}

int main(int argc, char** argv)
{
   if (strcmp(argv[1], "bus") == 0) {
      FILE* file = tmpfile();
      char* page = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fileno(file), 0);
      fclose(file);
      return page[0];              /* @bus */
   }
   return recurse(0);
}
