/* holders.c: A list grows that is held by a variable of some kind.

      holders tls|tls_threads|local|saved|linked|linker|chunks|arena

   tls          a thread-local one
   tls_threads  each of three threads has its own
   local        a function's
   saved        where the compiler optimises, in a register
   linked       an outer function holds the list, an inner one walks along it
   linker       a word of the dynamic linker's data points to the list, too
   chunks       nodes are a pool's chunks, held by an object that is one as well
   arena        nodes are MALLOCLIKE blocks in one block from malloc; two each
                point to each other, and nobody to them

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <link.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "valgrind/valgrind.h"

enum { ROUNDS = 12000 };

typedef struct Node { struct Node* next; char text[40]; } Node;
typedef struct { long n; Node* first; } Log;

static __thread long n_noted;
static __thread Node* notes;
static char  memory[(ROUNDS + 1) * 64];       /* what chunks are cut from */
static char* next_chunk = memory;
static Log*  pool_log;

static Node* new_node(Node* next)
{
   Node* node = malloc(sizeof *node);                         /* @node */
   node->next = next;
   return node;
}

static void* note_all(void* rounds)
{
   for (long i = 0; i < (long)rounds; i++) {
      notes = new_node(notes);
      n_noted++;
   }
   return rounds;
}

static pthread_barrier_t all_noted;

static void* note_and_wait(void* rounds)
{
   note_all(rounds);
   pthread_barrier_wait(&all_noted);
   pause();
   return NULL;
}

static void threads(void)
{
   pthread_t thread;
   pthread_barrier_init(&all_noted, NULL, 4);
   for (int i = 0; i < 3; i++)
      pthread_create(&thread, NULL, note_and_wait, (void*)(long)ROUNDS);
   pthread_barrier_wait(&all_noted);
}

__attribute__((noinline)) static void keep_locally(void)
{
   Log log = { 0, NULL };                                     /* @log */
   for (int i = 0; i < ROUNDS; i++) {
      log.first = new_node(log.first);
      log.n++;
   }
   exit(log.n != ROUNDS);
}

__attribute__((noinline)) static int keep_in_register(long rounds)
{
   Node* list = NULL;
   Node* first = NULL;
   for (long i = 0; i < rounds; i++) {
      list = new_node(list);
      first = first ? first : list;
   }
   Node* last = list;
   while (last->next)
      last = last->next;
   exit(last != first);
}

__attribute__((noinline)) static void walk(Log* log)
{
   Node* before = log->first;
   Node* node   = before ? before->next : NULL;
   log->first = new_node(log->first);
   if (node)
      node->text[0] = before->text[0];
}

__attribute__((noinline)) static void keep_and_walk(void)
{
   Log log = { 0, NULL };
   for (int i = 0; i < ROUNDS; i++)
      walk(&log);
   exit(log.first == NULL);
}

/* The dynamic linker has nothing to do with it: a stale word is there. */
__attribute__((noinline)) static void keep_beside_stale_word(void)
{
   Log log = { 0, NULL };
   for (int i = 0; i < ROUNDS; i++) {
      log.first = new_node(log.first);
      _r_debug.r_ldbase = (ElfW(Addr))log.first;
   }
   exit(log.first == NULL);
}

static void* chunk(size_t size)
{
   void* block = next_chunk;
   next_chunk += 64;
   VALGRIND_MEMPOOL_ALLOC(&next_chunk, block, size);          /* @chunk */
   return block;
}

static void keep_chunks(void)
{
   VALGRIND_CREATE_MEMPOOL(&next_chunk, 0, 0);
   pool_log = chunk(sizeof *pool_log);                        /* @log_chunk */
   pool_log->first = NULL;
   for (int i = 0; i < ROUNDS; i++) {
      Node* node = chunk(sizeof *node);
      node->next = pool_log->first;
      pool_log->first = node;
   }
}

static Node* new_block(char* at)
{
   VALGRIND_MALLOCLIKE_BLOCK(at, sizeof(Node), 0, 0);         /* @lost */
   return (Node*)at;
}

static void lose_in_arena(void)
{
   char* arena = malloc(128 * ROUNDS);
   for (int i = 0; i < ROUNDS; i++) {
      Node* a = new_block(arena + 128 * i);
      Node* b = new_block(arena + 128 * i + 64);
      a->next = b;
      b->next = a;
   }
}

int main(int argc, char** argv)
{
   const char* kind = argv[1];
   if (strcmp(kind, "tls") == 0)
      note_all((void*)(long)ROUNDS);
   else if (strcmp(kind, "tls_threads") == 0)
      threads();
   else if (strcmp(kind, "local") == 0)
      keep_locally();
   else if (strcmp(kind, "saved") == 0)
      keep_in_register(ROUNDS);
   else if (strcmp(kind, "linked") == 0)
      keep_and_walk();
   else if (strcmp(kind, "linker") == 0)
      keep_beside_stale_word();
   else if (strcmp(kind, "chunks") == 0)
      keep_chunks();
   else
      lose_in_arena();
   return 0;
}
