/* known_names.cc: Names of countries, cities and streets are interned; there
   are some thousand of them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <unordered_set>

static const std::string* intern(const std::string& name)
{
   static std::unordered_set<std::string> names;
   return &*names.insert(name).first;
}

int main(int argc, char** argv)
{
   for (long round = start(argc, argv, 50000); round > 0; round--) {
      uint64_t number = between(0, 39) * between(0, 49);
      mix(intern("the street with the number " + std::to_string(number))->size());
   }
   return finish();
}
