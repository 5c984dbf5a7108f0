/* vr_ignoredsites.h: allocations that the user does not want to see.

   --ignore-fn=NAME leaves out of the profile what the function NAME allocates:
   behind the allocator's own frames (vr_fold), it comes first in the stack.
   Whether that is so is found out once for each site, at its first allocation;
   what these sites have is then subtracted from what all have.

   Errors, leaks and summaries are not concerned.

   Users: vr_timeline, vr_main.  Depends on vr_core, vr_contexts, vr_sites, vr_fold.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_IGNOREDSITES_H
#define VR_IGNOREDSITES_H

#include "vr_core.h"

typedef struct { ULong bytes, blocks; } VrAmount;

/* After the options are read. */
extern void VR_(ignored_sites_init)(void);

/* What they have, and had when the heap was largest. */
extern VrAmount VR_(ignored_live)(void);
extern VrAmount VR_(ignored_at_peak)(void);

#endif
