/* per_key_windows.cc: The last 300 readings of each of 40 sensors.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <map>
#include <string>
#include <vector>

static std::map<std::string, std::vector<float>> readings;

static void measure(const std::string& sensor, float value)
{
   auto& values = readings[sensor];
   if (values.size() == 300)
      values.erase(values.begin(), values.begin() + 1);
   values.push_back(value);
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   while (rounds-- > 0) {
      auto sensor = "sensor number " + std::to_string(between(1, 40)) + " on the roof";
      measure(sensor, float(between(0, 400)) / 10);
      mix(readings[sensor].size());
   }
   return finish();
}
