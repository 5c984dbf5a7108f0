/* Threads that are created, joined, detached and given TLS destructors, and 20
   that hand blocks to one another: each is allocated in one thread and freed in
   another.

   SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define THREADS 20
#define ROUNDS  300

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char*           shelf[64];
static unsigned        n_checked, n_destroyed;
static int             n_detached;
static pthread_key_t   key;

static void destroy(void* p)
{
   free(p);
   __atomic_fetch_add(&n_destroyed, 1, __ATOMIC_SEQ_CST);
}

static void* exchange(void* number)
{
   unsigned seed = (unsigned)(long)number;
   pthread_setspecific(key, malloc(33));
   for (int i = 0; i < ROUNDS; i++) {
      size_t size = rand_r(&seed) % 200 + 2;
      char* block = malloc(size);
      memset(block, (int)(size & 127), size);
      block[size - 1] = 0;
      pthread_mutex_lock(&lock);
      unsigned slot = rand_r(&seed) % 64;
      char* other = shelf[slot];
      shelf[slot] = block;
      pthread_mutex_unlock(&lock);
      if (other != NULL && strlen(other) > 0)
         n_checked++;
      free(other);
   }
   return NULL;
}

static void* detached(void* unused)
{
   free(strdup("detached"));
   __atomic_fetch_add(&n_detached, 1, __ATOMIC_SEQ_CST);
   return NULL;
}

/* Those that have not ended have memory of their own. */
static int n_threads(void)
{
   struct stat tasks;
   return stat("/proc/self/task", &tasks) == 0 ? (int)tasks.st_nlink - 2 : 1;
}

int main(void)
{
   pthread_t threads[THREADS];
   pthread_key_create(&key, destroy);
   for (long i = 0; i < THREADS; i++)
      pthread_create(&threads[i], NULL, exchange, (void*)(i + 1));
   for (int i = 0; i < THREADS; i++)
      pthread_join(threads[i], NULL);
   for (int i = 0; i < 10; i++) {
      pthread_t thread;
      pthread_create(&thread, NULL, detached, NULL);
      pthread_detach(thread);
   }
   while (n_detached < 10 || n_threads() > 1)
      usleep(1000);
   for (int i = 0; i < 64; i++)
      free(shelf[i]);
   printf("%d detached, %u destroyed\n", n_detached, n_destroyed);
   return 0;
}
