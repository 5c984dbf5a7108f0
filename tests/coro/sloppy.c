/* Declarations as real programs make them, all of which are accepted: bounds in
   the wrong order, with the last byte or the one after it, id 0, the stack that
   one is on, withdrawing it while on it, never withdrawing it, using it again.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include <stdlib.h>
#include <valgrind/valgrind.h>
#include "../../vrleak.h"
#include "switch.h"

#define SIZE 16384

static char*  stack;
static void*  sp;
static void*  main_sp;
static int    id, wrong;
static enum { Nothing, Register, Deregister } inside;

static void work(void)
{
   for (;;) {
      int* block = malloc(40);
      block[9] = 0;
      free(block);
      if (inside == Register)
         id = VALGRIND_STACK_REGISTER(stack, stack + SIZE);
      if (inside != Nothing && (int)VRLEAK_CORO_CURRENT() != id)
         wrong = 1;
      if (inside == Deregister)
         VALGRIND_STACK_DEREGISTER(id);
      swap(&sp, main_sp);
   }
}

static void resume_twice(void)
{
   sp = prepare(stack, SIZE, work);
   swap(&main_sp, sp);
   swap(&main_sp, sp);
   if (VRLEAK_CORO_CURRENT() != 0)
      wrong = 1;
}

static void with_new_stack(void)
{
   free(stack);
   stack = malloc(SIZE);
}

int main(void)
{
   char here[100];

   VALGRIND_STACK_DEREGISTER(0);
   VALGRIND_STACK_CHANGE(0, here, here + 10);
   VALGRIND_STACK_REGISTER(here, here + sizeof here);
   for (int i = 0; i < 3; i++) {
      with_new_stack();
      id = VALGRIND_STACK_REGISTER(stack + SIZE, stack);
      resume_twice();
      id = VALGRIND_STACK_REGISTER(stack, stack + SIZE - 1);      /* again */
      resume_twice();
   }
   for (int i = 0; i < 3; i++) {
      with_new_stack();
      inside = Register;
      resume_twice();
      inside = Deregister;
      swap(&main_sp, sp);
      inside = Nothing;
      swap(&main_sp, sp);
   }
   free(stack);
   return VRLEAK_VERSION() != 0 && wrong;
}
