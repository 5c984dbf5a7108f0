// C++14 and C++17: operator delete is told the size and the alignment that
// operator new was asked for, and they must be the same.
//
//    sized right | size | align | power
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <cstdint>
#include <cstdio>
#include <cstring>
#include <new>

using std::align_val_t;
using std::nothrow;
using std::size_t;

static align_val_t a(size_t n) { return align_val_t(n); }

static void wrong_size()
{
   operator delete(operator new(40), size_t(41));                             // @size
   operator delete[](operator new[](40), size_t(39));                         // @size_vec
   operator delete(operator new(64, a(64)), size_t(32), a(64));               // @size_align
   operator delete[](operator new[](64, a(64)), size_t(128), a(64));          // @size_align_vec
}

static void wrong_alignment()
{
   operator delete(operator new(64, a(64)), a(32));                           // @align
   operator delete[](operator new[](64, a(64)), a(128));                      // @align_vec
   operator delete(operator new(64, a(64)));                                  // @lost_align
   operator delete[](operator new[](64), a(64));                              // @found_align
   operator delete(operator new(64, a(64), nothrow), a(32), nothrow);         // @align_nothrow
}

static void no_power_of_2()
{
   operator new(64, a(24), nothrow);                                          // @power
   operator new[](64, a(0), nothrow);                                         // @power_vec
}

static void check(void* p, size_t align)
{
   memset(p, 1, 96);
   printf("%d", (uintptr_t)p % align == 0);
}

static void right()
{
   for (size_t n = 1; n <= 4096; n *= 2) {
      void* p;
      p = operator new(96, a(n));             check(p, n); operator delete(p, a(n));
      p = operator new(96, a(n));             check(p, n); operator delete(p, size_t(96), a(n));
      p = operator new(96, a(n), nothrow);    check(p, n); operator delete(p, a(n), nothrow);
      p = operator new[](96, a(n));           check(p, n); operator delete[](p, a(n));
      p = operator new[](96, a(n));           check(p, n); operator delete[](p, size_t(96), a(n));
      p = operator new[](96, a(n), nothrow);  check(p, n); operator delete[](p, a(n), nothrow);
   }
   void* p = operator new(96);
   operator delete(p, size_t(96));
   p = operator new[](96);
   operator delete[](p, size_t(96));
   operator delete((void*)nullptr);
   operator delete[]((void*)nullptr, size_t(5));
   operator delete((void*)nullptr, size_t(5), a(64));
   struct alignas(256) Big { char text[300]; };
   delete new Big;
   delete[] new Big[3];
   puts("");
}

int main(int, char** argv)
{
   if (strcmp(argv[1], "size") == 0)  wrong_size();
   if (strcmp(argv[1], "align") == 0) wrong_alignment();
   if (strcmp(argv[1], "power") == 0) no_power_of_2();
   if (strcmp(argv[1], "right") == 0) right();
   return 0;
}
