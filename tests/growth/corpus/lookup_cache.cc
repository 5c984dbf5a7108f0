/* lookup_cache.cc: Results of a lookup are cached by the whole query string,
   which has the time in it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <unordered_map>

static std::string compute(const std::string& query)
{
   std::string result;
   for (size_t i = 0; i < query.size(); i += 2)
      result += query[i];
   return result + query;
}

static const std::string& lookup(const std::string& query)
{
   static std::unordered_map<std::string, std::string> cache;
   auto found = cache.find(query);
   if (found == cache.end())
      found = cache.emplace(query, compute(query)).first;
   return found->second;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 15000);
   for (long round = 0; round < rounds; round++) {
      std::string query = "select name from users where id = " + std::to_string(between(1, 300)) +
                          " and since < " + std::to_string(1700000000 + round / 2);
      mix(lookup(query).size());
   }
   return finish();
}
