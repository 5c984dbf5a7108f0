/* boost_coroutine: Boost.Coroutine's.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define BOOST_COROUTINES_NO_DEPRECATION_WARNING
#include <boost/coroutine/all.hpp>
#include <cstdio>
#include <list>
#include "plant.h"

typedef boost::coroutines::asymmetric_coroutine<void> Coroutine;

static Coroutine::push_type* sink;

static void yield()
{
   Coroutine::push_type* mine = sink;
   (*mine)();
   sink = mine;
}

int main(int argc, char**)
{
   std::list<Coroutine::pull_type> all;
   is_bad = argc > 1;
   for (int i = 0; i < 20; i++)
      all.emplace_back([i](Coroutine::push_type& to) { sink = &to; work(i, yield); });
   for (bool any = true; any; ) {
      any = false;
      for (auto& coroutine : all)
         if (coroutine) {
            coroutine();
            any = true;
         }
   }
   puts("done");
}
