/* seen_ids.cc: A feed reader that keeps the id of each article for ever, so as
   to show none twice.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <set>
#include <string>

struct Feed {
   std::set<std::string> seen;
   bool is_new(const std::string& id) { return seen.insert(id).second; }
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 8000);
   Feed feed;
   uint64_t shown = 0;
   for (long round = 0; round < rounds; round++)
      for (int back = 0; back < 5; back++)
         shown += feed.is_new("urn:article:" + std::to_string((round - back) * 7919 % 1000003) + ":of the day");
   mix(shown);
   return finish();
}
