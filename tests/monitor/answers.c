/* Gives the tool commands as its argument says: "memory", "leaks", "blocks",
   "pointers", "mistakes".  Both vrleak and Memcheck understand all of them.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <valgrind/memcheck.h>

typedef struct Node { struct Node* left; struct Node* right; } Node;

/* Leaves nothing of what happened before in registers and dead frames: vrleak
   does not know which of it is undefined. */
static __attribute__((noinline)) void forget(void)
{
   volatile char frames[8000];
   memset((void*)frames, 0, sizeof frames);
}

/* The format may have an argument. */
static __attribute__((noinline)) void ask(const char* format, const void* arg)
{
   static char command[200];

   forget();
   snprintf(command, sizeof command, format, arg);
   fprintf(stderr, "> %s\n", format);
   forget();
   if (VALGRIND_MONITOR_COMMAND(command) != 0)
      fprintf(stderr, "not recognised\n");
}

#define monitor(...)          MONITOR(__VA_ARGS__, 0)
#define MONITOR(format, arg, ...)  ask(format, (const void*)(size_t)(arg))

static Node* node(Node* left, Node* right)
{
   Node* n  = calloc(1, sizeof *n);
   n->left  = left;
   n->right = right;
   return n;
}

/* ---- memory ---- */

static char global[16] = "0123456789abcde";

static void memory(void)
{
   char* block = calloc(1, 40);
   char* freed = malloc(24);
   char  local[8] = "local";

   memcpy(block, "abcdefghij", 10);
   free(freed);
   monitor("get_vbits %p 40", block);
   monitor("get_vbits %p", block);
   monitor("get_vbits %p 48", block);
   monitor("get_vbits %p 70", block - 10);
   monitor("get_vbits %p 0", block);
   monitor("get_vbits %p[8]", block);
   monitor("xb %p 11", block);
   monitor("xb %p 24", block + 24);
   monitor("xb %p 16", block - 3);
   monitor("xb %p 0x8", freed);
   monitor("xb %p 3", global);
   monitor("g %p 0b100", global);
   monitor("check_memory addressable %p 40", block);
   monitor("check_memory addressable %p 41", block);
   monitor("check_memory addressable %p 1", block - 1);
   monitor("check_memory defined %p 40", block);
   monitor("check_memory defined %p 48", block);
   monitor("check addr %p", freed);
   monitor("c d %p 16", global);
   monitor("check_memory addressable %p 8", local);
   monitor("check_memory addressable 0x10 8");
   monitor("make_memory noaccess %p 8", block + 16);
   monitor("get_vbits %p 40", block);
   monitor("make_memory Definedifaddressable %p 24", block + 8);
   monitor("get_vbits %p 40", block);
   monitor("make_memory defined %p 4", block + 16);
   monitor("get_vbits %p 40", block);
   monitor("make_memory noaccess %p 4", global + 4);
   monitor("xb %p 16", global);
   fprintf(stderr, "%c\n", ((volatile char*)block)[20]);
   monitor("make_memory defined %p 4", block + 20);
   monitor("make_memory defined %p 4", global + 4);
   monitor("m u %p 8", global);
   monitor("get_vbits %p 4", global + 12);
   fprintf(stderr, "%c\n", ((volatile char*)block)[20]);
   free(block);
}

/* ---- leaks ---- */

static void* kept[4];
static void* inside;

static __attribute__((noinline)) void lose(size_t size)
{
   memset(calloc(1, size), 'x', size);
}

static void leaks(void)
{
   monitor("leak_check");
   kept[0] = calloc(1, 100);
   monitor("leak_check summary");
   lose(10);
   inside = (char*)calloc(1, 50) + 5;
   forget();
   monitor("leak_check");
   monitor("leak_check");
   monitor("leak_check full reachable");
   monitor("leak_check full reachable any");
   monitor("leak_check full kinds reachable,possible any");
   monitor("leak_check full kinds none any");
   monitor("leak_check definiteleak any");
   monitor("leak_check possibleleak any");
   lose(10);
   forget();
   monitor("leak_check full reachable increased");
   monitor("leak_check full any limited 100");
   free(kept[0]);
   kept[0] = NULL;
   inside  = (char*)inside - 5;
   forget();
   monitor("leak_check changed reachable");
   monitor("l s any");
   free(inside);
   inside = NULL;
}

/* ---- blocks ---- */

static char* string_inside;

