/* holders.c: A list grows that is held by a variable of some kind.

      holders tls|tls_threads|local|saved|called|linked|linker|chunks|pool|table|arena

   tls          a thread-local one
   tls_threads  each of three threads has its own; a fourth has a longer one,
                which is no thread-local one
   local        a function's
   saved        where the compiler optimises, in a register
   called       the same, and who is called needs that register
   linked       an outer function holds the list, an inner one walks along it
   linker       a word of the dynamic linker's data points to the list, too
   chunks       nodes are a pool's chunks, held by an object that is one as well
   pool         the same, but in the end nobody points to that object
   table        a block that doubles, held by an object on the heap
   arena        nodes are MALLOCLIKE blocks in one block from malloc; two each
                point to each other, and nobody to them

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <link.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "valgrind/valgrind.h"

enum { ROUNDS = 24000 };

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

/* More than ROUNDS are kept in a variable that all threads share. */
static Node* others;
static pthread_barrier_t all_noted;

static void* note_all(void* rounds)
{
   Node** list = (long)rounds > ROUNDS ? &others : &notes;
   for (long i = 0; i < (long)rounds; i++) {
      *list = new_node(*list);
      n_noted++;
   }
   return *list;
}

static void* note_and_wait(void* rounds)
{
   Node* volatile newest = note_all(rounds);
   pthread_barrier_wait(&all_noted);
   pause();
   return newest;
}

static void threads(void)
{
   pthread_t thread;
   pthread_barrier_init(&all_noted, NULL, 5);
   for (int i = 0; i < 3; i++)
      pthread_create(&thread, NULL, note_and_wait, (void*)(long)ROUNDS);
   pthread_create(&thread, NULL, note_and_wait, (void*)(ROUNDS * 3L / 2));
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

/* Keeps next in the register that list is in, and so saves list. */
__attribute__((noinline)) static Node* new_filled_node(Node* next, int is_last)
{
   Node* node = malloc(sizeof *node);
   memset(node->text, 1, sizeof node->text);
   if (is_last)
      exit(next == NULL);
   node->next = next;
   return node;
}

__attribute__((noinline)) static void keep_in_saved_register(void)
{
   Node* list = NULL;
   for (long i = 0; i < ROUNDS; i++) {
      Node* node = new_filled_node(list, i == ROUNDS - 1);
      node->text[1] = list ? list->text[2] : 0;
      list = node;
   }
   exit(list == NULL);
}

__attribute__((noinline)) static void walk(Log* log, int is_last)
{
   Node* before = log->first;
   Node* node   = before ? before->next : NULL;
   log->first = new_node(log->first);
   if (node)
      node->text[0] = before->text[0];
   if (is_last)
      exit(0);
}

__attribute__((noinline)) static void keep_and_walk(void)
{
   Log log = { 0, NULL };
   for (int i = 0; i < ROUNDS; i++)
      walk(&log, i == ROUNDS - 1);
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

/* Leftovers in registers are gone after this. */
static void use_registers(void)
{
   char text[100];
   snprintf(text, sizeof text, "%d %s %g %lx", ROUNDS, "rounds", 0.1 * ROUNDS, 77l);
}

typedef struct { long n, room; long* items; } Table;

/* The last time, the program ends while there are two blocks. */
__attribute__((noinline)) static void enlarge(Table* table)
{
   long* larger = malloc(2 * table->room * sizeof *larger);   /* @table */
   memcpy(larger, table->items, table->room * sizeof *larger);
   if (table->room == 65536)
      exit(larger == NULL);
   free(table->items);
   table->items = larger;
   table->room *= 2;
}

static void keep_in_table(void)
{
   Table* table = calloc(1, sizeof *table);
   table->room  = 1;
   table->items = malloc(sizeof *table->items);
   for (;;) {
      if (table->n == table->room)
         enlarge(table);
      free(malloc(30));
      table->items[table->n++] = table->room;
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
   else if (strcmp(kind, "called") == 0)
      keep_in_saved_register();
   else if (strcmp(kind, "linked") == 0)
      keep_and_walk();
   else if (strcmp(kind, "linker") == 0)
      keep_beside_stale_word();
   else if (strcmp(kind, "chunks") == 0)
      keep_chunks();
   else if (strcmp(kind, "pool") == 0) {
      keep_chunks();
      pool_log = NULL;
      use_registers();
   } else if (strcmp(kind, "table") == 0)
      keep_in_table();
   else
      lose_in_arena();
   return 0;
}
