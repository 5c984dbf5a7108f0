/* Two threads resume the same coroutines, in turn: each goes on where the other
   thread has left it.  With an argument each writes behind a block, when the
   second thread resumes it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <pthread.h>
#include <stdlib.h>
#include "../../vrleak.h"
#include "switch.h"

#define N      4
#define SIZE   32768
#define ROUNDS 50

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t  changed = PTHREAD_COND_INITIALIZER;
static int             turn, bad, current, wrong;
static char*           stacks[N];
static void*           sps[N];
static void*           resumer_sp;
static unsigned long   ids[N];

static __attribute__((noinline)) void step(int* block)
{
   if (bad && turn == 1)
      block[10] = 1;                         /* @bad */
   swap(&sps[current], resumer_sp);
}

static void work(void)
{
   for (;;) {
      int* block = malloc(40);
      step(block);                           /* @step */
      free(block);
   }
}

static void resume_all(int self)
{
   for (int i = 0; i < N; i++) {
      current = i;
      swap(&resumer_sp, sps[i]);
      if (VRLEAK_CORO_CURRENT() != 0)
         wrong = 1;
   }
}

static void* run(void* argument)
{
   int self = argument != NULL;
   for (int round = 0; round < ROUNDS; round++) {
      pthread_mutex_lock(&mutex);
      while (turn != self)
         pthread_cond_wait(&changed, &mutex);
      resume_all(self);
      turn = !self;
      pthread_cond_signal(&changed);
      pthread_mutex_unlock(&mutex);
   }
   return NULL;
}

int main(int argc, char** argv)
{
   pthread_t thread;

   bad = argc > 1;
   for (int i = 0; i < N; i++) {
      stacks[i] = malloc(SIZE);
      sps[i]    = prepare(stacks[i], SIZE, work);
   }
   pthread_create(&thread, NULL, run, &thread);
   run(NULL);
   pthread_join(thread, NULL);
   return wrong;
}
