// A vector that is read beyond its end, and is lost.  SPDX-License-Identifier: GPL-2.0-or-later
#include <vector>

int main()
{
   auto *v = new std::vector<int>; // @new
   v->push_back(1); // @push
   int n = v->data()[2]; // @read
   static volatile int kept;
   kept = n;
   v = nullptr;
   return 0;
}
