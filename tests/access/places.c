/* Bad frees, whose messages describe addresses of every kind that is not a
   heap block: stacks, globals, thread-local variables, mapped files, code.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

struct order { int id; struct { char name[8]; double price; } lines[4]; };

struct order global_order;
static int counters[10];
const char readonly_text[] = "read only";
static __thread long thread_local_value[2];

static pthread_barrier_t barrier;
static char* volatile of_thread;

static void drop(void* p) { free(p); }        /* @free */

static void* work(void* unused)
{
   char buffer[64];
   of_thread = buffer;
   pthread_barrier_wait(&barrier);            /* main frees buffer */
   pthread_barrier_wait(&barrier);
   drop(buffer + 1);                          /* @own_stack */
   return NULL;
}

static void inner(long* outer)
{
   long local[4];
   drop(&local[1]);                           /* @inner */
   drop(outer);                               /* @outer */
}

int main(int argc, char** argv)
{
   long local[3];
   pthread_t thread;

   inner(&local[2]);
   drop(&global_order.lines[2].price);        /* @global */
   drop(&counters[3]);                        /* @counter */
   drop((void*)readonly_text);                /* @readonly */
   drop((void*)(long)&drop);                  /* @code */
   drop((void*)16);                           /* @low */

   int fd = open(argv[0], O_RDONLY);
   char* file = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
   drop(file + 100);                          /* @file */
   char* anonymous = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
   drop(anonymous + 100);                     /* @anonymous */
   munmap(anonymous, 4096);
   drop(anonymous + 100);                     /* @unmapped */

   pthread_barrier_init(&barrier, NULL, 2);
   pthread_create(&thread, NULL, work, NULL);
   pthread_barrier_wait(&barrier);
   drop(of_thread + 8);                       /* @other_stack */
   pthread_barrier_wait(&barrier);
   pthread_join(thread, NULL);
   return 0;
}
