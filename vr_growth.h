/* vr_growth.h: what grows without bound.

   What each site had over time (vr_histories) is judged before the program's exit
   handlers run, and the holder of what grows is looked for (vr_owners).

       vr_blocks ──> vr_sites ──┐
                                ├──> vr_histories ──> vr_trend ──> verdicts
       work done ──> vr_epochs ─┘                                  of all sites

   Users: vr_main, vr_growthreport, vr_report.  Depends on vr_core, vr_options,
   vr_heap, vr_custom, vr_pools, vr_sites, vr_census, vr_epochs, vr_histories, vr_trend,
   vr_contexts, vr_containers, vr_owners, vr_stats.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_GROWTH_H
#define VR_GROWTH_H

#include "vr_core.h"
#include "vr_histories.h"
#include "vr_owners.h"
#include "vr_trend.h"

typedef struct {
   VrVerdict   verdict;
   ExeContext* where;            /* the pushing stack                        */
   ULong       bytes;            /* live when it was judged                  */
   ULong       blocks;
   ULong       bytes_per_epoch;  /* growing: mean rise since it began        */
   ULong       bytes_per_million;/* the same, for a million blocks of code
                                    executed; 0: not known                   */
   UInt        epochs;           /* that there are                           */
   UInt        since_epoch;      /* growing: the first of the rise           */
   UInt        survivors_percent;/* of all blocks ever allocated there       */
   UInt        container;        /* growing: the first record of those with
                                    the same owner                           */
   UInt        coroutines;       /* whose stacks these are, if that is what
                                    they are; otherwise 0                   */
   const VrOwner* owner;         /* NULL: not known                          */
   const VrHistory* history;     /* of these blocks, in as many epochs       */
} VrGrowth;

/* Before the client runs. */
extern void VR_(growth_init)(void);

/* Judges all sites as of now. */
extern void VR_(growth_judge)(void);

/* The same for the last time: what happens later does not count. */
extern void VR_(growth_judge_at_end)(void);

/* What was judged last: growing first, then by size.  Valid until the client
   runs on, except at the end. */
extern const VrGrowth* VR_(growth_records)(/*OUT*/UInt* n);

extern const HChar* VR_(verdict_name)(VrVerdict verdict);

#endif
