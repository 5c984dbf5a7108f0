// Every pairing of an allocation with a release, by the numbers given: which
// allocations (all if none), and "right" for the release that fits.
//
//    families right
//    families wrong [first last]
//
// SPDX-License-Identifier: GPL-2.0-or-later

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>

using std::align_val_t;
using std::nothrow;
using std::size_t;

static void* by_malloc()   { return malloc(64); }                        // @malloc
static void* by_calloc()   { return calloc(2, 32); }                     // @calloc
static void* by_memalign() { return memalign(64, 64); }                  // @memalign
static void* by_new()      { return operator new(64); }                  // @new
static void* by_new_nothrow() { return operator new(64, nothrow); }      // @new_nothrow
static void* by_vec()      { return operator new[](64); }                // @vec
static void* by_vec_nothrow() { return operator new[](64, nothrow); }    // @vec_nothrow

static void free_it(void* p)       { free(p); }                          // @free
static void realloc_it(void* p)    { free(realloc(p, 100)); }            // @realloc
static void delete_it(void* p)     { operator delete(p); }               // @delete
static void delete_nothrow(void* p) { operator delete(p, nothrow); }     // @delete_nothrow
static void delete_sized(void* p)  { operator delete(p, size_t(64)); }   // @delete_sized
static void vec_delete(void* p)    { operator delete[](p); }             // @vec_delete
static void vec_nothrow(void* p)   { operator delete[](p, nothrow); }    // @vec_delete_nothrow
static void vec_sized(void* p)     { operator delete[](p, size_t(64)); } // @vec_sized

typedef void* (*Allocate)();
typedef void (*Release)(void*);

enum Family { C, NEW, VEC };

static const struct { Allocate run; Family family; } allocations[] = {
   { by_malloc, C }, { by_calloc, C }, { by_memalign, C },
   { by_new, NEW }, { by_new_nothrow, NEW }, { by_vec, VEC }, { by_vec_nothrow, VEC }
};
static const struct { Release run; Family family; } releases[] = {
   { free_it, C }, { realloc_it, C },
   { delete_it, NEW }, { delete_nothrow, NEW }, { delete_sized, NEW },
   { vec_delete, VEC }, { vec_nothrow, VEC }, { vec_sized, VEC }
};

int main(int argc, char** argv)
{
   bool right = strcmp(argv[1], "right") == 0;
   for (auto& a : allocations)
      for (auto& r : releases)
         if ((a.family == r.family) == right)
            r.run(a.run());
   puts("done");
   return 0;
}
