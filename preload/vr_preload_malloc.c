/* vr_preload_malloc.c: replacements of malloc, operator new and relatives.

   All of them are done by the tool (vr_malloc.c); what is left to do here is
   what a C library or C++ runtime does around an allocation that failed:
   setting errno, calling the new-handler, throwing std::bad_alloc.

   They stand in for the functions of these names in every object, so that an
   allocator linked into the program is replaced as well.  The core lets the
   user restrict that by --soname-synonyms=somalloc=...; in libc.so* and the
   C++ runtimes they are replaced in any case.

   Linked into the preload library only.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_preload.h"

#define ALSO_ANYWHERE(tag, name) \
   VR_ALSO(tag, name, ANYWHERE, name)

/* Those of C++ are named after libstdc++. */
#define CXX_FUNCTION(type, tag, name) \
   FUNCTION_IN(LIBSTDCXX, type, tag, name)
#define ALSO_IN_CXX(tag, name) \
   VR_ALIAS(VR_REPLACEMENT(tag, LIBSTDCXX, name), \
            VR_REPLACEMENT(tag, LIBCXX, name)) \
   VR_ALIAS(VR_REPLACEMENT(tag, LIBSTDCXX, name), \
            VR_REPLACEMENT(tag, ANYWHERE, name))

/* ------------------------------------------------------------------ */
/*  C: allocation                                                      */
/* ------------------------------------------------------------------ */

extern Int* __errno_location(void) __attribute__((weak));

static const Int enomem = 12;

/* A NULL result means that there is no memory, whether the tool says so or
   declines. */
#define RETURN_BLOCK_OR_NULL(sets_errno, fn, ...)                             \
   do {                                                                       \
      void* block;                                                            \
      Bool  done;                                                             \
      VR_RUN_NATIVE(done, block, fn, __VA_ARGS__);                            \
      if (LIKELY(done && block != NULL))                                      \
         return block;                                                        \
      if ((sets_errno) && __errno_location != NULL)                           \
         *__errno_location() = enomem;                                        \
      return NULL;                                                            \
   } while (0)

#define ALLOCATE(tag, name, fn)                                               \
   FUNCTION(void*, tag, name)(SizeT n)                                        \
   { RETURN_BLOCK_OR_NULL(True, fn, "D"(n)); }                                \
   ALSO_ANYWHERE(tag, name)

#define ALLOCATE_2(tag, name, fn)                                             \
   FUNCTION(void*, tag, name)(SizeT a, SizeT b)                               \
   { RETURN_BLOCK_OR_NULL(True, fn, "D"(a), "S"(b)); }                        \
   ALSO_ANYWHERE(tag, name)

ALLOCATE  (40010, malloc,        VRN_MALLOC)
ALLOCATE  (40020, valloc,        VRN_VALLOC)
ALLOCATE  (40030, pvalloc,       VRN_PVALLOC)
ALLOCATE_2(40040, calloc,        VRN_CALLOC)
/* One function under two names up to glibc 2.37, which can't be told apart
   then; memalign is the one that accepts any size. */
ALLOCATE_2(40051, memalign,      VRN_MEMALIGN)
ALLOCATE_2(40050, aligned_alloc, VRN_ALIGNED_ALLOC)

/* A reallocation to nothing frees, and its NULL is no failure. */
FUNCTION(void*, 40060, realloc)(void* p, SizeT n)
{
   RETURN_BLOCK_OR_NULL(n != 0, VRN_REALLOC, "D"(p), "S"(n));
}
ALSO_ANYWHERE(40060, realloc)

FUNCTION(void*, 40070, reallocarray)(void* p, SizeT n, SizeT size)
{
   RETURN_BLOCK_OR_NULL(n != 0 && size != 0, VRN_REALLOCARRAY,
                        "D"(p), "S"(n), "d"(size));
}
ALSO_ANYWHERE(40070, reallocarray)

FUNCTION(Int, 40080, posix_memalign)(void** p, SizeT align, SizeT n)
{
   void* block;
   Bool  done;

   VR_TRY_NATIVE(Int, VRN_POSIX_MEMALIGN, "D"(p), "S"(align), "d"(n));
   /* The tool can't store through p: that is for the client to do, and to be
      told about. */
   void** where = p;
   __asm__ __volatile__("" : "+r"(where));    /* copied here, not earlier  */
   VR_RUN_NATIVE(done, block, VRN_MEMALIGN, "D"(align), "S"(n));
   if (!done || block == NULL)
      return enomem;
   *where = block;
   return 0;
}
ALSO_ANYWHERE(40080, posix_memalign)

