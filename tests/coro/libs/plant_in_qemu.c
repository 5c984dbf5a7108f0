/* plant_in_qemu.c: a library to be preloaded into qemu-img.  Its drivers allocate
   by g_malloc in the coroutines in which they read and write; so in the
   PLANT-th of these calls a write past the end of a block is planted.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include "plant.h"

static uintptr_t main_frame;

__attribute__((constructor)) static void begin(void)
{
   is_bad     = getenv("PLANT") == NULL ? 0 : atoi(getenv("PLANT"));
   main_frame = (uintptr_t)__builtin_frame_address(0);
}

/* Threads' stacks are as far from main's; but they don't call this. */
static int is_in_coroutine(void)
{
   const uintptr_t largest = 64 << 20;
   return main_frame - (uintptr_t)__builtin_frame_address(0) > largest;
}

__attribute__((noinline)) static void work_in_qemu(void)
{
   char* block = (char*)malloc(40);
   plant(block, 40);
   free(block);
}

void* g_malloc(size_t n)
{
   static void* (*real)(size_t);
   if (real == NULL)
      real = (void* (*)(size_t))dlsym(RTLD_NEXT, "g_malloc");
   if (is_bad > 0 && is_in_coroutine() && --is_bad == 0)
      work_in_qemu();
   return real(n);
}
