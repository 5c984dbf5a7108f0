/* Rounds that leave something behind, and rounds that don't.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static void** kept;
static int    n_kept;

static void keep(void* block)
{
   kept = realloc(kept, 1024 * sizeof *kept);   /* always the same size */
   kept[n_kept++] = block;
}

static void* session(void) { return malloc(32); }        /* @session */
static void* log_line(void) { return malloc(100); }      /* @log */
static void* empty(void) { return malloc(0); }           /* @empty */

/* The pause doesn't make it news. */
static void leaving(void)
{
   for (int i = 0; i < 10; i++) {
      VRLEAK_CHECKPOINT_BEGIN("request");
      if (i != 5)
         keep(session());
      free(log_line());
      VRLEAK_CHECKPOINT_END("request");                  /* @end */
   }
}

/* Each of them is fine twice in a row, at most. */
static void pausing(void)
{
   for (int i = 0; i < 9; i++) {
      VRLEAK_CHECKPOINT_BEGIN("pausing");
      if (i % 3 != 2)
         keep(session());
      VRLEAK_CHECKPOINT_END("pausing");
   }
}

/* What a round frees makes up for what it leaves. */
static void ring(void)
{
   void* last[10];

   for (int i = 0; i < 10; i++)
      last[i] = session();
   for (int i = 0; i < 50; i++) {
      VRLEAK_CHECKPOINT_BEGIN("ring");
      free(last[i % 10]);
      last[i % 10] = session();
      VRLEAK_CHECKPOINT_END("ring");
   }
   for (int i = 0; i < 10; i++)
      free(last[i]);
}

static void warm_up(void)
{
   static void* cache[5];

   for (int i = 0; i < 20; i++) {
      VRLEAK_CHECKPOINT_BEGIN("warm-up");
      if (i % 5 == 0)
         cache[i / 5] = log_line();
      VRLEAK_CHECKPOINT_END("warm-up");
   }
   (void)cache;
}

/* "b" begins in "a" and ends after it. */
static void interleaved(void)
{
   for (int i = 0; i < 3; i++) {
      VRLEAK_CHECKPOINT_BEGIN("a");
      VRLEAK_CHECKPOINT_BEGIN("b");
      VRLEAK_CHECKPOINT_END("a");
      keep(log_line());
      VRLEAK_CHECKPOINT_END("b");
   }
}

/* What is left in both rounds is reported for the one that ends first. */
static void nested(void)
{
   for (int i = 0; i < 4; i++) {
      VRLEAK_CHECKPOINT_BEGIN("outer");
      VRLEAK_CHECKPOINT_BEGIN("inner");
      keep(session());
      VRLEAK_CHECKPOINT_END("inner");                    /* @inner */
      keep(log_line());
      VRLEAK_CHECKPOINT_END("outer");                    /* @outer */
   }
}

/* The innermost END ends the round. */
static void recursive(int depth)
{
   VRLEAK_CHECKPOINT_BEGIN("recursive");
   if (depth > 0)
      recursive(depth - 1);
   VRLEAK_CHECKPOINT_END("recursive");
   if (depth == 0)
      keep(session());
}

static void growing_block(void)
{
   char* text = NULL;
   for (int i = 1; i <= 4; i++) {
      VRLEAK_CHECKPOINT_BEGIN("text");
      text = realloc(text, i * 1000);                    /* @text */
      VRLEAK_CHECKPOINT_END("text");
   }
   keep(text);
}

/* The same, enlarged here and there. */
static char* one_way(char* text, int n) { return realloc(text, n); }
static char* other_way(char* text, int n) { return realloc(text, n); }

static void growing_by_turns(void)
{
   char* text = NULL;
   for (int i = 1; i <= 5; i++) {
      VRLEAK_CHECKPOINT_BEGIN("turns");
      text = i % 2 == 0 ? one_way(text, i * 1000) : other_way(text, i * 1000);
      VRLEAK_CHECKPOINT_END("turns");                    /* @turns */
   }
   keep(text);
}

static void nothing(void)
{
   for (int i = 0; i < 3; i++) {
      VRLEAK_CHECKPOINT_BEGIN("nothing");
      keep(empty());
      VRLEAK_CHECKPOINT_END("nothing");
   }
}

/* Blocks that only requests tell of. */
enum { SLOTS = 10, SLOT = 64 };
static char memory[5 * SLOTS * SLOT];
static char pool_memory[5 * SLOTS * SLOT];

static char* custom_slot(int i) { return memory + i * SLOT; }
static char* chunk_slot(int i) { return pool_memory + i * SLOT; }

static void custom(int i)
{
   VALGRIND_MALLOCLIKE_BLOCK(custom_slot(i), 40, 0, 0);  /* @custom */
}

