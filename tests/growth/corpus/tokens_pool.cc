/* tokens_pool.cc: A compiler server interns names, the unique ones of
   temporaries included, and never drops a unit's.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <unordered_set>
#include <vector>

static const std::string* symbol(const std::string& name)
{
   static std::unordered_set<std::string> symbols;
   return &*symbols.insert(name).first;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 600);
   for (long unit = 0; unit < rounds; unit++) {
      std::vector<const std::string*> names;
      for (auto count = between(50, 150); count > 0; count--)
         if (percent(25))
            names.push_back(symbol("unit" + std::to_string(unit) + ".temporary." + std::to_string(count)));
         else
            names.push_back(symbol("standard_library_name_" + std::to_string(between(1, 400))));
      for (auto name : names)
         mix(name->size());
   }
   return finish();
}
