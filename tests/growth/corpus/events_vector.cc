/* events_vector.cc: Every event of a game is appended to a global vector,
   which only the newest entry of is ever read.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <vector>

struct Event { uint32_t kind, source; double x, y; };

static std::vector<Event> events;

static void publish(uint32_t kind, uint32_t source)
{
   events.push_back({kind, source, double(kind), double(source)});
}

static void frame()
{
   std::vector<uint32_t> visible;
   for (auto count = between(5, 60); count > 0; count--)
      visible.push_back(uint32_t(between(0, 4000)));
   for (uint32_t object : visible)
      if (object % 16 == 0)
         publish(object % 7, object);
   mix(events.empty() ? 0 : events.back().source);
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 20000); round > 0; round--)
      frame();
   return finish();
}
