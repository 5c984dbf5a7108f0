/*
   threads BLOCKS: two threads allocate, two others free: the blocks travel in
   batches through a queue guarded by a mutex.

      producer --+                       +--> consumer
                 +--> queue of batches --+
      producer --+                       +--> consumer

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define BATCH 64
#define QUEUE 16
#define PAIRS 2

typedef struct {
   unsigned char* block[BATCH];
} Batch;

static Batch           queue[QUEUE];
static int             first, used;
static long            to_consume;   /* batches not taken yet */
static pthread_mutex_t lock      = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  not_full  = PTHREAD_COND_INITIALIZER;
static pthread_cond_t  not_empty = PTHREAD_COND_INITIALIZER;

static void put(const Batch* batch)
{
   pthread_mutex_lock(&lock);
   while (used == QUEUE) pthread_cond_wait(&not_full, &lock);
   queue[(first + used++) % QUEUE] = *batch;
   pthread_cond_signal(&not_empty);
   pthread_mutex_unlock(&lock);
}

/* Returns 0 when there will be no more. */
static int take(Batch* batch)
{
   pthread_mutex_lock(&lock);
   int more = to_consume > 0;
   if (more) {
      to_consume--;
      while (used == 0) pthread_cond_wait(&not_empty, &lock);
      *batch = queue[first];
      first  = (first + 1) % QUEUE;
      used--;
      pthread_cond_signal(&not_full);
   }
   pthread_mutex_unlock(&lock);
   return more;
}

static void* produce(void* batches)
{
   for (long i = 0; i < (long)batches; i++) {
      Batch batch;
      for (int k = 0; k < BATCH; k++) {
         batch.block[k]    = malloc(16 + k * 4);
         batch.block[k][0] = i + k;
      }
      put(&batch);
   }
   return NULL;
}

static void* consume(void* sum)
{
   Batch batch;
   while (take(&batch))
      for (int k = 0; k < BATCH; k++) {
         *(unsigned long*)sum += batch.block[k][0];
         free(batch.block[k]);
      }
   return NULL;
}

int main(int argc, char** argv)
{
   long          blocks  = argc > 1 ? atol(argv[1]) : 1000;
   long          batches = blocks / BATCH / PAIRS;
   unsigned long sum[PAIRS] = {0};
   pthread_t     producer[PAIRS], consumer[PAIRS];

   to_consume = batches * PAIRS;
   for (int i = 0; i < PAIRS; i++) {
      pthread_create(&producer[i], NULL, produce, (void*)batches);
      pthread_create(&consumer[i], NULL, consume, &sum[i]);
   }
   for (int i = 0; i < PAIRS; i++) {
      pthread_join(producer[i], NULL);
      pthread_join(consumer[i], NULL);
   }
   printf("%lu\n", sum[0] + sum[1]);
   return 0;
}
