/* One error of every kind that a C program can make, each from a function of
   its own, and leaks of all four kinds.

   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define NOINLINE __attribute__((noinline))

static char* volatile kept_inside;
static char* volatile kept;

static NOINLINE void invalid_read(char* p)  { volatile char c = p[40]; }        /* @read */
static NOINLINE void invalid_write(char* p) { *(int*)(p + 40) = 1; }            /* @write */
static NOINLINE void invalid_free(char* p)  { free(p); free(p); }               /* @free */
static NOINLINE void invalid_syscall(char* p)
{
   write(open("/dev/null", O_WRONLY), p + 30, 11);                              /* @syscall */
}
static NOINLINE void overlap(char* p)       { memcpy(p, p + 1, 20); }           /* @overlap */
static NOINLINE void fishy(long size)       { malloc(size); }                   /* @fishy */
static NOINLINE void to_zero(void)          { realloc(malloc(5), 0); }          /* @zero */
static NOINLINE void bad_size(void)         { free(aligned_alloc(3, 40)); }     /* @alignment */
static NOINLINE char** leak(void)
{
   char** lost = malloc(48);                                                    /* @definite */
   *lost = malloc(24);                                                          /* @indirect */
   kept_inside = (char*)malloc(100) + 50;                                       /* @possible */
   kept = malloc(7);                                                            /* @reachable */
   return lost;
}
static NOINLINE void wipe(void)
{
   char old[3000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}

int main(void)
{
   char* block = calloc(1, 40);
   leak();
   wipe();
   for (int i = 0; i < 3; i++)
      invalid_read(block);
   invalid_write(block);
   invalid_syscall(block);
   overlap(block);
   fishy(-3);
   to_zero();
   bad_size();
   invalid_free(block);
   return 0;
}
