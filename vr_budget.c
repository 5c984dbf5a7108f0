/* vr_budget.c: see vr_budget.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_budget.h"
#include "vr_callers.h"
#include "vr_contexts.h"
#include "vr_errors.h"
#include "vr_livesites.h"

#define NO_LINE (~0ULL)

ULong VR_(budget_line) = NO_LINE;

void VR_(budget_set)(ULong bytes)
{
   VR_(budget_line) = bytes == 0 ? NO_LINE : bytes;
}

#define SITES_SHOWN 5

/* In most cases the stack is known: that of the block. */
void VR_(budget_exceeded)(ThreadId tid, UInt alloc_ecu)
{
   const VrHeapStats* heap = &VR_(heap_stats);
   HChar         what[200], notes[SITES_SHOWN][200];
   VrLiveSite    sites[SITES_SHOWN];
   VrGrowthError error = {
      .what    = what,
      .where   = VR_(context_of)(alloc_ecu != 0 ? alloc_ecu
                                                : VR_(callers_record)(tid)),
      .bytes   = heap->live_bytes,
      .blocks  = heap->live_blocks,
      .n_notes = VR_(live_sites)(SITES_SHOWN, sites)
   };

   VG_(snprintf)(what, sizeof what, "The heap has grown to %'llu bytes, over "
                 "its budget of %'llu", heap->live_bytes, VR_(budget_line));
   for (UInt i = 0; i < error.n_notes; i++) {
      VG_(snprintf)(notes[i], sizeof notes[i],
                    "%'llu bytes in %'llu blocks of it were allocated",
                    sites[i].bytes, sites[i].blocks);
      error.notes[i] = (VrGrowthNote) { notes[i], sites[i].where };
   }
   VR_(budget_line) = NO_LINE;
   VR_(error_growth_now)(tid, &error);
}
