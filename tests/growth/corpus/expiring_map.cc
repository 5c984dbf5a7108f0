/* expiring_map.cc: Answers are cached for 1500 ticks; every 500 ticks the
   expired ones are swept.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <string>
#include <unordered_map>

struct Answer { long expires; std::string text; };

static std::unordered_map<std::string, Answer> cache;

static const std::string& ask(const std::string& question, long now)
{
   auto& answer = cache[question];
   if (answer.expires <= now)
      answer = {now + 1500, question + " -- I am not sure about that"};
   return answer.text;
}

static void sweep(long now)
{
   for (auto entry = cache.begin(); entry != cache.end(); )
      entry = entry->second.expires <= now ? cache.erase(entry) : std::next(entry);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 25000);
   for (long now = 0; now < rounds; now++) {
      mix(ask("what is " + std::to_string(percent(50) ? any() : between(0, 99)) + "?", now).size());
      if (now % 500 == 0)
         sweep(now);
   }
   return finish();
}
