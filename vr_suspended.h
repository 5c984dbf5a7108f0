/* vr_suspended.h: the frames of a coroutine that doesn't run.

   Where it is suspended is read from its stack, as it was left.

   Has its function returned?  Programs that let it do so have prepared a return
   address for it, where a piece of theirs begins that leaves for good:

        as it was entered       it runs, or waits        it has returned
      ├─────────────────┤      ├─────────────────┤      ├─────────────────┤
      │ over            │      │ over            │      │ over + 5        │
      ├─────────────────┤      ├─────────────────┤      ├─────────────────┤
      │ (code)          │      │ frames          │      │ switch          │
      │ (registers)     │      │                 │      └─────────────────┘ SP
      └─────────────────┘ SP   │ code + 90       │
                               ├─────────────────┤
                               │ switch          │
                               └─────────────────┘ SP

   How far up SP is says little: registers may be kept on the stack, or elsewhere.
   But nobody has called that piece, so its beginning is no address after a call;
   and once it runs its own calls are the outermost.  What the functions of a
   coroutine that has returned have left below them refers to nothing any more.

   Nor does what is just below SP, within the red zone, unless a compiled function
   has switched in its midst.

   Users: vr_switch, vr_corestacks, vr_census, vr_leak, vr_parked.
   Depends on vr_core, vr_coro, vr_guard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SUSPENDED_H
#define VR_SUSPENDED_H

#include "vr_coro.h"

/* The stack of a suspended coroutine; the null context if it has never run. */
extern ExeContext* VR_(where_suspended)(const VrCoro* coro);

/* coro is about to be entered for the first time, at sp. */
extern void VR_(note_return_address)(VrCoro* coro, Addr sp);

/* Its function has returned to what was noted. */
extern Bool VR_(has_returned)(const VrCoro* coro);

/* If so, it has finished. */
extern void VR_(finish_if_returned)(VrCoro* coro);

/* Is there what it was left in, or is its memory used for something else? */
extern Bool VR_(frames_are_there)(const VrCoro* coro);

/* May there be anything of use below the SP at which it was left? */
extern Bool VR_(may_use_red_zone)(const VrCoro* coro);

/* How many of the frames are the coroutine's: the core's unwinder goes on above
   its entry. */
extern UInt VR_(cut_at_entry)(const VrCoro* coro, const Addr* ips,
                              const Addr* sps, UInt n);

#endif
