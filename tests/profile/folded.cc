// Everything is allocated by the standard library.  SPDX-License-Identifier: GPL-2.0-or-later
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

struct Order { int id; std::string name; };

static std::vector<Order> orders;
static std::map<int, std::shared_ptr<Order>> index;
static std::deque<long> queue;

static void add(int i)
{
   orders.emplace_back(Order { i, std::string(i % 90, 'x') });
   index[i] = std::make_shared<Order>(orders.back());
   queue.push_back(i);
}

int main()
{
   for (int i = 0; i < 1000; i++)
      add(i);
   return 0;
}
