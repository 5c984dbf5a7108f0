/* hidden_in_churn.c: A proxy: each connection allocates a dozen buffers and
   frees them; one in sixteen is denied, and its address remembered for ever.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Denied { struct Denied* next; uint64_t address; char why[24]; } Denied;

static Denied* denied;

static void remember(uint64_t address)
{
   Denied* entry = malloc(sizeof *entry);
   entry->next    = denied;
   entry->address = address;
   letters(entry->why, 10);
   denied = entry;
}

static void connection(void)
{
   char* buffers[12];
   for (int i = 0; i < 12; i++) {
      size_t size = between(16, 2000);
      buffers[i] = malloc(size);
      buffers[i][size - 1] = (char)size;
   }
   for (int i = 0; i < 12; i++) {
      mix(buffers[i][0] = i);
      free(buffers[i]);
   }
   if (between(1, 16) == 1)
      remember(any());
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 25000); round > 0; round--)
      connection();
   return finish();
}
