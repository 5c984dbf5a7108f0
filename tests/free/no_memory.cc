// What operator new does when there is no memory: it calls the new-handler as
// long as there is one, and throws std::bad_alloc when there is none.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <cstddef>
#include <cstdio>
#include <new>

static volatile std::size_t huge = std::size_t(1) << 60;
static int calls;

static void handler()
{
   if (++calls == 3) std::set_new_handler(nullptr);
}

template<typename F> static void expect_throw(const char* what, F allocate)
{
   try {
      allocate();
      std::printf("%s: no exception\n", what);
   } catch (const std::bad_alloc&) {
      std::printf("%s: bad_alloc\n", what);
   }
}

int main()
{
   auto align = std::align_val_t(64);
   expect_throw("new", [] { operator new(huge); });
   expect_throw("new[]", [] { operator new[](huge); });
   expect_throw("aligned new", [=] { operator new(huge, align); });
   expect_throw("aligned new[]", [=] { operator new[](huge, align); });
   std::set_new_handler(handler);
   expect_throw("new with a handler", [] { operator new(huge); });
   std::printf("handler called %d times\n", calls);
   std::printf("nothrow: %d %d %d %d\n",
               operator new(huge, std::nothrow) == nullptr,
               operator new[](huge, std::nothrow) == nullptr,
               operator new(huge, align, std::nothrow) == nullptr,
               operator new[](huge, align, std::nothrow) == nullptr);
   operator delete(operator new(10));
   return 0;
}
