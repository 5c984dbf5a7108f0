/* vr_stackmarks.h: marks in stacks end with the frame.

   The client may declare parts of its stack not addressable: a block that an
   allocator hands out of a local array, red zones in one.  When the function
   returns, the memory becomes part of other frames, which may use all of it:

      top of stack  ┌──────────────┐
                    │ main         │
              SP ─> ├──────────────┤ <─ after the return: what was marked below
                    │ array  xxxx  │    the stack pointer is forgotten
      SP then  ──>  └──────────────┘

   Otherwise the stack pointer is of no interest to vrleak, and watching it
   would cost much.  So it is watched only from the first such mark on: the
   code translated so far is thrown away, and what is translated from then on
   (vr_instrument) tests after each change of the stack pointer whether it
   points above something that is marked.

   Users: vr_clientmarks (marking), vr_instrument, vr_events.
   Depends on vr_core, vr_shadow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_STACKMARKS_H
#define VR_STACKMARKS_H

#include "vr_core.h"

/* Stack pointers from this one on are of interest, and how many. */
typedef struct { Addr low; SizeT size; } VrStackMarks;

extern VrStackMarks VR_(stack_marks);

/* Have there ever been any? */
extern Bool VR_(stack_marks_watched);

/* The running thread has [a, a+n) marked. */
extern void VR_(stack_marks_note)(Addr a, SizeT n);

/* The stack pointer is now sp, which is of interest. */
extern void VR_(stack_marks_sp_moved)(Addr sp);

/* The stack whose highest byte is at max is no longer in use. */
extern void VR_(stack_marks_forget)(Addr max);

#endif
