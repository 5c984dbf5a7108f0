// Blocks freed by the wrong family of functions; with an argument, by the
// right one.
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <cstdlib>

static void wrong()
{
   int* a = static_cast<int*>(std::malloc(40));   // @malloc
   delete a;                                      // @malloc_delete
   int* b = new int;                              // @new
   std::free(b);                                  // @new_free
   int* c = new int[10];                          // @newvec
   delete c;                                      // @newvec_delete
   int* d = new int;                              // @new2
   delete[] d;                                    // @new_deletevec
}

static void right()
{
   std::free(std::malloc(40));
   delete new int;
   delete[] new int[10];
}

int main(int argc, char**)
{
   if (argc == 1) wrong(); else right();
}
