/*
   map PASSES: std::map<int, int> filled, searched, walked and partly erased.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <cstdio>
#include <cstdlib>
#include <map>

int main(int argc, char** argv)
{
   long     passes = argc > 1 ? atol(argv[1]) : 1;
   unsigned state  = 1;
   long     sum    = 0;
   for (long pass = 0; pass < passes; pass++) {
      std::map<int, int> map;
      for (int i = 0; i < 2000; i++) {
         state = state * 1664525 + 1013904223;
         map[(state >> 12) % 10000] += i;
      }
      for (int key = 0; key < 10000; key++) {
         auto found = map.find(key);
         if (found != map.end()) sum += found->second;
      }
      for (int key = 0; key < 10000; key += 3) map.erase(key);
      for (const auto& entry : map) sum += entry.first;
   }
   printf("%ld\n", sum);
   return 0;
}
