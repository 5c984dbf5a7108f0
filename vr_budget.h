/* vr_budget.h: how much heap a program may have.

   The first allocation after which more is live than the budget, of
   --heap-budget or VRLEAK_BUDGET, is reported with its stack, and with the sites
   that have most of the heap at that moment.  That is said once; setting a
   budget again, be it the same, makes it say it again.  (To know when the heap is
   below it again, each free would have to look.)

   Without a budget the line is beyond all heaps, and malloc's one comparison
   with it never true.

   Users: vr_blocks, vr_main, vr_requests.  Depends on vr_core, vr_callers,
   vr_contexts, vr_heap, vr_livesites, vr_errors.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_BUDGET_H
#define VR_BUDGET_H

#include "vr_core.h"
#include "vr_heap.h"

/* When more bytes than that are live, budget_exceeded must be called. */
extern ULong VR_(budget_line);

extern void VR_(budget_exceeded)(ThreadId tid, UInt alloc_ecu);

/* The thread has allocated a block. */
static inline void VR_(budget_check)(ThreadId tid, UInt alloc_ecu)
{
   if (UNLIKELY(VR_(heap_stats).live_bytes > VR_(budget_line)))
      VR_(budget_exceeded)(tid, alloc_ecu);
}

/* 0: none. */
extern void VR_(budget_set)(ULong bytes);

#endif
