/* timers.c: Every request sets a timeout of an hour; when the answer comes it
   is only marked as cancelled.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { uint64_t due; int cancelled; char reason[24]; } Timer;
typedef struct { Timer** items; size_t count, capacity; } Heap;

static void push_timer(Heap* heap, Timer* timer)
{
   if (heap->count == heap->capacity) {
      heap->capacity = heap->capacity ? heap->capacity * 2 : 32;
      heap->items    = realloc(heap->items, heap->capacity * sizeof(Timer*));
   }
   size_t i = heap->count++;
   for (; i > 0 && heap->items[(i - 1) / 2]->due > timer->due; i = (i - 1) / 2)
      heap->items[i] = heap->items[(i - 1) / 2];
   heap->items[i] = timer;
}

static Timer* add_timer(Heap* heap, uint64_t due)
{
   Timer* timer = malloc(sizeof *timer);
   timer->due       = due;
   timer->cancelled = 0;
   letters(timer->reason, 12);
   push_timer(heap, timer);
   return timer;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 30000);
   Heap heap   = { NULL, 0, 0 };
   for (long now = 0; now < rounds; now++) {
      Timer* timer   = add_timer(&heap, now + 3600000 + between(0, 500));
      char*  request = malloc(between(30, 500));
      memcpy(request, timer->reason, 12);
      mix(request[5]);
      free(request);
      timer->cancelled = 1;
   }
   mix(heap.items[0]->due);
   return finish();
}
