// Blocks of all sorts, from a handful of functions, with leaks of every kind; the
// leak search in the middle is what the last one is compared with.
//
// SPDX-License-Identifier: GPL-2.0-or-later
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <valgrind/memcheck.h>

struct Node { Node* next; char payload[40]; };

static Node* kept;                 // reachable
static char* inside;               // possibly lost
static char* lost_later;
static char* pool_memory;
static void* pair[2];              // one of which is left: a decrease

static void* get(size_t n) { return malloc(n); }
static void drop(void* p) { free(p); }

static void lose_list()            // definitely and indirectly
{
   Node* head = (Node*)calloc(1, sizeof(Node));
   head->next = (Node*)calloc(1, sizeof(Node));
   head->next->next = (Node*)calloc(1, sizeof(Node));
   head = nullptr;
}

static void resize()
{
   void* p = get(10);
   p = realloc(p, 1000);
   p = realloc(p, 100);
   p = realloc(p, 100);
   drop(p);
   p = realloc(nullptr, 77);
   drop(p);
}

static void align()
{
   void* p;
   drop(memalign(64, 100));
   drop(aligned_alloc(64, 128));
   drop(valloc(50));
   if (posix_memalign(&p, 32, 60) == 0)
      drop(p);
   kept->next = (Node*)memalign(256, sizeof(Node));
}

static void operators()
{
   delete new Node;
   delete[] new Node[3];
   struct alignas(64) Wide { char bytes[64]; };
   delete new Wide;
   inside = (char*)new Node[5] + 20;
}

static void custom()
{
   static char memory[4096];
   char* a = memory + 100;
   char* b = memory + 1000;
   char* c = memory + 2000;
   VALGRIND_MALLOCLIKE_BLOCK(a, 200, 16, 0);
   VALGRIND_MALLOCLIKE_BLOCK(b, 300, 16, 0);
   VALGRIND_MALLOCLIKE_BLOCK(c, 64, 16, 0);
   VALGRIND_RESIZEINPLACE_BLOCK(a, 200, 250, 16);
   VALGRIND_RESIZEINPLACE_BLOCK(b, 300, 120, 16);
   VALGRIND_FREELIKE_BLOCK(b, 16);
   void* p = get(100);
   VALGRIND_RESIZEINPLACE_BLOCK(p, 100, 80, 0);
   VALGRIND_RESIZEINPLACE_BLOCK(p, 80, 80, 0);
   drop(p);
}

static void pools()
{
   static int anchor, other;
   pool_memory = (char*)get(8000);
   VALGRIND_CREATE_MEMPOOL(&anchor, 8, 0);
   VALGRIND_MEMPOOL_ALLOC(&anchor, pool_memory + 100, 50);
   VALGRIND_MEMPOOL_ALLOC(&anchor, pool_memory + 200, 60);
   VALGRIND_MEMPOOL_ALLOC(&anchor, pool_memory + 300, 70);
   VALGRIND_MEMPOOL_FREE(&anchor, pool_memory + 100);
   VALGRIND_MEMPOOL_TRIM(&anchor, pool_memory + 150, 120);
   VALGRIND_CREATE_MEMPOOL(&other, 0, 0);
   VALGRIND_MEMPOOL_ALLOC(&other, pool_memory + 1000, 20);
   VALGRIND_DESTROY_MEMPOOL(&other);
}

static void many()
{
   void* blocks[500];
   for (int i = 0; i < 500; i++)
      blocks[i] = get(i);
   for (int i = 0; i < 500; i += 2)
      drop(blocks[i]);
}

__attribute__((noinline)) static void clear_stack()
{
   char space[8192];
   memset(space, 0, sizeof space);
   __asm__ volatile("" : : "r"(space) : "memory");
}

// The arguments are monitor commands.
int main(int argc, char** argv)
{
   kept = new Node();
   lost_later = (char*)get(600);
   void* first = get(700);
   for (int i = 0; i < 2; i++)
      pair[i] = get(900);
   lose_list();
   clear_stack();
   VALGRIND_DO_QUICK_LEAK_CHECK;
   drop(first);
   drop(pair[0]);
   for (int i = 0; i < 3; i++)
      lose_list();
   lost_later = nullptr;
   resize();
   align();
   operators();
   custom();
   pools();
   many();
   clear_stack();
   for (int i = 1; i < argc; i++)
      if (VALGRIND_MONITOR_COMMAND(argv[i]) != 0)
         return 4;
   return 3;
}
