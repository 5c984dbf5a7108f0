/* backlog.c: Ten jobs arrive in the time in which nine are done.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"

typedef struct Job { struct Job* next; size_t size; unsigned char data[]; } Job;
typedef struct { Job *first, **end; size_t length; } Queue;

static void produce(Queue* queue)
{
   size_t size = between(16, 120);
   Job*   job  = malloc(sizeof *job + size);
   job->next = NULL;
   job->size = size;
   memset(job->data, (int)size, size);
   *queue->end = job;
   queue->end  = &job->next;
   queue->length++;
}

static void consume(Queue* queue)
{
   Job* job = queue->first;
   if (!job)
      return;
   queue->first = job->next;
   if (!queue->first)
      queue->end = &queue->first;
   queue->length--;
   mix(job->data[job->size / 2]);
   free(job);
}

int main(int argc, char** argv)
{
   long  rounds = start(argc, argv, 8000);
   Queue queue  = { NULL, &queue.first, 0 };
   while (rounds-- > 0) {
      for (int i = 0; i < 10; i++)
         produce(&queue);
      for (int i = 0; i < 9; i++)
         consume(&queue);
   }
   mix(queue.length);
   while (queue.first)
      consume(&queue);
   return finish();
}
