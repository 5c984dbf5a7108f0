/* open_table.c: A crawler remembers the hash of each page that it saw in an
   open-addressing table that doubles when it is three quarters full.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint64_t* slots; size_t capacity, used; } Set;

static int add(Set* set, uint64_t value);

static void grow(Set* set)
{
   Set old = *set;
   set->capacity = old.capacity * 2;
   set->slots    = calloc(set->capacity, sizeof *set->slots);
   set->used     = 0;
   for (size_t i = 0; i < old.capacity; i++)
      if (old.slots[i])
         add(set, old.slots[i]);
   free(old.slots);
}

static int add(Set* set, uint64_t value)
{
   if (set->used * 4 >= set->capacity * 3)
      grow(set);
   size_t i = value % set->capacity;
   while (set->slots[i] && set->slots[i] != value)
      i = (i + 1) % set->capacity;
   if (set->slots[i])
      return 0;
   set->slots[i] = value;
   set->used++;
   return 1;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 100000);
   Set  seen   = { calloc(64, sizeof(uint64_t)), 64, 0 };
   while (rounds-- > 0) {
      size_t length = between(16, 200);
      char*  page   = malloc(length);
      memset(page, (int)length, length);
      mix(add(&seen, any() | 1) + page[length / 2]);
      free(page);
   }
   mix(seen.used);
   free(seen.slots);
   return finish();
}
