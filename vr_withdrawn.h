/* vr_withdrawn.h: stacks that were withdrawn and kept, in a pool.

   A coroutine may end in the depth of its calls, for good; then the program says
   that its stack is one no longer (VRLEAK_CORO_DESTROY, VALGRIND_STACK_DEREGISTER),
   and puts it aside for the next one.  What is left in the frames refers to nothing
   any more.  But neither is it known what the memory is used for from now on: so its
   frames are taken for leftovers as long as not a word of them has changed.

   Of the last VR_WITHDRAWN stacks that is known.

   Users: vr_corodecl, vr_switch (telling), vr_parked (asking).  Depends on vr_core,
   vr_coro, vr_guard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_WITHDRAWN_H
#define VR_WITHDRAWN_H

#include "vr_coro.h"

#define VR_WITHDRAWN 1024

/* coro is about to be removed, but its memory stays. */
extern void VR_(withdrawn_add)(const VrCoro* coro);

/* Calls visit with the frames [low, high) of each that is as it was, and no stack
   again. */
extern void VR_(withdrawn_visit)(void (*visit)(Addr low, Addr high));

#endif
