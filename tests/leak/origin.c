/* A leaked block's stack is that of the call that made it as it is now.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
static __attribute__((noinline)) void fill(void)
{
   void* grown = malloc(10);
   void* p;
   grown = realloc(grown, 1001);                         /* @realloc */
   grown = realloc(malloc(2000), 1002);                  /* @shrunk */
   realloc(NULL, 1003);                                  /* @realloc_null */
   reallocarray(NULL, 2, 502);                           /* @reallocarray */
   memalign(64, 1005);                                   /* @memalign */
   posix_memalign(&p, 4096, 1006);                       /* @posix_memalign */
   aligned_alloc(32, 1007);                              /* @aligned_alloc */
   valloc(1008);                                         /* @valloc */
   strndup(memset(calloc(1, 2000), 'x', 1008), 1008);    /* @strndup */
   asprintf((char**)&p, "%01009d", 1);                   /* @asprintf */
}
static __attribute__((noinline)) void wipe(void)
{
   char old[8000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}
int main(void) { fill(); wipe(); return 0; }
