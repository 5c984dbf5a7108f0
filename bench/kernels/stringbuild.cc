/*
   stringbuild PASSES: builds, joins, splits and compares std::strings.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

static std::string join(const std::vector<std::string>& parts, char separator)
{
   std::string joined;
   for (const auto& part : parts) {
      if (!joined.empty()) joined += separator;
      joined += part;
   }
   return joined;
}

static std::vector<std::string> split(const std::string& joined, char separator)
{
   std::vector<std::string> parts;
   size_t                   start = 0;
   for (size_t i = 0; i <= joined.size(); i++)
      if (i == joined.size() || joined[i] == separator) {
         parts.push_back(joined.substr(start, i - start));
         start = i + 1;
      }
   return parts;
}

int main(int argc, char** argv)
{
   long   passes = argc > 1 ? atol(argv[1]) : 1;
   size_t sum    = 0;
   for (long pass = 0; pass < passes; pass++) {
      std::vector<std::string> parts;
      for (int i = 0; i < 300; i++)
         parts.push_back("item " + std::to_string(i * 104729 + pass) + (i % 3 ? "" : " with a rather longer name"));
      std::string joined = join(parts, ';');
      auto        again  = split(joined, ';');
      sum += joined.size() + (again == parts) + again.back().find("item");
   }
   printf("%zu\n", sum);
   return 0;
}