static void chunk(int i)
{
   VALGRIND_MEMPOOL_ALLOC(pool_memory, chunk_slot(i), 24); /* @chunk */
}

static void requesting(void)
{
   VALGRIND_CREATE_MEMPOOL(pool_memory, 0, 0);
   for (int i = 0; i < 3; i++) {
      VRLEAK_CHECKPOINT_BEGIN("requesting");
      custom(i);
      chunk(i);
      VRLEAK_CHECKPOINT_END("requesting");
   }
}

/* Rings that were filled before the first round, elsewhere than where they are
   refilled. */
static void filled_before(void)
{
   void* ring[SLOTS];

   VALGRIND_CREATE_MEMPOOL(pool_memory, 0, 0);
   for (int i = 0; i < SLOTS; i++) {
      ring[i] = malloc(32);
      VALGRIND_MALLOCLIKE_BLOCK(custom_slot(i), 40, 0, 0);
      VALGRIND_MEMPOOL_ALLOC(pool_memory, chunk_slot(i), 24);
   }
   for (int i = 0; i < SLOTS; i++) {
      VRLEAK_CHECKPOINT_BEGIN("filled before");
      free(ring[i]);
      ring[i] = session();
      VALGRIND_FREELIKE_BLOCK(custom_slot(i), 0);
      custom(SLOTS + i);
      VALGRIND_MEMPOOL_FREE(pool_memory, chunk_slot(i));
      chunk(SLOTS + i);
      VRLEAK_CHECKPOINT_END("filled before");
   }
}

/* What shrinks where it is makes no leak of what is freed afterwards. */
static void resizing(void)
{
   for (int i = 0; i < 5; i++) {
      VRLEAK_CHECKPOINT_BEGIN("resizing");
      char* text = log_line();
      VALGRIND_RESIZEINPLACE_BLOCK(text, 100, 10, 0);
      free(text);
      VRLEAK_CHECKPOINT_END("resizing");
   }
}

/* Each has a block in hand while the other's round ends. */
static pthread_barrier_t barrier;

static void* worker(void* leaks)
{
   void* hand = NULL;

   for (int i = 0; i < 10; i++) {
      pthread_barrier_wait(&barrier);
      VRLEAK_CHECKPOINT_BEGIN("job");
      hand = session();
      pthread_barrier_wait(&barrier);
      if (leaks)
         keep(hand);
      else
         free(hand);
      VRLEAK_CHECKPOINT_END("job");
   }
   return NULL;
}

static void threads(void* leaks)
{
   pthread_t a, b;

   pthread_barrier_init(&barrier, NULL, 2);
   pthread_create(&a, NULL, worker, NULL);
   pthread_create(&b, NULL, worker, leaks);
   pthread_join(a, NULL);
   pthread_join(b, NULL);
}

/* Its round never ends; those after it are rounds all the same. */
static void* deserter(void* arg)
{
   VRLEAK_CHECKPOINT_BEGIN("request");
   return arg;
}

/* Who was in the round with it can't know what it had in hand. */
static void* in_hand;

static void* deserter_with_block(void* arg)
{
   VRLEAK_CHECKPOINT_BEGIN("job");
   in_hand = session();
   return arg;
}

static void deserted(void)
{
   pthread_t thread;

   for (int i = 0; i < 5; i++) {
      VRLEAK_CHECKPOINT_BEGIN("job");
      pthread_create(&thread, NULL, deserter_with_block, NULL);
      pthread_join(thread, NULL);
      VRLEAK_CHECKPOINT_END("job");
      free(in_hand);
   }
}

int main(int argc, char** argv)
{
   const char* what = argc > 1 ? argv[1] : "leaving";
   pthread_t   thread;

   keep(NULL);
   if (strcmp(what, "leaving") == 0)
      leaving();
   else if (strcmp(what, "interleaved") == 0)
      interleaved();
   else if (strcmp(what, "nested") == 0)
      nested();
   else if (strcmp(what, "recursive") == 0) {
      for (int i = 0; i < 5; i++)
         recursive(2);
   } else if (strcmp(what, "text") == 0)
      growing_block();
   else if (strcmp(what, "turns") == 0)
      growing_by_turns();
   else if (strcmp(what, "nothing") == 0)
      nothing();
   else if (strcmp(what, "requesting") == 0)
      requesting();
   else if (strcmp(what, "filled_before") == 0)
      filled_before();
   else if (strcmp(what, "threads") == 0)
      threads(&barrier);
   else if (strcmp(what, "deserter") == 0) {
      pthread_create(&thread, NULL, deserter, NULL);
      pthread_join(thread, NULL);
      leaving();
   } else {
      pausing();
      ring();
      warm_up();
      resizing();
      threads(NULL);
      deserted();
   }
   return 0;
}
