// Errors of C++ programs: mismatched deallocation, and functions whose names
// have to be demangled.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>
#include <map>
#include <string>

namespace shop {
template <class Key> struct Basket {
   int* volatile items = new int[4];
   __attribute__((noinline)) void fill(const std::map<Key, std::string>& from)
   {
      items[4] = from.size();                            // @write
   }
   __attribute__((noinline)) Basket& operator+=(long) { items[5] = 1; return *this; }   // @plus
   ~Basket() { free((void*)items); }                     // @mismatch
};
}

int main()
{
   shop::Basket<int> basket;
   basket.fill({{1, "one"}});
   auto lambda = [&](unsigned char) { basket += 1; };
   lambda('x');
   return 0;
}
