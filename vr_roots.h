/* vr_roots.h: where the pointers are that keep blocks alive.

   The leak scan starts from the roots: the registers of all threads, and all
   memory of the client that is readable, writable and not heap.  Of that
   memory two parts are left out, because they hold only leftovers of function
   calls that are over:

         thread's stack                     stack of a finished thread
      ┌──────────────────┐ top            ┌──────────────────┐ top
      │ live frames      │ scanned        │ thread's TLS etc │ scanned
      ├──────────────────┤ SP             ├──────────────────┤ last SP
      │ dead frames      │ left out       │ dead frames      │ left out
      └──────────────────┘ lowest         └──────────────────┘ lowest

   Where a stack begins is known only by what lies below it (a guard page, or
   room for it to grow), so without that nothing is left out.

   Below the stacks of coroutines there is dead memory, too, and those of suspended
   ones may be no roots at all: vr_parked, which must have been begun.

   Depends on vr_core, vr_parked, vr_switch, vr_touched.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ROOTS_H
#define VR_ROOTS_H

#include "vr_core.h"

/* Calls word for every register and range for every range [start, end) of
   root memory, both ends multiples of the word size.  Reading a range may
   fault. */
extern void VR_(roots_visit)(void (*word)(UWord value),
                             void (*range)(Addr start, Addr end));

/* A thread has ended with its stack pointer at sp; stack_min is the lowest
   address that its stack may have used. */
extern void VR_(leak_stack_died)(Addr stack_min, Addr sp);

/* [a, a + n) is a new mapping or the stack of a new thread. */
extern void VR_(leak_memory_reused)(Addr a, SizeT n);

#endif
