/* vr_pointers.h: who points at an address.

   Looks through all memory that the search for leaks looks through, live blocks
   and roots, and through all registers, and tells where the pointers into a
   range are: in which block, variable, stack or mapping.

   Users: vr_monitor.  Depends on vr_core, vr_shadow, vr_heap, vr_custom,
   vr_pools, vr_errors, vr_guard, vr_coro, vr_heuristics, vr_parked, vr_roots,
   vr_reach.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_POINTERS_H
#define VR_POINTERS_H

#include "vr_core.h"

/* Prints all pointers to [a, a+n). */
extern void VR_(who_points_at)(Addr a, SizeT n);

#endif
