// An order book fed by four threads: strings, maps, shared pointers, containers
// of containers, exceptions; the result does not depend on timing.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <algorithm>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

struct Order { long id; std::string owner; double price; int size; };

class Book {
public:
   void add(std::shared_ptr<Order> order)
   {
      if (order->size <= 0)
         throw std::invalid_argument("size of order " + std::to_string(order->id));
      std::lock_guard<std::mutex> hold(lock);
      by_price[order->price].push_back(order);
      by_owner[order->owner] += order->size;
   }
   std::string summary()
   {
      std::ostringstream text;
      for (auto& [price, orders] : by_price) {
         std::sort(orders.begin(), orders.end(), [](auto& a, auto& b) { return a->id < b->id; });
         text << price << ':' << std::accumulate(orders.begin(), orders.end(), 0L,
                 [](long sum, auto& order) { return sum * 31 % 1000003 + order->id; }) << ' ';
      }
      for (auto& [owner, size] : std::map<std::string, long>(by_owner.begin(), by_owner.end()))
         text << owner << '=' << size << ' ';
      return text.str();
   }
private:
   std::mutex lock;
   std::map<double, std::vector<std::shared_ptr<Order>>> by_price;
   std::unordered_map<std::string, long> by_owner;
};

int main()
{
   Book book;
   std::vector<std::thread> threads;
   for (int t = 0; t < 4; t++)
      threads.emplace_back([&book, t] {
         int refused = 0;
         for (int i = 0; i < 600; i++) {
            long id = t * 1000 + i;
            try {
               book.add(std::make_shared<Order>(Order{id, "a long name of owner number " + std::to_string(id % 13),
                                                      double(id % 17) / 4, int(id % 29) - 1}));
            } catch (const std::invalid_argument& e) {
               refused += std::string(e.what()).size() > 3;
            }
         }
      });
   for (auto& thread : threads)
      thread.join();
   auto later = std::async(std::launch::async, [&] { return book.summary(); });
   std::cout << later.get() << std::endl;
   return 0;
}
