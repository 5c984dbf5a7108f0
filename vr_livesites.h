/* vr_livesites.h: what the heap is full of, now.

   The totals of the heap, and the stacks whose blocks take most of it:

      heap: 12,480 bytes in 65 blocks live, 20,672 bytes at the peak
            130 allocs, 65 frees, 24,960 bytes allocated
            10,240 bytes in 64 blocks freed, kept from being reused
      8,192 bytes in 64 blocks live, allocated at
         at 0x4843540: malloc (vr_preload_malloc.c:61)
         by 0x1091F8: cache (cache.c:20)

   Counted when asked for, by a walk over all blocks: nothing is kept for it.

   Users: vr_monitor, vr_budget.  Depends on vr_core, vr_contexts, vr_heap, vr_custom.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_LIVESITES_H
#define VR_LIVESITES_H

#include "vr_core.h"

/* Prints the totals and the n stacks with the most live bytes. */
extern void VR_(print_live_heap)(UInt n);

typedef struct {
   ULong       bytes, blocks;
   ExeContext* where;
} VrLiveSite;

/* The n stacks with the most live bytes, the largest first.  Returns how many
   there are. */
extern UInt VR_(live_sites)(UInt n, /*OUT*/VrLiveSite* largest);

#endif
