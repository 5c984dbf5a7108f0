/* 200,000 blocks in one list, 100,000 lost one by one from 200 places, and
   50,000 in a wide tree: the leak search takes time in proportion.

   SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

struct node { struct node* next; void* more[3]; };
static struct node* list;

#define CALL1 lose();
#define CALL10 CALL1 CALL1 CALL1 CALL1 CALL1 CALL1 CALL1 CALL1 CALL1 CALL1
static __attribute__((noinline)) void lose(void) { malloc(16); }
static void lose_from_everywhere(void)
{
   CALL10
   CALL10
}

int main(void)
{
   for (int i = 0; i < 200000; i++) {
      struct node* n = calloc(1, sizeof *n);
      n->next = list;
      list = n;
   }
   for (int i = 0; i < 5000; i++)
      lose_from_everywhere();
   struct node** wide = calloc(50000, sizeof *wide);
   for (int i = 0; i < 50000; i++)
      wide[i] = calloc(1, sizeof **wide);
   wide = NULL;
   return 0;
}
