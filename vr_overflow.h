/* vr_overflow.h: coroutines whose stacks are too small.

   A function makes room for its frame by moving SP down by a constant, which
   nobody looks at (vr_instrument, vr_switch), and what it writes there is not
   checked: a frame is as valid as its SP.  On a thread's stack that is right,
   since there is a guard page below it.  Below a coroutine's stack there may be
   anything:

        ┌────────────┐ high
        │ frames     │
        ├────────────┤ <- SP before
        │            │
        ├────────────┤ low        the low end of the memory that is its stack
        │ a block    │
        │            │ <- SP after: its frames reach below its stack
        └────────────┘

   So once there is a coroutine the code translated so far is thrown away, and
   what is translated from then on compares, after each descent of SP (one or
   more instructions: push, push, sub), the lowest byte that it reaches with the
   low end of the stack that SP is on (vr_stacks' record).  A program without
   coroutines never pays for it.

   Reported is what is certain, and once for each coroutine: the low end must be
   declared; or the frames reach beyond the block of the heap, the variable or the
   mapping that the stack is in, or beyond pages that can't be accessed, or into
   a stack that was declared.  And there must be memory below.  Where there is none
   the processor catches the write (vr_fault).

   Users: vr_instrument (planting the test), vr_fault, vr_main.  Depends on vr_core,
   vr_options, vr_coro, vr_heap, vr_mapped, vr_stacks, vr_errors.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_OVERFLOW_H
#define VR_OVERFLOW_H

#include "vr_core.h"

/* Is translated code to have the test? */
extern Bool VR_(overflow_watched);

/* No translated code is running: a moment for throwing it away.  The first such
   moment after the first switch is soon, since what runs then is new. */
extern void VR_(overflow_between_blocks)(void);

/* The running thread's frames are about to reach down to reach, which is below
   the stack that it is on, as far as the record knows; by the instruction at
   ip. */
extern VG_REGPARM(2) void VR_(overflow_suspected)(Addr reach, Addr ip);

/* tid could not access a.  If that is because its frames have reached the end of
   a coroutine's stack, reports so and returns True. */
extern Bool VR_(overflow_fault)(ThreadId tid, Addr a);

#endif