/* ------------------------------------------------------------------ */
/*  C: freeing and the rest                                            */
/* ------------------------------------------------------------------ */

#define RUN(fn, ...)                                                          \
   do {                                                                       \
      UWord ignored_result;                                                   \
      Bool  ignored_done;                                                     \
      VR_RUN_NATIVE(ignored_done, ignored_result, fn, __VA_ARGS__);           \
      (void)ignored_done;                                                     \
      (void)ignored_result;                                                   \
   } while (0)

#define FREE(tag, name, ...)                                                  \
   FUNCTION(void, tag, name)(void* p, ##__VA_ARGS__)                          \
   { RUN(VRN_FREE, "D"(p)); }                                                 \
   ALSO_ANYWHERE(tag, name)

FREE(40091, free)
FREE(40090, cfree)
FREE(40100, free_sized, SizeT n)
FREE(40110, free_aligned_sized, SizeT align, SizeT n)

FUNCTION(SizeT, 40120, malloc_usable_size)(void* p)
{
   VR_TRY_NATIVE(SizeT, VRN_USABLE_SIZE, "D"(p));
   return 0;
}
ALSO_ANYWHERE(40120, malloc_usable_size)

/* There is nothing to tune, trim or show. */
FUNCTION(Int, 40130, mallopt)(Int parameter, Int value) { return 1; }
ALSO_ANYWHERE(40130, mallopt)
FUNCTION(Int, 40140, malloc_trim)(SizeT pad) { return 0; }
ALSO_ANYWHERE(40140, malloc_trim)
FUNCTION(void, 40150, malloc_stats)(void) { }
ALSO_ANYWHERE(40150, malloc_stats)

typedef VR_MALLINFO(Int)   MallInfo;
typedef VR_MALLINFO(SizeT) MallInfo2;

/* A structure of this size is returned through a pointer that the caller
   passes before the arguments. */
#define MALLINFO(type, tag, name, fn)                                         \
   FUNCTION(type*, tag, name)(type* result)                                   \
   {                                                                          \
      VR_TRY_NATIVE(type*, fn, "D"(result));                                  \
      *result = (type){ 0 };                                                  \
      return result;                                                          \
   }                                                                          \
   ALSO_ANYWHERE(tag, name)

MALLINFO(MallInfo,  40160, mallinfo,  VRN_MALLINFO)
MALLINFO(MallInfo2, 40170, mallinfo2, VRN_MALLINFO2)

/* ------------------------------------------------------------------ */
/*  C++: operator new                                                  */
/* ------------------------------------------------------------------ */

typedef void (*NewHandler)(void);

/* std::get_new_handler() and std::__throw_bad_alloc(), if the program is
   linked with a C++ runtime. */
extern NewHandler _ZSt15get_new_handlerv(void) __attribute__((weak));
extern void _ZSt17__throw_bad_allocv(void) __attribute__((weak, noreturn));

/* What C++ asks for when there is no memory: the new-handler may make some,
   or throw; without one, std::bad_alloc. */
__attribute__((noinline))
static void make_room_or_throw(void)
{
   NewHandler handler = NULL;

   if (_ZSt15get_new_handlerv != NULL)
      handler = _ZSt15get_new_handlerv();
   if (handler != NULL) {
      handler();
      return;
   }
   if (_ZSt17__throw_bad_allocv != NULL)
      _ZSt17__throw_bad_allocv();
   VALGRIND_PRINTF_BACKTRACE(
      "no memory for operator new, and no C++ runtime to throw bad_alloc\n");
   vr_die_of_abort();
}

#define NEW(tag, name, fn)                                                    \
   CXX_FUNCTION(void*, tag, name)(SizeT n)                                    \
   {                                                                          \
      for (;;) {                                                              \
         VR_TRY_NATIVE(void*, fn, "D"(n));                                    \
         make_room_or_throw();                                                \
      }                                                                       \
   }                                                                          \
   ALSO_IN_CXX(tag, name)

#define NEW_ALIGNED(tag, name, fn)                                            \
   CXX_FUNCTION(void*, tag, name)(SizeT n, SizeT align)                       \
   {                                                                          \
      for (;;) {                                                              \
         VR_TRY_NATIVE(void*, fn, "D"(n), "S"(align));                        \
         make_room_or_throw();                                                \
      }                                                                       \
   }                                                                          \
   ALSO_IN_CXX(tag, name)

#define NEW_NOTHROW(tag, name, fn)                                            \
   CXX_FUNCTION(void*, tag, name)(SizeT n, const void* nothrow)               \
   {                                                                          \
      VR_TRY_NATIVE(void*, fn, "D"(n));                                       \
      return NULL;                                                            \
   }                                                                          \
   ALSO_IN_CXX(tag, name)

#define NEW_ALIGNED_NOTHROW(tag, name, fn)                                    \
   CXX_FUNCTION(void*, tag, name)(SizeT n, SizeT align, const void* nothrow)  \
   {                                                                          \
      VR_TRY_NATIVE(void*, fn, "D"(n), "S"(align));                           \
      return NULL;                                                            \
   }                                                                          \
   ALSO_IN_CXX(tag, name)

NEW                (41010, _Znwm,               VRN_NEW)
NEW                (41020, _Znam,               VRN_NEW_VEC)
NEW                (41030, __builtin_new,       VRN_NEW)
NEW                (41040, __builtin_vec_new,   VRN_NEW_VEC)
NEW_NOTHROW        (41050, _ZnwmRKSt9nothrow_t, VRN_NEW_NOTHROW)
NEW_NOTHROW        (41060, _ZnamRKSt9nothrow_t, VRN_NEW_VEC_NOTHROW)
NEW_ALIGNED        (41070, _ZnwmSt11align_val_t, VRN_NEW_ALIGN)
NEW_ALIGNED        (41080, _ZnamSt11align_val_t, VRN_NEW_VEC_ALIGN)
NEW_ALIGNED_NOTHROW(41090, _ZnwmSt11align_val_tRKSt9nothrow_t,
                    VRN_NEW_ALIGN_NOTHROW)
NEW_ALIGNED_NOTHROW(41100, _ZnamSt11align_val_tRKSt9nothrow_t,
                    VRN_NEW_VEC_ALIGN_NOTHROW)

/* ------------------------------------------------------------------ */
/*  C++: operator delete                                               */
/* ------------------------------------------------------------------ */

#define DELETE(tag, name, fn)                                                 \
   CXX_FUNCTION(void, tag, name)(void* p)                                     \
   { RUN(fn, "D"(p)); }                                                       \
   ALSO_IN_CXX(tag, name)

/* The second argument is a size or an alignment; the handler knows. */
#define DELETE_2(tag, name, fn)                                               \
   CXX_FUNCTION(void, tag, name)(void* p, SizeT second)                       \
   { RUN(fn, "D"(p), "S"(second)); }                                          \
   ALSO_IN_CXX(tag, name)

#define DELETE_3(tag, name, fn)                                               \
   CXX_FUNCTION(void, tag, name)(void* p, SizeT n, SizeT align)               \
   { RUN(fn, "D"(p), "S"(n), "d"(align)); }                                   \
   ALSO_IN_CXX(tag, name)

DELETE  (42010, _ZdlPv,                              VRN_DELETE)
DELETE  (42020, _ZdaPv,                              VRN_DELETE_VEC)
DELETE  (42030, __builtin_delete,                    VRN_DELETE)
DELETE  (42040, __builtin_vec_delete,                VRN_DELETE_VEC)
DELETE  (42050, _ZdlPvRKSt9nothrow_t,                VRN_DELETE)
DELETE  (42060, _ZdaPvRKSt9nothrow_t,                VRN_DELETE_VEC)
DELETE_2(42070, _ZdlPvm,                             VRN_DELETE_SIZED)
DELETE_2(42080, _ZdaPvm,                             VRN_DELETE_VEC_SIZED)
DELETE_2(42090, _ZdlPvSt11align_val_t,               VRN_DELETE_ALIGN)
DELETE_2(42100, _ZdaPvSt11align_val_t,               VRN_DELETE_VEC_ALIGN)
DELETE_2(42110, _ZdlPvSt11align_val_tRKSt9nothrow_t, VRN_DELETE_ALIGN)
DELETE_2(42120, _ZdaPvSt11align_val_tRKSt9nothrow_t, VRN_DELETE_VEC_ALIGN)
DELETE_3(42130, _ZdlPvmSt11align_val_t,              VRN_DELETE_SIZED_ALIGN)
DELETE_3(42140, _ZdaPvmSt11align_val_t,              VRN_DELETE_VEC_SIZED_ALIGN)

/* ------------------------------------------------------------------ */
/*  Start                                                              */
/* ------------------------------------------------------------------ */

/* The C library's, which is found when the library is loaded. */
extern void exit(int status) __attribute__((weak));

/* Tells the tool that this library was loaded, which it is not into programs
   that are linked statically, and where the function is that ends programs. */
__attribute__((constructor))
static void preload_loaded(void)
{
   RUN(VRN_PRELOAD_LOADED, "D"(exit));
}
