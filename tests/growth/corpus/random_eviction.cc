/* random_eviction.cc: A cache of at most 1000 entries, from which any one is
   thrown out when there is a new one.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <unordered_map>
#include <vector>

class Cache {
public:
   const std::string& get(uint64_t key)
   {
      auto found = entries.find(key);
      if (found != entries.end())
         return found->second;
      if (keys.size() < 1000)
         keys.push_back(key);
      else {
         uint64_t& victim = keys[between(0, 999)];
         entries.erase(victim);
         victim = key;
      }
      return entries[key] = "value of the key " + std::to_string(key);
   }
private:
   std::unordered_map<uint64_t, std::string> entries;
   std::vector<uint64_t> keys;
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 50000);
   Cache cache;
   while (rounds-- > 0)
      mix(cache.get(between(0, 2000)).size());
   return finish();
}
