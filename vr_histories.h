/* vr_histories.h: what sites had at the end of each epoch.

   A site (vr_sites) that has a noticeable amount of memory gets a history: the
   blocks and bytes that it had whenever an epoch (vr_epochs) ended, and, where
   that can be seen, how much of them was in use.

       sites ──> sums, at the end of an epoch ──> histories
                                                  64 x 3 values each

   There are VR_MAX_HISTORIES of them at most: if more sites want one, the smallest
   lose theirs, and what is noticeable is more from then on.  So memory does not
   depend on how long a program runs.

   Users: vr_growth, vr_report (writes).  Depends on vr_core, vr_heap, vr_sites, vr_timeline, vr_epochs,
   vr_guard, vr_stats.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_HISTORIES_H
#define VR_HISTORIES_H

#include "vr_core.h"
#include "vr_epochs.h"

#define VR_MAX_HISTORIES 4096

/* Bytes are kept in units of 16: up to 64 GB. */
#define VR_HISTORY_UNIT 16
#define VR_NOT_SEEN     (~0u)

/* Sites with so few blocks are containers that are enlarged, rather than
   filled with more blocks. */
#define VR_FEW_BLOCKS 4

typedef struct {
   UInt  number;                    /* of the site (the leader of those that
                                       are joined); 0: free                 */
   ULong live_bytes, live_blocks;   /* of all of them, when last summed up  */
   ULong allocs;
   UInt  largest;                   /* that one of them has the most bytes,
                                       or had when there were any           */
   ULong largest_bytes;
   Addr  newest;                    /* the largest of their newest blocks   */
   void* attached;                  /* by the user; freed with the history  */
   UInt  blocks[VR_MAX_EPOCHS];     /* that it had when the epoch ended     */
   UInt  bytes[VR_MAX_EPOCHS];      /* in them                              */
   UInt  filled[VR_MAX_EPOCHS];     /* the same, without what nobody has
                                       written to yet; or VR_NOT_SEEN       */
} VrHistory;

/* In use or free: [0, n_histories). */
extern VrHistory* VR_(histories)[VR_MAX_HISTORIES];
extern UInt       VR_(n_histories);

/* The same for the program as a whole, when each epoch ended. */
typedef struct {
   ULong in_use[VR_MAX_EPOCHS];     /* bytes                                */
   ULong executed[VR_MAX_EPOCHS];   /* blocks of code so far                */
   ULong time[VR_MAX_EPOCHS];       /* as the timeline has it               */
   UInt  sites[VR_MAX_EPOCHS];      /* that had allocated                   */
} VrRunHistory;

extern VrRunHistory VR_(run_history);

/* The index of the history that counts for a site; VR_NO_HISTORY: none. */
#define VR_NO_HISTORY (~0u)
extern UInt VR_(history_of)(UInt site_number);

/* Brings the sums up to date, and begins histories where there is enough. */
extern void VR_(histories_sum_up)(void);

/* The epoch with that index is over; epochs 2i and 2i + 1 are i now; all is
   to be forgotten. */
extern void VR_(histories_record)(UInt epoch);
extern void VR_(histories_merge)(void);
extern void VR_(histories_drop)(void);

#endif
