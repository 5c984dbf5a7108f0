/* numbered: threads whose stacks are side by side in one mapping, and are used by
   others in turn; then a coroutine, the first of the program.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "switch.h"

#define THREADS 4
#define SIZE    (256 * 1024)

static void* caller_sp;
static void* coroutine_sp;

static void* run(void* unused)
{
   return malloc(10);
}

static void use_stacks(char* stacks)
{
   pthread_t threads[THREADS];
   void*     block;

   for (int i = 0; i < THREADS; i++) {
      pthread_attr_t attributes;
      pthread_attr_init(&attributes);
      pthread_attr_setstack(&attributes, stacks + i * SIZE, SIZE);
      pthread_create(&threads[i], &attributes, run, NULL);
   }
   for (int i = 0; i < THREADS; i++) {
      pthread_join(threads[i], &block);
      free(block);
   }
}

static void wrong(void)
{
   char* volatile block = malloc(40);
   block[40] = 1;                                               /* @wrong */
   free(block);
   swap(&coroutine_sp, caller_sp);
}

int main(void)
{
   char* stacks = mmap(NULL, THREADS * SIZE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

   use_stacks(stacks);
   use_stacks(stacks);
   munmap(stacks, THREADS * SIZE);
   stacks = malloc(SIZE);
   swap(&caller_sp, prepare(stacks, SIZE, wrong));
   free(stacks);
   return 0;
}
