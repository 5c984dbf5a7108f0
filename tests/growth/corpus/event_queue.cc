/* event_queue.cc: A discrete simulation: each of 700 customers has exactly one
   next event in the queue.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <queue>
#include <vector>

struct Event { uint64_t when; int customer; std::unique_ptr<char[]> what; };

struct Later {
   bool operator()(const std::unique_ptr<Event>& a, const std::unique_ptr<Event>& b) const { return a->when > b->when; }
};

static std::priority_queue<std::unique_ptr<Event>, std::vector<std::unique_ptr<Event>>, Later> agenda;

static void plan(uint64_t when, int customer)
{
   auto event = std::make_unique<Event>();
   event->when     = when;
   event->customer = customer;
   event->what.reset(new char[between(8, 80)]);
   event->what[0] = char(customer);
   agenda.push(std::move(event));
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (int customer = 0; customer < 700; customer++)
      plan(between(1, 100), customer);
   while (rounds-- > 0) {
      auto& next = const_cast<std::unique_ptr<Event>&>(agenda.top());
      auto event = std::move(next);
      agenda.pop();
      mix(event->when + event->what[0]);
      plan(event->when + between(1, 300), event->customer);
   }
   return finish();
}
