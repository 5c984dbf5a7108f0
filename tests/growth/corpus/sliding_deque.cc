/* sliding_deque.cc: The measurements of the last 3000 ticks in a deque.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <deque>
#include <vector>

struct Measurement { uint64_t when; double value; };

static void append(std::deque<Measurement>& window, Measurement measurement)
{
   window.push_back(measurement);
   while (window.front().when + 3000 < measurement.when)
      window.pop_front();
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 60000);
   std::deque<Measurement> window;
   for (long round = 0; round < rounds; round++) {
      std::vector<double> raw(between(2, 40));
      for (double& value : raw)
         value = double(between(0, 100));
      append(window, {uint64_t(round), raw.front() - raw.back()});
      mix(window.size());
   }
   return finish();
}
