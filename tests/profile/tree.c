/* Trees that are built and torn down recursively, from several callers.
   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>

struct node { struct node *left, *right; long data[3]; };

static struct node *build(int depth)
{
   struct node *n = malloc(sizeof *n); /* @node */
   n->left = depth > 0 ? build(depth - 1) : NULL;
   n->right = depth > 0 ? build(depth - 1) : NULL;
   return n;
}

static long tear_down(struct node *n)
{
   if (n == NULL)
      return 0;
   long count = 1 + tear_down(n->left) + tear_down(n->right);
   free(n);
   return count;
}

int main(void)
{
   struct node *kept = build(9);
   long count = 0;

   for (int depth = 0; depth < 12; depth++)
      count += tear_down(build(depth));
   count += tear_down(kept);
   printf("%ld\n", count);
   return 0;
}
