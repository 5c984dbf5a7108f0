/* vr_corodecl.h: coroutines as the program declares them.

   By the core's requests (VALGRIND_STACK_..., vr_corestacks) or by those of
   vrleak.h (vr_requests): in either case a stack gets into the register
   (vr_coro) with bounds that are certain, which for a stack that is merely seen
   (vr_switch) they are not.

   What programs declare is often not quite right, so:

     - a range that was declared before, not withdrawn, and is declared again is
       a stack from a pool, and a new coroutine;
     - one that the thread is on is its coroutine from now on, if it isn't the
       thread's own stack;
     - one that is withdrawn while a thread runs on it goes when the thread has
       left it.

   What can't be meant (ranges that overlap, an end before the beginning, memory
   that isn't mapped, unknown ids) gets one warning for each place in the program,
   and does no harm.

   Users: vr_corestacks, vr_requests.  Depends on vr_core, vr_closed, vr_coro, vr_switch,
   vr_callers, vr_misuse, vr_shadow, vr_stacks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CORODECL_H
#define VR_CORODECL_H

#include "vr_coro.h"

/* In all of these request is its name, for warnings; [low, high) may be
   anything, and both 0: the bounds will be those of the stack that the thread
   is on after it was switched to (corodecl_switch_to). */

extern VrCoro* VR_(corodecl_create)(ThreadId tid, const HChar* request,
                                    Addr low, Addr high, VrCoroOrigin origin);
extern void VR_(corodecl_move)(ThreadId tid, const HChar* request,
                               UWord id, Addr low, Addr high);
extern void VR_(corodecl_destroy)(ThreadId tid, const HChar* request,
                                  UWord id);

/* The coroutine with that id; NULL, after a warning, if there is none. */
extern VrCoro* VR_(corodecl_find)(ThreadId tid, const HChar* request,
                                  UWord id);

/* id 0: the thread's own stack. */
extern void VR_(corodecl_switch_to)(ThreadId tid, UWord id);

/* The shape of ASan's calls: before the switch, with the bounds of the target
   and a place to keep something (save; 0: this coroutine ends here); after it,
   with two places that get the bounds of the stack that was left. */
extern void VR_(corodecl_switch_begin)(ThreadId tid, Addr save,
                                       Addr low, SizeT size);
extern void VR_(corodecl_switch_end)(ThreadId tid, Addr low_old,
                                     Addr size_old);

#endif
