/* vr_stackuse.h: how much of a coroutine's stack was ever used.

   The stack pointer is seen at switches only, and the deepest calls are between
   them.  But they leave something behind.  So when a stack is entered for the
   first time, it is found out how far below the stack pointer it is all zero;
   and later, what of that no longer is:

        ┌────────────┐ high
        │ frames     │                 <- SP at a switch
        │ dead       │ not zero
        ├────────────┤ <- deepest
        │ zero       │
        ├────────────┤ <- clean        zero from here on when first entered
        │ other data │                 of the stack's last user, or its maker's
        ├────────────┤ <- dirty        zero below when first entered
        │ zero       │
        └────────────┘ low

   This is exact for stacks that are fresh from the kernel, or cleared, but for
   the lowest zeroes of the deepest frame.  Where a stack has had another user,
   its clean part may be used up; then what is known is that at least so much
   was used, unless it is more than that of all users before.  Pages that the kernel has given nothing for are not touched.

   Users: vr_switch (first entry), vr_census (asking).  Depends on vr_core,
   vr_coro, vr_guard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_STACKUSE_H
#define VR_STACKUSE_H

#include "vr_coro.h"

/* coro is about to be entered for the first time, at sp. */
extern void VR_(stack_use_begins)(VrCoro* coro, Addr sp);

/* Bytes of it that were used at most until now; *at_least: or more. */
extern SizeT VR_(stack_use)(VrCoro* coro, /*OUT*/Bool* at_least);

#endif