static __attribute__((noinline)) void build(void)
{
   Node* ring = node(NULL, NULL);
   size_t* counted;

   ring->left = node(node(ring, NULL), node(NULL, NULL));
   ring->right = ring->left->left;
   kept[0] = node(node(NULL, NULL), NULL);
   node(node(NULL, NULL), node(node(NULL, NULL), NULL));
   kept[1] = (char*)node(node(NULL, NULL), NULL) + 8;
   counted = calloc(1, 32);
   *counted = 24;
   string_inside = (char*)(counted + 1);
}

static void blocks(void)
{
   int i;

   monitor("block_list 1");
   build();
   forget();
   monitor("leak_check full reachable any");
   for (i = 1; i <= 12; i++) {
      fprintf(stderr, "record %d\n", i);
      monitor("block_list %d", i);
   }
   monitor("block_list 1..20");
   monitor("block_list 1..20 limited 3");
   monitor("b 1 .. 2");
   monitor("leak_check full reachable any heuristics length64");
   monitor("block_list 1..20 heuristics length64");
   monitor("block_list 1..20 heuristics stdstring,newarray");
   monitor("block_list 1..20 heuristics all");
   kept[2] = malloc(1);
   monitor("block_list 1..3");
   free(kept[2]);
   monitor("block_list 1");
   monitor("leak_check summary any");
   monitor("block_list 1");
}

/* ---- pointers ---- */

static void pointers(void)
{
   Node* target = kept[0] = node(NULL, NULL);
   Node* holder = kept[1] = node(NULL, target);
   char* middle = kept[2] = (char*)target + 8;
   size_t* counted = kept[3] = calloc(1, 32);

   *counted = 24;
   kept[3] = counted + 1;
   counted = NULL;
   monitor("leak_check summary any");
   monitor("who_points_at %p", target);
   monitor("who_points_at %p 16", target);
   monitor("who_points_at %p", holder);
   monitor("who %p 32", (size_t*)kept[3] - 1);
   monitor("who_points_at %p 8", global);
   free(holder);
   monitor("who_points_at %p", target);
}

/* ---- mistakes ---- */

static void mistakes(void)
{
   lose(16);
   forget();
   monitor("nonsense");
   monitor("block_list 1");
   monitor("block_list");
   monitor("leak_check full any");
   monitor("block_list 0");
   monitor("block_list 2");
   monitor("block_list x");
   monitor("block_list 2..1");
   monitor("block_list 1..x");
   monitor("block_list 1 limited");
   monitor("block_list 1 limited x");
   monitor("block_list 1 limited 0");
   monitor("block_list 1 limited -3");
   monitor("block_list 1 heuristics");
   monitor("block_list 1 heuristics none");
   monitor("block_list 1 heuristics wrong");
   monitor("block_list 1 wrong");
   monitor("block_list 1..4294967290");
   monitor("leak_check wrong");
   monitor("leak_check full kinds");
   monitor("leak_check full kinds wrong");
   monitor("leak_check heuristics wrong");
   monitor("leak_check any limited -1");
   monitor("get_vbits");
   monitor("get_vbits wrong");
   monitor("get_vbits 0x1000 wrong");
   monitor("get_vbits 0x1000 40");
   monitor("get_vbits 0xffffffffffffffff 4");
   monitor("xb 0x10 9");
   monitor("xb 0xffffffffffffffff 4");
   monitor("check_memory");
   monitor("check_memory wrong 0x1000");
   monitor("check_memory defined");
   monitor("check_memory defined 0xfffffffffffffff0 100");
   monitor("check_memory addressable 0x1000 0xffffffffffffffff");
   monitor("make_memory");
   monitor("make_memory wrong 0x1000");
   monitor("make_memory noaccess");
   monitor("make_memory defined 0xffffffffffffff00 0x1000");
   monitor("who_points_at");
   monitor("who_points_at 0");
   monitor("who_points_at wrong");
   monitor("who_points_at 0xffffffffffffff00 8");
}

int main(int argc, char** argv)
{
   const char* what = argc > 1 ? argv[1] : "";

   if (strcmp(what, "memory") == 0)   memory();
   if (strcmp(what, "leaks") == 0)    leaks();
   if (strcmp(what, "blocks") == 0)   blocks();
   if (strcmp(what, "pointers") == 0) pointers();
   if (strcmp(what, "mistakes") == 0) mistakes();
   return 0;
}
