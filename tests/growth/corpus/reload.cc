/* reload.cc: A configuration of 2500 settings that is read anew now and then,
   and swapped in.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <map>
#include <memory>
#include <string>

using Configuration = std::map<std::string, std::string>;

static std::unique_ptr<Configuration> configuration;

static void reload(long version)
{
   auto fresh = std::make_unique<Configuration>();
   for (int i = 0; i < 2500; i++)
      (*fresh)["setting." + std::to_string(i)] = "value of version " + std::to_string(version) + std::string(i % 30, '.');
   configuration = std::move(fresh);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   for (long round = 0; round < rounds; round++) {
      if (round % 4000 == 0)
         reload(round);
      auto name = "setting.number." + std::to_string(between(0, 2499));
      mix((*configuration)["setting." + name.substr(15)].size());
   }
   return finish();
}
