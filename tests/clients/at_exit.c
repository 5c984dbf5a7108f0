/* Frees at the very end: atexit, destructors of C++ and of libraries, on_exit,
   thread-local destructors.
   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
static char *one, *two, *three;
static pthread_key_t key;
static void free_one(void)                      { free(one); }
static void free_two(int status, void* p)       { free(p); }
static __attribute__((destructor)) void free_three(void) { free(three); }
static void* thread(void* unused)               { pthread_setspecific(key, malloc(4)); pthread_exit(NULL); }
int main(void)
{
   pthread_t t;
   one = malloc(1);
   two = malloc(2);
   three = malloc(3);
   atexit(free_one);
   on_exit(free_two, two);
   pthread_key_create(&key, free);
   pthread_create(&t, NULL, thread, NULL);
   pthread_join(t, NULL);
   puts("bye");
   return 0;
}
