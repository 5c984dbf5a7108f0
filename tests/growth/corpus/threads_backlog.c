/* threads_backlog.c: Two threads submit tasks; the worker drops those that
   come out of order into a list of "later" that it never looks at again.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <pthread.h>

typedef struct Task { struct Task* next; unsigned number; char payload[48]; } Task;

static struct { pthread_mutex_t lock; pthread_cond_t changed; Task *ready, *later; int waiting, producers; } tasks =
   { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, NULL, NULL, 0, 2 };
static long   rounds;
static Random randoms[2];

static void submit(Random* random)
{
   Task* task = malloc(sizeof *task);
   task->number = random_between(random, 0, 9);
   memset(task->payload, task->number, sizeof task->payload);
   pthread_mutex_lock(&tasks.lock);
   while (tasks.waiting >= 100)
      pthread_cond_wait(&tasks.changed, &tasks.lock);
   tasks.waiting += task->number != 0;
   Task** list = task->number == 0 ? &tasks.later : &tasks.ready;
   task->next = *list;
   *list      = task;
   pthread_cond_broadcast(&tasks.changed);
   pthread_mutex_unlock(&tasks.lock);
}

static void* producer(void* random)
{
   for (long round = 0; round < rounds; round++)
      submit(random);
   pthread_mutex_lock(&tasks.lock);
   tasks.producers--;
   pthread_cond_broadcast(&tasks.changed);
   pthread_mutex_unlock(&tasks.lock);
   return NULL;
}

int main(int argc, char** argv)
{
   rounds = start(argc, argv, 30000);
   pthread_t threads[2];
   for (int i = 0; i < 2; i++) {
      randoms[i] = random_from(any());
      pthread_create(&threads[i], NULL, producer, &randoms[i]);
   }
   uint64_t sum = 0;
   pthread_mutex_lock(&tasks.lock);
   while (tasks.producers || tasks.ready) {
      if (!tasks.ready)
         pthread_cond_wait(&tasks.changed, &tasks.lock);
      for (Task* task; (task = tasks.ready); free(task)) {
         tasks.ready = task->next;
         tasks.waiting--;
         sum += task->payload[7];
      }
      pthread_cond_broadcast(&tasks.changed);
   }
   pthread_mutex_unlock(&tasks.lock);
   for (int i = 0; i < 2; i++)
      pthread_join(threads[i], NULL);
   mix(sum);
   return finish();
}
