/* largest_message.c: A buffer is enlarged for each message that doesn't fit,
   and kept.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

static char*  buffer;
static size_t capacity;

static void receive(size_t size)
{
   if (size > capacity) {
      buffer   = realloc(buffer, size);
      capacity = size;
   }
   memset(buffer, (int)size, size);
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 30000); round > 0; round--) {
      size_t size = between(10, 400) * between(10, 400) / 20;
      receive(size);
      char* summary = malloc(between(20, 100));
      snprintf(summary, 20, "%zu bytes", size);
      mix_text(summary);
      mix(buffer[size / 2]);
      free(summary);
   }
   return finish();
}
