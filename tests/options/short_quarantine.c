/* Blocks of all classes that come and go with no more than one block, or a few, in
   the quarantine; spans are filled to their last slot, and emptied in both orders.
   What is known of a freed block is right until its memory is used again.

   short_quarantine bad | good

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { N = 1500 };          /* more small blocks than a span has */

static void* blocks[N];
static int   wrong;

static void fill_and_check(int n, int size)
{
   for (int i = 0; i < n; i++) {
      blocks[i] = malloc(size);
      memset(blocks[i], i, size);
   }
   for (int i = 0; i < n; i++)
      for (int at = 0; at < size; at += size < 100 ? 1 : 97)
         if (((unsigned char*)blocks[i])[at] != (i & 255)) { wrong++; break; }
}

static void spans(void)
{
   static const int sizes[] = { 1, 16, 48, 200, 1000, 4000, 32000, 70000 };
   for (int s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
      int n = sizes[s] < 500 ? N : 40000 / sizes[s] + 10;
      for (int round = 0; round < 2; round++) {
         fill_and_check(n, sizes[s]);
         for (int i = 0; i < n; i++) free(blocks[round ? n - 1 - i : i]);
      }
      /* One in, one out. */
      for (int i = 0; i < 50; i++) free(malloc(sizes[s]));
   }
}

int main(int argc, char** argv)
{
   spans();
   printf("%d wrong\n", wrong);
   if (argc > 1 && strcmp(argv[1], "bad") == 0) {
      volatile char* first = malloc(100);     /* @first */
      volatile char* second = malloc(100);    /* @second */
      free((void*)first);                     /* @free_first */
      first[1] = 1;                           /* @use_first */
      free((void*)second);                    /* @free_second */
      second[2] = 1;                          /* @use_second */
      first[3] = 1;                           /* @use_both */
   }
   return wrong != 0;
}
