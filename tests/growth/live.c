/* live.c: a preload library that counts the live heap, independently of any
   detector: `evaluate --truth` uses it.

   When the program ends it writes to the file $LIVE_OUT

      peak <bytes>  end <bytes>  allocs <number>  allocated <bytes>  cpu <microseconds>

   where "end" is what was live when main returned (or exit was called), that is
   before exit handlers and static destructors ran.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t count, size_t size);
extern void* __libc_realloc(void* block, size_t size);
extern void* __libc_memalign(size_t alignment, size_t size);
extern void  __libc_free(void* block);

static long live, peak, end = -1, allocs, allocated;

static void* came(void* block)
{
   if (!block)
      return NULL;
   long size    = (long)malloc_usable_size(block);
   long now     = __atomic_add_fetch(&live, size, __ATOMIC_RELAXED);
   long highest = __atomic_load_n(&peak, __ATOMIC_RELAXED);
   while (now > highest && !__atomic_compare_exchange_n(&peak, &highest, now, 1, __ATOMIC_RELAXED, __ATOMIC_RELAXED))
      ;
   __atomic_add_fetch(&allocs, 1, __ATOMIC_RELAXED);
   __atomic_add_fetch(&allocated, size, __ATOMIC_RELAXED);
   return block;
}

static void goes(void* block)
{
   if (block)
      __atomic_sub_fetch(&live, (long)malloc_usable_size(block), __ATOMIC_RELAXED);
}

void* malloc(size_t size)               { return came(__libc_malloc(size)); }
void* calloc(size_t count, size_t size) { return came(__libc_calloc(count, size)); }
void  free(void* block)                 { goes(block); __libc_free(block); }

/* If it fails, which no program of the corpus lets happen, the block would be
   counted as gone. */
void* realloc(void* block, size_t size)
{
   goes(block);
   return came(__libc_realloc(block, size));
}

void* memalign(size_t alignment, size_t size)      { return came(__libc_memalign(alignment, size)); }
void* aligned_alloc(size_t alignment, size_t size) { return came(__libc_memalign(alignment, size)); }

int posix_memalign(void** block, size_t alignment, size_t size)
{
   *block = came(__libc_memalign(alignment, size));
   return *block ? 0 : ENOMEM;
}

/* ---- before exit handlers ---- */

static int (*real_main)(int, char**, char**);

static int watched_main(int argc, char** argv, char** environment)
{
   int status = real_main(argc, argv, environment);
   end = live;
   return status;
}

int __libc_start_main(int (*main)(int, char**, char**), int argc, char** argv,
                      void (*init)(void), void (*fini)(void), void (*rtld_fini)(void), void* stack_end)
{
   int (*start)() = (int (*)())dlsym(RTLD_NEXT, "__libc_start_main");
   real_main = main;
   return start(watched_main, argc, argv, init, fini, rtld_fini, stack_end);
}

void exit(int status)
{
   void (*real_exit)(int) = (void (*)(int))dlsym(RTLD_NEXT, "exit");
   if (end < 0)
      end = live;
   real_exit(status);
   __builtin_unreachable();
}

__attribute__((destructor)) static void write_counts(void)
{
   const char* path = getenv("LIVE_OUT");
   char text[200];
   struct rusage used;
   getrusage(RUSAGE_SELF, &used);
   int  length = snprintf(text, sizeof text, "peak %ld  end %ld  allocs %ld  allocated %ld  cpu %ld\n",
                          peak, end < 0 ? live : end, allocs, allocated,
                          (used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1000000 + used.ru_utime.tv_usec + used.ru_stime.tv_usec);
   int  file = path ? open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644) : -1;
   if (file < 0 || write(file, text, length) != length)
      _exit(99);
   close(file);
}
