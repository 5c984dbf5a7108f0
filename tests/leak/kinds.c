/* One leak of each kind; with an argument nothing is leaked.

   definite    nothing points at it any more
   indirect    only a definite leak points at it
   possible    only a pointer into its middle is left
   reachable   a global points at it

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <string.h>

struct node { struct node* next; char body[40]; };

static struct node* reachable;
static char*        inside;

static __attribute__((noinline)) struct node* chain(void)
{
   struct node* head = calloc(1, sizeof *head);          /* @definite */
   head->next = calloc(1, sizeof *head);                 /* @indirect */
   return head;
}

static __attribute__((noinline)) void make(int healthy)
{
   struct node* head = chain();
   reachable = calloc(1, sizeof *reachable);             /* @reachable */
   char* whole = calloc(1, 100);                         /* @possible */
   inside = whole + 10;
   if (healthy) {
      free(head->next);
      free(head);
      free(reachable);
      free(whole);
   }
}

/* Overwrites what make left on the stack below main's frame. */
static __attribute__((noinline)) void wipe(void)
{
   char old[2000];
   memset(old, 0, sizeof old);
   __asm__ volatile("" : : "r"(old) : "memory");
}

int main(int argc, char** argv)
{
   make(argc > 1);
   wipe();
   /* Nor may a register keep the pointers. */
   __asm__ volatile("xor %%ebx,%%ebx; xor %%r12d,%%r12d; xor %%r13d,%%r13d;"
                    "xor %%r14d,%%r14d; xor %%r15d,%%r15d"
                    : : : "rbx", "r12", "r13", "r14", "r15");
   return 0;
}
