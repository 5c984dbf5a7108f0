/* boost_context: Boost.Context's fibers, on mapped and on malloc'ed stacks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <boost/context/fiber.hpp>
#include <boost/context/fixedsize_stack.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>
#include <cstdio>
#include <vector>
#include "plant.h"

namespace ctx = boost::context;

static ctx::fiber* caller;

template <class Stacks> static void rounds()
{
   std::vector<ctx::fiber> fibers;
   for (int i = 0; i < 20; i++)
      fibers.emplace_back(std::allocator_arg, Stacks(), [i](ctx::fiber&& from) {
         caller = &from;
         work(i, [] { ctx::fiber* mine = caller; *mine = std::move(*mine).resume(); caller = mine; });
         return std::move(from);
      });
   for (bool any = true; any; ) {
      any = false;
      for (auto& fiber : fibers)
         if (fiber) {
            fiber = std::move(fiber).resume();
            any = true;
         }
   }
}

int main(int argc, char**)
{
   is_bad = argc > 1;
   rounds<ctx::fixedsize_stack>();
   rounds<ctx::protected_fixedsize_stack>();
   puts("done");
}
