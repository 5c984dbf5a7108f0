/* Places that look like roots and are none: memory that was unmapped, that
   may not be read, or that has been freed; the stack of a thread that ended and
   the dead part of a living one; a pointer that is disguised, that is not
   aligned, or that points just past the end.

   SPDX-License-Identifier: GPL-2.0-or-later */

#define _GNU_SOURCE
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static unsigned long disguised;
static void* past_the_end;
static struct { char one; void* pointer; } __attribute__((packed)) unaligned
   __attribute__((aligned(16)));

static void** page(void)
{
   return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static __attribute__((noinline)) void fill(void)
{
   void** unmapped  = page();
   void** forbidden = page();
   void** freed     = malloc(64);
   void** freed_large = malloc(500000);

   *unmapped = malloc(31);                               /* @unmapped */
   munmap(unmapped, 4096);
   *forbidden = malloc(32);                              /* @forbidden */
   mprotect(forbidden, 4096, PROT_NONE);
   freed[3] = malloc(33);                                /* @freed */
   free(freed);
   freed_large[3000] = malloc(34);                       /* @freed_large */
   free(freed_large);
   disguised = (unsigned long)malloc(35) ^ 0x5555555555555555UL;   /* @disguised */
   unaligned.pointer = malloc(36);                       /* @unaligned */
   past_the_end = (char*)malloc(37) + 37;                /* @past */
}

static __attribute__((noinline)) void* deep(int depth)
{
   void* volatile local[64];
   local[5] = depth ? deep(depth - 1) : malloc(38);      /* @dead_frame */
   return NULL;
}

static void* ends(void* unused)
{
   void* volatile local[64];
   local[5] = malloc(39);                                /* @dead_thread */
   return NULL;
}

static void* ends_deep(void* unused)
{
   void* volatile local[64];
   local[5] = malloc(40);                                /* @exiting_thread */
   pthread_exit(NULL);
}

static __attribute__((noinline)) void wipe(void)
{
   char old[2000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}

int main(void)
{
   pthread_t thread;
   fill();
   deep(20);
   wipe();
   pthread_create(&thread, NULL, ends, NULL);
   pthread_join(thread, NULL);
   pthread_create(&thread, NULL, ends_deep, NULL);
   pthread_join(thread, NULL);
   return 0;
}
