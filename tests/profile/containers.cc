// Containers of the standard library.  SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

struct Trade { std::string symbol; double price; std::vector<int> sizes; };

static std::vector<Trade> history;
static std::map<int, std::shared_ptr<Trade>> by_id;

static void record(int id)
{
   Trade t { "SYMBOL-" + std::to_string(id) + "-with-a-long-name", 1.0 * id, {} };
   for (int i = 0; i < id % 7; i++)
      t.sizes.push_back(i);
   history.push_back(t); // @history
   by_id[id] = std::make_shared<Trade>(std::move(t)); // @shared
}

static size_t report()
{
   std::unordered_map<std::string, int> count;
   for (auto &t : history)
      count[t.symbol.substr(0, 20) + " in all of the report"]++;
   return count.size();
}

int main()
{
   size_t n = 0;
   for (int i = 0; i < 1500; i++) {
      record(i);
      if (i % 100 == 0)
         n += report();
      if (i % 3 == 0)
         by_id.erase(i / 2);
   }
   history.clear();
   history.shrink_to_fit();
   for (int i = 0; i < 2000; i++) {
      std::unique_ptr<int[]> p(new int[i % 50 + 1]); // @temporary
      p[0] = i;
      n += p[0] & 1;
   }
   printf("%zu\n", n);
}
