// Pointers into the middle of blocks: each heuristic's shape, and shapes that
// no heuristic knows.  Everything is allocated with plain calls in the layout
// that the libraries use, so that the test doesn't depend on a library.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <cstdlib>
#include <cstring>
#include <cstdint>

struct WithDestructor { ~WithDestructor() {} long body; };
struct First  { virtual ~First() {}  long one; };
struct Second { virtual ~Second() {} long two; };
struct Both : First, Second { long three; };

static void* volatile kept[8];

static __attribute__((noinline)) void fill()
{
   // The old std::string: length, capacity, references, then the text.
   uintptr_t* old_string = (uintptr_t*)malloc(24 + 10);   // @stdstring
   old_string[0] = 5;
   old_string[1] = 9;
   old_string[2] = 0;
   strcpy((char*)(old_string + 3), "hello");
   kept[0] = old_string + 3;

   // A size in front of the data (sqlite does this).
   uint64_t* with_length = (uint64_t*)malloc(8 + 100);    // @length64
   *with_length = 100;
   kept[1] = with_length + 1;

   kept[2] = new WithDestructor[7];                       // @newarray

   kept[3] = static_cast<Second*>(new Both);              // @inheritance

   char* middle = (char*)calloc(1, 200);                  // @middle
   kept[4] = middle + 104;

   // Reached only through a possibly lost block, by start and by middle.
   char** second = (char**)calloc(1, 64);                 // @second
   *(char***)middle = second;
   second[2] = (char*)calloc(1, 70) + 33;                 // @third
}

int main()
{
   fill();
   return 0;
}
