// What the containers of the C++ library hold: kept in globals, or lost with
// the container, or (with an argument) destroyed.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

struct All {
   std::vector<std::string>                   vector;
   std::deque<std::string>                    deque;
   std::list<std::string>                     list;
   std::map<int, std::string>                 map;
   std::set<std::string>                      set;
   std::unordered_map<std::string, int>       hash;
   std::vector<std::unique_ptr<long>>         unique;
   std::shared_ptr<std::vector<long>>         shared = std::make_shared<std::vector<long>>(9);
   std::function<int()>                       function;

   All()
   {
      std::string text(50, 'x');
      for (int i = 0; i < 20; i++) {
         text += 'y';
         vector.push_back(text);
         deque.push_front(text);
         list.push_back(text);
         map[i] = text;
         set.insert(text);
         hash[text] = i;
         unique.emplace_back(new long(i));
      }
      function = [text, this]() { return (int)text.size() + (int)map.size(); };
   }
};

All* kept;

static __attribute__((noinline)) All* make() { return new All; }   // @make

static __attribute__((noinline)) void wipe()
{
   char old[8000];
   std::fill(old, old + sizeof old, 0);
   __asm__ volatile("" : : "r"(old) : "memory");
}

int main(int argc, char**)
{
   kept = make();
   All* lost = make();                                              // @lost
   if (argc > 1) {
      delete kept;
      delete lost;
   }
   lost = nullptr;
   wipe();
   return 0;
}
