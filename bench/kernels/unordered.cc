/*
   unordered PASSES: std::unordered_map from strings to vectors.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

int main(int argc, char** argv)
{
   long passes = argc > 1 ? atol(argv[1]) : 1;
   long sum    = 0;

   std::vector<std::string> keys;
   for (int i = 0; i < 1000; i++) keys.push_back("customer/" + std::to_string(i * 7919) + "/orders");

   for (long pass = 0; pass < passes; pass++) {
      std::unordered_map<std::string, std::vector<int>> orders;
      for (int i = 0; i < 5000; i++) orders[keys[(i * 31 + pass) % keys.size()]].push_back(i);
      for (const auto& key : keys) {
         auto found = orders.find(key);
         if (found == orders.end()) continue;
         for (int order : found->second) sum += order;
      }
   }
   printf("%ld\n", sum);
   return 0;
}
