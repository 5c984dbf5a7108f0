/* switch.h: coroutines by hand, as small libraries make them.

   A coroutine's stack holds, at the top, what swap() will load when it is
   entered for the first time: six registers and the address of its code.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef SWITCH_H
#define SWITCH_H

#include <stddef.h>
#include <stdint.h>

/* Stores SP at *from, and goes on at the SP to. */
void swap(void** from, void* to);

__asm__(
   ".text\n"
   ".type swap, @function\n"
   "swap:\n\t"
   "pushq %rbp\n\tpushq %rbx\n\tpushq %r12\n\t"
   "pushq %r13\n\tpushq %r14\n\tpushq %r15\n\t"
   "movq %rsp, (%rdi)\n\t"
   "movq %rsi, %rsp\n\t"
   "popq %r15\n\tpopq %r14\n\tpopq %r13\n\t"
   "popq %r12\n\tpopq %rbx\n\tpopq %rbp\n\t"
   "ret\n"
   ".size swap, . - swap\n");

/* The SP with which code will be entered for the first time, on the stack of
   size bytes at low.  It must not return. */
static void* prepare(void* low, size_t size, void (*code)(void))
{
   uintptr_t top = ((uintptr_t)low + size) & ~(uintptr_t)15;
   void** sp = (void**)top;
   *--sp = (void*)0x5678;        /* where code would return to: nowhere */
   *--sp = (void*)code;
   for (int i = 0; i < 6; i++)
      *--sp = NULL;
   return sp;
}

#endif
