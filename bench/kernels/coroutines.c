/*
   coroutines SWITCHES: eight coroutines (ucontext) hand control around, and
   each walks a little list of its own between two switches.  Unannotated.

   Stacks lie 4 MB apart: Valgrind takes a smaller step of the stack pointer for
   a call or a return, and memcheck would spend its time on false reports.

   SPDX-License-Identifier: GPL-2.0-or-later
*/

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>

#define COROUTINES 8
#define STACK      (64 * 1024)
#define DISTANCE   (4 * 1024 * 1024)

typedef struct Item {
   struct Item* next;
   unsigned     value;
} Item;

static ucontext_t    context[COROUTINES], main_context;
static long          switches_left;
static unsigned long sum;

static Item* make_list(int length)
{
   Item* list = NULL;
   for (int i = 0; i < length; i++) {
      Item* item  = malloc(sizeof *item);
      item->next  = list;
      item->value = i;
      list        = item;
   }
   return list;
}

static void free_list(Item* list)
{
   while (list) {
      Item* next = list->next;
      free(list);
      list = next;
   }
}

static void run(int self)
{
   Item* list = make_list(50);
   while (switches_left-- > 0) {
      for (Item* item = list; item; item = item->next) sum += item->value++;
      swapcontext(&context[self], &context[(self + 1) % COROUTINES]);
   }
   free_list(list);
   /* The others end one after the other, in the same order. */
   if (self + 1 < COROUTINES) swapcontext(&context[self], &context[self + 1]);
   else                       swapcontext(&context[self], &main_context);
}

int main(int argc, char** argv)
{
   switches_left = argc > 1 ? atol(argv[1]) : 1000;
   switches_left -= switches_left % COROUTINES;   /* the first one sees the end first */

   char* stacks = mmap(NULL, (size_t)COROUTINES * DISTANCE, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
   if (stacks == MAP_FAILED) return 1;
   for (int i = 0; i < COROUTINES; i++) {
      getcontext(&context[i]);
      context[i].uc_stack.ss_sp   = stacks + (size_t)i * DISTANCE;
      context[i].uc_stack.ss_size = STACK;
      context[i].uc_link          = NULL;
      makecontext(&context[i], (void (*)(void))run, 1, i);
   }
   swapcontext(&main_context, &context[0]);
   printf("%lu\n", sum);
   return 0;
}
