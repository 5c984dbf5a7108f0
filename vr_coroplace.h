/* vr_coroplace.h: what an address has to do with a coroutine, in words.

   The core knows stacks of threads, and vr_errors blocks; this adds what either
   does not know:

        the address is                      the sentence goes on with
        in the frames of a coroutine        on the stack of coroutine 17 'x'
                                            in frame #1, created by f (f.c:12)
        in the dead part of its stack       ... 40 bytes below its stack pointer
        in a stack that was left for good   in the stack of finished coroutine 17
        in one that was destroyed           in the stack of coroutine 17, destroyed
                                            at ...; it was created at ...
        just below a stack                  8 bytes below the stack of ...

   and, for a stack that overflows, which block comes next.

   Coroutines may be gone by the time that the error is printed, so all of this
   is made into text at once.

   User: vr_errors.  Depends on vr_core, vr_contexts, vr_coro, vr_heap, vr_stacks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_COROPLACE_H
#define VR_COROPLACE_H

#include "vr_core.h"

#define VR_MAX_CORO_NOTES 3

typedef struct {
   Bool   is_stack;              /* it is that in the first place: the first
                                    note goes after "Address ... is"         */
   UInt   n;
   struct {
      const HChar* what;
      UInt         where;        /* a number of vr_contexts.h; 0: no stack   */
   } notes[VR_MAX_CORO_NOTES];
} VrCoroPlace;

/* ai: what else is known of a.  NULL: nothing to be added. */
extern const VrCoroPlace* VR_(coro_place)(DiEpoch epoch, Addr a,
                                          const AddrInfo* ai);

/* The frames of a coroutine have reached a: the stack, or the block, that is
   below its own. */
extern const VrCoroPlace* VR_(coro_place_below)(DiEpoch epoch, Addr a,
                                                const AddrInfo* ai);

/* While a thread is in a coroutine the core takes all that lies between its SP
   and the end of its own stack for part of that: puts it right. */
extern void VR_(coro_correct)(Addr a, AddrInfo* ai);

#endif
