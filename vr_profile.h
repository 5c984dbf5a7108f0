/* vr_profile.h: "sites" and "timeline" of the JSON report.

   What vr_sites and vr_timeline know, as docs/report-format.md describes it.  A
   site's stack begins behind the allocator's own frames (vr_fold).

   With a hundred thousand sites a report takes a second or so, which is too long
   to be spent every few seconds.  A brief one lists the sites that have a
   two-thousandth of something, of which there can't be many, and sums up the rest
   in one that has no stack.

   Users: vr_report.  Depends on vr_core, vr_options, vr_contexts, vr_coro, vr_json,
   vr_sites, vr_ignoredsites, vr_timeline, vr_frames, vr_fold.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PROFILE_H
#define VR_PROFILE_H

#include "vr_core.h"

/* First of all: is it to be brief?  Returns how many sites will not be listed. */
extern UInt VR_(profile_begin)(Bool is_brief);

/* Of all sites, for the list of frames (vr_frames). */
extern void VR_(profile_collect_frames)(void);

/* Keys of "run" and of "heap". */
extern void VR_(profile_write_time_unit)(void);
extern void VR_(profile_write_totals)(void);

/* The lists themselves. */
extern void VR_(profile_write)(void);

#endif
