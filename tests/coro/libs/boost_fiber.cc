/* boost_fiber: Boost.Fiber's, with its scheduler.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <boost/fiber/all.hpp>
#include <cstdio>
#include <vector>
#include "plant.h"

static void yield() { boost::this_fiber::yield(); }

int main(int argc, char**)
{
   std::vector<boost::fibers::fiber> all;
   is_bad = argc > 1;
   for (int i = 0; i < 20; i++) all.emplace_back([i] { work(i, yield); });
   for (auto& fiber : all) fiber.join();
   puts("done");
}
