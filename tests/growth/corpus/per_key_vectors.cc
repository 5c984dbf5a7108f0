/* per_key_vectors.cc: A weather station keeps each sensor's readings for a
   mean over all time.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <map>
#include <numeric>
#include <string>
#include <vector>

static std::map<std::string, std::vector<float>> readings;

static void measure(const std::string& sensor, float value)
{
   readings[sensor].push_back(value);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 120000);
   for (long round = 0; round < rounds; round++) {
      std::string sensor = "sensor number " + std::to_string(between(1, 40)) + " on the roof";
      measure(sensor, float(between(0, 400)) / 10);
      if (round % 5000 == 0)
         for (auto& [name, values] : readings)
            mix(uint64_t(std::accumulate(values.begin(), values.end(), 0.0) / double(values.size())));
   }
   return finish();
}
