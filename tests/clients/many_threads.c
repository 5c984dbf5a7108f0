/* 300 threads, 30 alive at a time; each leaves 5 blocks reachable and 1 lost.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <pthread.h>
#include <stdlib.h>
static void* kept[2000];
static int n_kept;
static void* run(void* unused)
{
   for (int i = 0; i < 5; i++)
      kept[__atomic_fetch_add(&n_kept, 1, __ATOMIC_SEQ_CST)] = malloc(10);
   malloc(20);                                           /* @lost */
   return NULL;
}
int main(void)
{
   pthread_t threads[30];
   for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 30; i++)
         pthread_create(&threads[i], NULL, run, NULL);
      for (int i = 0; i < 30; i++)
         pthread_join(threads[i], NULL);
   }
   return 0;
}
