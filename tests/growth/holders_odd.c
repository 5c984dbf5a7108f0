/* holders_odd.c: A list grows in a program whose announcements of blocks are
   nonsense: huge, where nothing is mapped, at the ends of the address space, and
   around the list itself.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include "valgrind/valgrind.h"

typedef struct Node { struct Node* next; char text[40]; } Node;

static Node* list;
static void* pointers[4];

int main(void)
{
   VALGRIND_MALLOCLIKE_BLOCK(0x700000000000, 1ul << 38, 0, 0);
   VALGRIND_MALLOCLIKE_BLOCK(0x10, 16, 0, 0);
   VALGRIND_CREATE_MEMPOOL(~0ul - 100, 0, 0);
   VALGRIND_MEMPOOL_ALLOC(~0ul - 100, ~0ul - 50, 40);
   pointers[0] = (void*)0x700000000000;
   pointers[1] = (void*)0x10;
   pointers[2] = (void*)(~0ul - 50);
   for (int i = 0; i < 24000; i++) {
      Node* node = malloc(sizeof *node);
      node->next = list;
      list = node;
   }
   return 0;
}
