/* metric_labels.cc: Metrics by label: somebody put the user's id into a label,
   so that each user makes a new time series.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <memory>
#include <string>
#include <unordered_map>

struct Series { uint64_t count = 0; double buckets[8] = {}; };
struct Metrics { std::unordered_map<std::string, std::unique_ptr<Series>> series; };

static Metrics* make_metrics() { return new Metrics; }

static Metrics& metrics()
{
   static Metrics* metrics = make_metrics();
   return *metrics;
}

static Series& counter(const std::string& label)
{
   auto& series = metrics().series[label];
   if (!series)
      series = std::make_unique<Series>();
   return *series;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 20000);
   uint64_t users = 1;
   while (rounds-- > 0) {
      if (percent(20))
         users++;
      uint64_t user = percent(50) ? users : between(1, users);
      auto& series = counter("requests{path=\"/home\",user=\"" + std::to_string(user) + "\"}");
      mix(++series.count);
      series.buckets[between(0, 7)]++;
   }
   return finish();
}
