/* long_teeth.c: A collector that cleans up rarely: objects pile up for a long
   time and then all go at once.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Object { struct Object* next; uint64_t value[4]; } Object;

static struct { Object* objects; size_t count; } heap_of_objects;

static Object* create(uint64_t value)
{
   Object* object = malloc(sizeof *object);
   object->value[0] = value;
   object->next = heap_of_objects.objects;
   heap_of_objects.objects = object;
   heap_of_objects.count++;
   return object;
}

static void collect_all(void)
{
   while (heap_of_objects.objects) {
      Object* next = heap_of_objects.objects->next;
      free(heap_of_objects.objects);
      heap_of_objects.objects = next;
   }
   heap_of_objects.count = 0;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 90000); round > 0; round--) {
      mix(create(any())->value[0]);
      if (heap_of_objects.count == 20000)
         collect_all();
   }
   return finish();
}
