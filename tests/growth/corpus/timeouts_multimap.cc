/* timeouts_multimap.cc: An event loop with a multimap of timers; answered
   requests leave their long timer behind.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <functional>
#include <map>
#include <memory>

struct Loop {
   uint64_t now = 0;
   std::multimap<uint64_t, std::function<void()>> timers;
   template <class Action> void schedule(uint64_t after, const Action& action) { timers.emplace(now + after, action); }
   void run_due()
   {
      while (!timers.empty() && timers.begin()->first <= now) {
         timers.begin()->second();
         timers.erase(timers.begin());
      }
   }
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 25000);
   auto loop = std::make_unique<Loop>();
   uint64_t fired = 0;
   while (rounds-- > 0) {
      uint64_t request = between(1, 1000), weight = between(1, 9), extra = any();
      loop->schedule(between(1, 50), [&fired, request, weight] { fired += request * weight; });
      if (percent(33))
         loop->schedule(100000000, [&fired, request, weight, extra] { fired += request * weight + extra; });
      loop->now++;
      loop->run_due();
   }
   mix(fired);
   return finish();
}
