/* vr_top.h: --top=N, the places of the program that use the heap most.

   Five lists, printed behind the summaries: by bytes at the peak, by bytes
   allocated in all, by number of allocations, by temporary ones, and by growth.
   Stacks begin behind the allocator's own frames (vr_fold); sites that differ in
   these only are one place, with what they have together.

   Users: vr_main.  Depends on vr_core, vr_options, vr_contexts, vr_sites,
   vr_ignoredsites, vr_frames, vr_fold, vr_growth.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_TOP_H
#define VR_TOP_H

#include "vr_core.h"

/* When the program has ended; nothing without --top. */
extern void VR_(top_print)(void);

#endif
