/* trace_steps.c: A tracer records events in an array that it enlarges by a
   fixed step; the array belongs to an object on the heap.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct { unsigned kind; uint64_t when, value; } Event;
typedef struct { const char* name; size_t count, capacity; Event* events; } Trace;

static Trace* open_trace(const char* name)
{
   Trace* trace = calloc(1, sizeof *trace);
   trace->name = name;
   return trace;
}

static void trace_event(Trace* trace, unsigned kind, uint64_t value)
{
   if (trace->count == trace->capacity) {
      trace->capacity += 64;
      trace->events = realloc(trace->events, trace->capacity * sizeof(Event));
   }
   trace->events[trace->count] = (Event){ kind, trace->count, value };
   trace->count++;
}

int main(int argc, char** argv)
{
   long   rounds = start(argc, argv, 20000);
   Trace* trace  = open_trace("main");
   while (rounds-- > 0) {
      size_t size   = between(10, 600);
      char*  packet = malloc(size);
      memset(packet, (int)rounds, size);
      mix(packet[size - 1]);
      if (percent(60))
         trace_event(trace, packet[0], size);
      free(packet);
   }
   mix(trace->count);
   free(trace->events);
   free(trace);
   return finish();
}
