/* Leaks in functions whose names, as they are shown, have everything that C++
   puts into a name; each of another size, so that the sum tells which ones
   were suppressed.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <string>
#include <vector>

#define NOINLINE __attribute__((noinline))
static volatile char* sink;

/* Nothing may point at the block any more. */
NOINLINE static void lose(int n)   { sink = new char[n]; sink[0] = 1; sink = nullptr; }

namespace shop {
class Cart {
public:
   NOINLINE void add(int)                      { lose(1); }
   NOINLINE void add(char*, const char*)       { lose(2); }
   NOINLINE ~Cart()                            { lose(4); }
   NOINLINE Cart& operator+=(std::string&)     { lose(8); return *this; }
   NOINLINE Cart* operator->()                 { lose(16); return this; }
   NOINLINE static void shut(void (*)(int))    { lose(32); }
};
template <class T> NOINLINE void fill(std::vector<T>&) { lose(64); }
namespace { NOINLINE void hidden()             { lose(128); } }
}
extern "C" NOINLINE void plain(void)           { lose(256); }

NOINLINE static void wipe() { volatile char stack[4000]; for (auto& c : stack) c = 0; }

int main()
{
   {
      std::string name("a name");
      std::vector<std::string> v;
      shop::Cart cart;
      cart.add(1);
      cart.add((char*)0, (const char*)0);
      cart += name;
      cart.operator->();
      shop::Cart::shut(nullptr);
      shop::fill(v);
      shop::hidden();
      plain();
   }
   wipe();
   return 0;
}
