/* holders.cc: Lists that are held by static variables of C++ whose symbols are of
   unusual kinds.

      holders inline|function|template|thread

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <list>
#include <string>

class Registry {
public:
   static Registry& instance() { static Registry registry; return registry; }
   std::list<long> items;
};

template <class T> struct Shelf { static std::list<T> items; };
template <class T> std::list<T> Shelf<T>::items;

namespace app { thread_local std::list<long> seen; }

static void remember(long i)
{
   static std::list<long> cache;
   cache.push_back(i);
}

int main(int, char** argv)
{
   std::string kind = argv[1];
   for (long i = 0; i < 24000; i++) {
      if (kind == "inline")
         Registry::instance().items.push_back(i);
      else if (kind == "function")
         remember(i);
      else if (kind == "template")
         Shelf<long>::items.push_back(i);
      else
         app::seen.push_back(i);
   }
   return 0;
}
