/* vr_closed.h: the stacks of destroyed coroutines, as long as nobody has them.

   VRLEAK_CORO_DESTROY says that a coroutine is over, and its frames with it.  A
   stack that is then freed or unmapped gives itself away, one that is kept in a
   pool does not.  So what the coroutine has used of it becomes not addressable:

      high ┌───────────┐
           │ (owner's) │
           ├───────────┤ first_frame
           │ loaded at │    a write: the stack is being prepared for another
           │ the entry │    coroutine, and open again
           ├───────────┤ entry_sp
           │ frames    │    any access is an error; after a write the memory is
           │           │    taken for the program's again
           ├───────────┤ low_water
           │ unused    │    may hold the links of a pool
      low  └───────────┘

   It is open again, too, when a coroutine gets the memory (declared or seen), when
   it is freed or unmapped, when the program itself says what may be accessed
   there, and when it is none of the last VR_CORO_GRAVES.

   VALGRIND_STACK_DEREGISTER closes nothing: it has never meant that the memory
   isn't used.  Nor are stacks closed whose bounds are guessed, or that are part
   of a thread's, or if nobody follows who enters them (--coro-detect=no).

   Users: vr_corodecl, vr_switch (closing), vr_errors (asking), vr_events,
   vr_requests, vr_custom (opening).  Depends on vr_core, vr_below, vr_options,
   vr_coro, vr_guard, vr_heap, vr_shadow, vr_stacks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CLOSED_H
#define VR_CLOSED_H

#include "vr_coro.h"

extern void VR_(closed_init)(void);

/* coro is about to be entered for the first time, at sp: where its first frame
   begins, above what is loaded then. */
extern Addr VR_(first_frame)(const VrCoro* coro, Addr sp);

/* coro is removed, destroyed at where, and its stack closed. */
extern void VR_(coro_destroy)(VrCoro* coro, UInt where);

/* tid accesses [a, a + size), part of which is marked.  False: that was because
   of a closed stack, but is no error. */
extern Bool VR_(closed_is_wrong)(Addr a, SizeT size, Bool is_write);

/* That error has been reported. */
extern void VR_(closed_was_wrong)(Addr a, SizeT size, Bool is_write);

/* [a, a + n) is somebody's again.  Is there anything that was closed? */
extern Bool VR_(closed_open)(Addr a, SizeT n);

#endif
