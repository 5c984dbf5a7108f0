/* vr_checkpoints.h: round trips that should end where they began.

   The program says where a round of its work begins and ends
   (VRLEAK_CHECKPOINT_BEGIN and _END).  What each site (vr_sites) has at the end
   is compared with what it had at the beginning; one that has more in three
   rounds of the same name in a row leaves something behind each time, and is
   reported.

      BEGIN         END    BEGIN         END    BEGIN         END
        │ 3 blocks   │ 4     │ 4          │ 5     │ 5          │ 6   reported
        │ 2 blocks   │ 9     │ 9          │ 9     │ 9          │ 9   warm-up

   What was allocated before a round and is freed in it makes up for what is
   allocated in it and stays: a ring of the last ten requests is none the worse
   for each round trip, even if it was filled elsewhere.

   Blocks of all threads count.  When several threads are in rounds of the same
   name at a time, these are one, which ends when the last thread is out: only
   then is what they share in no one's hands.

   A round costs two walks over all sites.  Unless growth is looked for, counting
   them begins when the first round does, with a walk over the heap; a program
   without rounds pays nothing.  Blocks whose stacks are not kept are not seen.

   Users: vr_requests, vr_events.  Depends on vr_core, vr_options, vr_callers,
   vr_contexts, vr_heap, vr_custom, vr_pools, vr_sites, vr_errors, vr_misuse.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CHECKPOINTS_H
#define VR_CHECKPOINTS_H

#include "vr_core.h"

extern void VR_(checkpoint_begin)(ThreadId tid, const HChar* name);
extern void VR_(checkpoint_end)(ThreadId tid, const HChar* name);

/* Gives up the rounds that tid is in. */
extern void VR_(checkpoints_leave)(ThreadId tid);

#endif
