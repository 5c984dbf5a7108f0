/* two_buffers.c: A list of the visible objects, enlarged and shrunk with
   realloc as the player moves.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint32_t id; float distance; } Visible;

static struct { Visible* items; size_t count, capacity; } view;

static void resize(size_t count)
{
   if (count > view.capacity || count < view.capacity / 4) {
      view.capacity = count + count / 2 + 4;
      view.items    = realloc(view.items, view.capacity * sizeof *view.items);
   }
   view.count = count;
}

int main(int argc, char** argv)
{
   size_t seen = 100;
   for (long round = start(argc, argv, 12000); round > 0; round--) {
      seen += between(0, 2 * 100 / (1 + seen / 60));
      if (percent(7))
         seen /= 3;
      resize(seen + 1);
      for (size_t i = 0; i < view.count; i++)
         view.items[i] = (Visible){ (uint32_t)i, (float)round };
      char* text = malloc(between(10, 300));
      use(text);
      mix((text[0] = (char)view.items[view.count / 2].id));
      free(text);
   }
   return finish();
}
