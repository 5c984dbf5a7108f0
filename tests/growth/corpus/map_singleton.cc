/* map_singleton.cc: A singleton keeps the last price of each order; orders are
   never the same.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <map>

class Registry {
public:
   static Registry& instance() { static Registry registry; return registry; }
   void note_price(uint64_t order, double price) { prices[order] = price; }
   size_t size() const { return prices.size(); }
private:
   std::map<uint64_t, double> prices;
};

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 40000);
   uint64_t order = 1;
   while (rounds-- > 0) {
      order += between(1, 5);
      Registry::instance().note_price(order ^ 0x5555, double(between(1, 10000)) / 100);
      double* book = new double[between(4, 40)];
      book[0] = double(order);
      use(book);
      mix(uint64_t(book[0]));
      delete[] book;
   }
   mix(Registry::instance().size());
   return finish();
}
