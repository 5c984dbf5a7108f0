/* thread_buffers.c: Four threads, each with thread-local buffers by size that
   are made when first needed.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <pthread.h>

static __thread char* buffers[64];
static long rounds;
static pthread_barrier_t done;

static char* scratch(size_t size)
{
   char** buffer = &buffers[size / 64];
   if (!*buffer)
      *buffer = malloc((size / 64 + 1) * 64);
   return *buffer;
}

static void* worker(void* argument)
{
   Random random = random_from((uintptr_t)argument);
   uintptr_t sum = 0;
   for (long round = 0; round < rounds; round++) {
      size_t size = random_between(&random, 1, 4000);
      char*  text = scratch(size);
      text[size - 1] = (char)size;
      char*  copy = malloc(size);
      copy[0] = text[size - 1];
      use(copy);
      sum += copy[0];
      free(copy);
   }
   pthread_barrier_wait(&done);
   for (int i = 0; i < 64; i++)
      free(buffers[i]);
   return (void*)sum;
}

int main(int argc, char** argv)
{
   rounds = start(argc, argv, 15000);
   pthread_barrier_init(&done, NULL, 4);
   pthread_t threads[4];
   for (int i = 0; i < 4; i++)
      pthread_create(&threads[i], NULL, worker, (void*)(uintptr_t)between(1, 1000000));
   for (int i = 0; i < 4; i++) {
      void* sum;
      pthread_join(threads[i], &sum);
      mix((uintptr_t)sum);
   }
   return finish();
}
