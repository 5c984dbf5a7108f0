/* Errors in threads, told with the thread in which they happen; a block used
   after another thread has freed it; an access to another thread's stack.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <pthread.h>
#include <stdlib.h>
static char* block;
static void* frees(void* unused) { free(block); return NULL; }            /* @frees */
static void* uses(void* unused)  { block[3] = 1; return NULL; }           /* @uses */
static void* leaks(void* unused) { malloc(77); return NULL; }             /* @leaks */
int main(void)
{
   pthread_t thread;
   block = malloc(10);                                                    /* @malloc */
   pthread_create(&thread, NULL, frees, NULL);
   pthread_join(thread, NULL);
   pthread_create(&thread, NULL, uses, NULL);
   pthread_join(thread, NULL);
   pthread_create(&thread, NULL, leaks, NULL);
   pthread_join(thread, NULL);
   return 0;
}
