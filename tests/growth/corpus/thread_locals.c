/* thread_locals.c: Four worker threads each note every piece of work in a
   thread-local list, which nobody reads.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "corpus.h"
#include <pthread.h>

typedef struct Note { struct Note* next; uint32_t what; char text[20]; } Note;

static __thread Note* notes;
static long rounds;
static uintptr_t sums[4];
static pthread_barrier_t done, end;

static void note(uint32_t what)
{
   Note* entry = malloc(sizeof *entry);
   entry->next = notes;
   entry->what = what;
   notes = entry;
}

static void* worker(void* sum)
{
   Random random = random_from(*(uintptr_t*)sum);
   for (long round = 0; round < rounds; round++) {
      size_t size  = random_between(&random, 8, 256);
      char*  block = malloc(size);
      memset(block, (int)round, size);
      *(uintptr_t*)sum += block[size / 2];
      note(size);
      free(block);
   }
   pthread_barrier_wait(&done);
   pthread_barrier_wait(&end);           /* the thread lives as long as the program */
   return NULL;
}

int main(int argc, char** argv)
{
   rounds = start(argc, argv, 15000);
   pthread_barrier_init(&done, NULL, 5);
   pthread_barrier_init(&end, NULL, 5);
   for (int i = 0; i < 4; i++) {
      pthread_t thread;
      sums[i] = between(1, 1000000);
      pthread_create(&thread, NULL, worker, &sums[i]);
   }
   pthread_barrier_wait(&done);
   for (int i = 0; i < 4; i++)
      mix(sums[i]);
   return finish();
}
