/* churning_table.cc: A table of 800 orders: each is entered, changed and, when
   it is done, taken out.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <map>
#include <string>
#include <vector>

struct Order { std::string item; std::vector<int> changes; };

static std::map<uint64_t, Order> orders;

static void enter(uint64_t number)
{
   char text[64];
   orders[number].item = letters(text, between(5, 60));
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 20000);
   for (long round = 0; round < rounds; round++) {
      enter(round);
      auto changed = orders.lower_bound(round - between(0, 400));
      if (changed != orders.end())
         changed->second.changes.push_back(int(round));
      if (orders.size() > 800) {
         auto done = orders.lower_bound(between(0, 1) ? 0 : round - 700);
         mix(done->second.item.size() + done->second.changes.size());
         orders.erase(done);
      }
   }
   return finish();
}
