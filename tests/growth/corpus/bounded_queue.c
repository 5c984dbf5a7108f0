/* bounded_queue.c: Threads with a queue between them that holds at most 64
   tasks; who is too fast has to wait.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <pthread.h>

typedef struct { uint64_t value; char payload[56]; } Task;

static struct {
   pthread_mutex_t lock;
   pthread_cond_t  changed;
   Task* tasks[64];
   unsigned first, count, done;
} queue = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, { NULL }, 0, 0, 0 };
static uint64_t sums[2];

static void put(Task* task)
{
   pthread_mutex_lock(&queue.lock);
   while (queue.count == 64)
      pthread_cond_wait(&queue.changed, &queue.lock);
   queue.tasks[(queue.first + queue.count++) % 64] = task;
   queue.done = !task;
   pthread_cond_broadcast(&queue.changed);
   pthread_mutex_unlock(&queue.lock);
}

static Task* take(void)
{
   pthread_mutex_lock(&queue.lock);
   while (!queue.count && !queue.done)
      pthread_cond_wait(&queue.changed, &queue.lock);
   Task* task = NULL;
   if (queue.count) {
      task = queue.tasks[queue.first++ % 64];
      queue.count--;
   }
   pthread_cond_broadcast(&queue.changed);
   pthread_mutex_unlock(&queue.lock);
   return task;
}

static void* consumer(void* sum)
{
   for (Task* task; (task = take()); free(task))
      *(uint64_t*)sum += task->value + task->payload[9];
   return NULL;
}

int main(int argc, char** argv)
{
   long rounds = start(argc, argv, 20000);
   pthread_t threads[2];
   for (int i = 0; i < 2; i++)
      pthread_create(&threads[i], NULL, consumer, &sums[i]);
   while (rounds-- > 0) {
      Task* task = calloc(1, sizeof *task);
      task->value = any();
      put(task);
   }
   put(NULL);
   for (int i = 0; i < 2; i++)
      pthread_join(threads[i], NULL);
   mix(sums[0] + sums[1]);
   return finish();
}
