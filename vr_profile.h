/* vr_profile.h: "sites" and "timeline" of the JSON report.

   What vr_sites and vr_timeline know, as docs/report-format.md describes it.  A
   site's stack begins behind the allocator's own frames (vr_fold).

   Users: vr_report.  Depends on vr_core, vr_options, vr_contexts, vr_coro, vr_json,
   vr_sites, vr_timeline, vr_frames, vr_fold.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PROFILE_H
#define VR_PROFILE_H

#include "vr_core.h"

/* Of all sites, for the list of frames (vr_frames). */
extern void VR_(profile_collect_frames)(void);

/* Keys of "run" and of "heap". */
extern void VR_(profile_write_time_unit)(void);
extern void VR_(profile_write_totals)(void);

/* The lists themselves. */
extern void VR_(profile_write)(void);

#endif
