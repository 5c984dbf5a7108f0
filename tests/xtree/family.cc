// Calls everything of the malloc family once and prints what it can rely on.
// Which functions it calls depends on the argument: "same" stands for those that
// are traced and behave exactly as under Memcheck 3.19.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <malloc.h>
#include <new>

static volatile size_t one = 1;       // sizes that the compiler can't know

static void say(const char* what, void* p, size_t align = 16)
{
   printf("%s: %s, usable %zu, aligned %d\n", what, p ? "block" : "NULL",
          malloc_usable_size(p), (uintptr_t)p % align == 0);
   fflush(stdout);
}

#define TRY(align, call)                                                       \
   do { void* p = (call); say(#call, p, align); free(p); } while (0)

static void c_functions()
{
   TRY(16, malloc(40 * one));
   TRY(16, malloc(0 * one));
   TRY(16, calloc(3, 7 * one));
   TRY(16, realloc(malloc(10 * one), 100 * one));
   TRY(16, realloc(malloc(100 * one), 10 * one));
   TRY(16, realloc(malloc(10 * one), 10 * one));
   TRY(64, memalign(64 * one, 10));
   TRY(4096, valloc(10 * one));
   TRY(32, aligned_alloc(32, 64 * one));
   TRY(16, strdup("twelve bytes"));
   TRY(16, strndup("twelve bytes", 6));
   TRY(4, wcsdup(L"wide"));

   void* p = nullptr;
   printf("posix_memalign: %d\n", posix_memalign(&p, 128, 20 * one));
   say("posix_memalign", p, 128);
   free(p);

   printf("realloc to 0: %d\n", realloc(malloc(one), 0 * one) != nullptr);
   free(nullptr);
   printf("mallopt %d, trim %d\n", mallopt(M_MMAP_MAX, 1), malloc_trim(0));
   malloc_stats();

   char* line = nullptr;
   printf("asprintf %d\n", asprintf(&line, "%d", 12345));
   say("asprintf", line);
   free(line);
}

static void cxx_operators()
{
   auto al = std::align_val_t(64);
   void* p;

   p = operator new(10 * one);                     say("new", p);
   operator delete(p);
   p = operator new(10 * one);                     say("new", p);
   operator delete(p, 10 * one);
   p = operator new(10 * one, std::nothrow);       say("new nothrow", p);
   operator delete(p, std::nothrow);
   p = operator new[](10 * one);                   say("new[]", p);
   operator delete[](p);
   p = operator new[](10 * one);                   say("new[]", p);
   operator delete[](p, 10 * one);
   p = operator new[](10 * one, std::nothrow);     say("new[] nothrow", p);
   operator delete[](p, std::nothrow);
   p = operator new(10 * one, al);                 say("new al", p, 64);
   operator delete(p, al);
   p = operator new(10 * one, al);                 say("new al", p, 64);
   operator delete(p, 10 * one, al);
   p = operator new(10 * one, al, std::nothrow);   say("new al nothrow", p, 64);
   operator delete(p, al, std::nothrow);
   p = operator new[](10 * one, al);               say("new[] al", p, 64);
   operator delete[](p, al);
   p = operator new[](10 * one, al);               say("new[] al", p, 64);
   operator delete[](p, 10 * one, al);
   p = operator new[](10 * one, al, std::nothrow); say("new[] al nothrow", p, 64);
   operator delete[](p, al, std::nothrow);
   operator delete(nullptr);
   operator delete[](nullptr);
   delete new int(3);
   delete[] new int[3];
}

// C23's, which no C library has yet, and one that glibc has dropped: those of this
// program are replaced.
extern "C" __attribute__((noinline)) void free_sized(void*, size_t) { abort(); }
extern "C" __attribute__((noinline)) void cfree(void*) { abort(); }
extern "C" __attribute__((noinline)) void free_aligned_sized(void*, size_t, size_t) { abort(); }

// Where Memcheck 3.19 has no replacement, calls another function, or aborts.
static void others()
{
   TRY(16, reallocarray(nullptr, 3, 5 * one));
   errno = 0;
   void* p = malloc(one);
   void* q = reallocarray(p, SIZE_MAX / 2, 3);
   printf("reallocarray too much: %d, ENOMEM %d\n", q != nullptr, errno == ENOMEM);
   free(p);
   errno = 0;
   p = calloc(SIZE_MAX / 2, 3 * one);
   printf("calloc too much: %d, ENOMEM %d\n", p != nullptr, errno == ENOMEM);
   printf("posix_memalign, bad alignment: %d\n", posix_memalign(&p, 3, one) == EINVAL);
   TRY(4096, pvalloc(10 * one));
   free_sized(malloc(20 * one), 20 * one);
   free_aligned_sized(aligned_alloc(64, 128 * one), 64, 128);
   cfree(malloc(30 * one));
}

static void info()
{
   void* p = malloc(1000 * one);
   struct mallinfo before = mallinfo();
   struct mallinfo2 before2 = mallinfo2();
   free(p);
   struct mallinfo after = mallinfo();
   printf("mallinfo: %d %d\n", before.uordblks - after.uordblks >= 1000,
          before2.uordblks == (size_t)before.uordblks);
}

int main(int argc, char** argv)
{
   setvbuf(stdout, nullptr, _IONBF, 0);
   bool all = argc > 1 && !strcmp(argv[1], "all");
   c_functions();
   cxx_operators();
   if (all) {
      others();
      info();
   }
   return 0;
}
