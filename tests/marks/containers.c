/* Containers with bounds.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <vrleak.h>
#include <stdlib.h>
#include <string.h>

struct node { struct node* next; char payload[92]; };    /* 100 bytes */
struct list { struct node* first; unsigned long n; };

static struct list cache;
static struct node* neighbour;      /* is no part of cache */

static void push(struct list* list)
{
   struct node* node = malloc(sizeof *node);
   node->next  = list->first;
   list->first = node;
   VRLEAK_CONTAINER_SIZE(list, ++list->n);               /* @push */
}

static void pop(struct list* list)
{
   struct node* node = list->first;
   list->first = node->next;
   free(node);
   VRLEAK_CONTAINER_SIZE(list, --list->n);
}

static void announce(struct list* list, unsigned long items, unsigned long bytes)
{
   VRLEAK_CONTAINER(list, "cache", items, bytes);        /* @announce */
}

static void push_many(struct list* list, int n)
{
   while (n-- > 0)
      push(list);
}

/* Time goes by without an allocation. */
static void work(void)
{
   for (volatile int i = 0; i < 3000000; i++)            /* @work */
      ;
}

/* A part of a larger struct, beside other things. */
static void push_to_part(void)
{
   struct { long id; struct list list; void* spare; void* other; }* larger = calloc(1, sizeof *larger);

   larger->other = malloc(1000000);
   announce(&larger->list, 0, 20 * sizeof(struct node));
   push_many(&larger->list, 20);
   VRLEAK_CONTAINER_END(&larger->list);
}

int main(int argc, char** argv)
{
   const char* what = argc > 1 ? argv[1] : "";
   static struct list* own;
   char*        large = malloc(1000000);

   neighbour = malloc(1000000);
   if (strcmp(what, "items") == 0) {
      announce(&cache, 10, 0);
      push_many(&cache, 20);
      while (cache.n > 10)
         pop(&cache);
      push(&cache);                                      /* @again */
      VRLEAK_CONTAINER_END(&cache);
   } else if (strcmp(what, "bytes") == 0) {
      announce(&cache, 0, 2000);
      push_many(&cache, 30);
   } else if (strcmp(what, "block") == 0) {
      own = calloc(1, sizeof *own);
      announce(own, 0, 2000);
      push_many(own, 30);
   } else if (strcmp(what, "epoch") == 0) {
      announce(&cache, 0, 2000);
      cache.first = malloc(3000);
      for (int i = 0; i < 100000; i++)
         free(malloc(100));
   } else if (strcmp(what, "work") == 0) {
      announce(&cache, 0, 2000);
      cache.first = malloc(3000);
      work();
   } else if (strcmp(what, "often") == 0) {
      announce(&cache, 1, 0);
      push(&cache);
      for (int i = 0; i < 100; i++) {
         push(&cache);
         pop(&cache);
      }
   } else {
      announce(&cache, 20, 20 * sizeof(struct node));
      push_many(&cache, 20);
      push_to_part();
      for (int i = 0; i < 100; i++) {
         pop(&cache);
         push(&cache);
      }
      VRLEAK_CONTAINER_END(&cache);
      VRLEAK_CONTAINER(&cache, "cache", 0, 0);
      push_many(&cache, 1000);
      VRLEAK_CONTAINER_END(&cache);
      VRLEAK_CONTAINER(&cache, "cache", VRLEAK_UNBOUNDED, 1);
      push_many(&cache, 1000);
      VRLEAK_CONTAINER_END(&cache);
      VRLEAK_CONTAINER(&cache, "cache", 1, VRLEAK_UNBOUNDED);
      push_many(&cache, 1000);
   }
   free(large);
   free(neighbour);
   return 0;
}
