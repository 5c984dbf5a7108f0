/* churn.c: Blocks of all sizes that come and go within a round; nothing lasts.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 3000); round > 0; round--) {
      char* blocks[40];
      for (int i = 0; i < 40; i++) {
         size_t size = (size_t)1 << between(3, 11);
         blocks[i] = malloc(size);
         blocks[i][size - 1] = (char)i;
      }
      for (int i = 39; i >= 0; i--) {
         mix(blocks[i][0] = (char)i);
         free(blocks[i]);
      }
   }
   return finish();
}
