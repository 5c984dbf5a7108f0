/* Lost structures of every shape: a block that points at itself, a ring, a
   chain, a clique with a tail, two heads over one tail, a tree of rings.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

struct node { struct node* to[4]; };

static __attribute__((noinline)) struct node* node(int extra)
{
   return calloc(1, sizeof(struct node) + extra);
}

static __attribute__((noinline)) void itself(void)
{
   struct node* a = node(1);                             /* @itself */
   a->to[0] = a;
}

static __attribute__((noinline)) void ring(void)
{
   struct node* first = node(2);                         /* @ring_first */
   struct node* last = first;
   for (int i = 0; i < 9; i++)
      last = last->to[0] = node(2);                      /* @ring_next */
   last->to[0] = first;
}

static __attribute__((noinline)) void chain(void)
{
   struct node* head = node(3);                          /* @chain_head */
   for (int i = 0; i < 50; i++)
      head = head->to[1] = node(3);                      /* @chain_next */
}

static __attribute__((noinline)) void clique_with_tail(void)
{
   struct node *a = node(4), *b = node(4), *c = node(4); /* @clique */
   a->to[0] = b; a->to[1] = c;
   b->to[0] = a; b->to[1] = c;
   c->to[0] = a; c->to[1] = b;
   c->to[3] = node(5);                                   /* @clique_tail */
   c->to[3]->to[0] = node(5);                            /* @clique_tail2 */
}

static __attribute__((noinline)) void two_heads(void)
{
   struct node *one = node(6);                           /* @head_one */
   struct node *two = node(6);                           /* @head_two */
   one->to[0] = two->to[0] = node(7);                    /* @shared_tail */
}

static __attribute__((noinline)) void tree(int depth, struct node** slot)
{
   *slot = node(8);                                      /* @tree */
   if (depth) {
      tree(depth - 1, &(*slot)->to[0]);
      tree(depth - 1, &(*slot)->to[1]);
   }
   (*slot)->to[3] = *slot;
}

static __attribute__((noinline)) void wipe(void)
{
   char old[4000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}

int main(void)
{
   struct node* top;
   itself();
   ring();
   chain();
   clique_with_tail();
   two_heads();
   tree(5, &top);
   top = NULL;
   wipe();
   return 0;
}
