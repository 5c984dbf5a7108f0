/* vr_callers.h: the running thread's stack trace, as a number.

   Recording a stack for every malloc and free costs more than the allocation
   itself: the core unwinds frame by frame through the debug information, then
   hashes the result.  Most of the time the answer is one that was given
   before, so answers are remembered, together with everything that the
   unwinder has read to find them:

        instruction pointer, stack pointer, frame pointer    the key
        where each return address was, and what it was   ┐
        where saved frame pointers were, and what          ├ up to 64 words
        what the unwinder stopped at                     ┘

   If the key is the same and all those words are what they were, unwinding
   would take the same steps and end at the same trace.  Two dozen compares
   replace it.

   Users: vr_blocks, vr_requests.  Depends on vr_core, vr_options, vr_contexts,
   vr_guard, vr_stats.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CALLERS_H
#define VR_CALLERS_H

#include "vr_core.h"
#include "vr_options.h"

/* The number (vr_contexts.h) of the stack of tid, which is running. */
extern UInt VR_(callers_record)(ThreadId tid);

/* The same for a block that is allocated, or freed: 0 where
   --keep-stacktraces says that such stacks are not kept. */
static inline UInt VR_(callers_of_alloc)(ThreadId tid)
{
   switch (VR_(options).keep_stacktraces) {
      case VrStacks_None:
      case VrStacks_Free:
         return 0;
      default:
         return VR_(callers_record)(tid);
   }
}

static inline UInt VR_(callers_of_free)(ThreadId tid)
{
   switch (VR_(options).keep_stacktraces) {
      case VrStacks_None:
      case VrStacks_Alloc:
         return 0;
      default:
         return VR_(callers_record)(tid);
   }
}

#endif
