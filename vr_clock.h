/* vr_clock.h: how many blocks of code the program has executed, now.

   The core's measure of work, which is the same in each run.  The scheduler
   says how many there were when a thread begins or ends to run; in between, its
   translated code counts down what it has left to run, in the thread's own
   state, where it can be read:

       start ─────────────── now ──────── end of the slice
        base - left at start  │  left now

   Where that state is, is learned when the thread first calls a function of
   ours; until then time stands still while the thread runs.

   Users: vr_malloc, vr_main (set it), vr_sites, vr_timeline.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CLOCK_H
#define VR_CLOCK_H

#include "vr_core.h"

extern ULong      VR_(clock_base);
extern const Int* VR_(clock_left);     /* of the running thread             */
extern const Int** VR_(clock_counters);/* by thread; NULL: not known        */

/* Milliseconds since the start, when a thread last stopped; 0 unless somebody
   keeps it up to date. */
extern UInt VR_(clock_ms);

static inline ULong VR_(blocks_now)(void)
{
   return VR_(clock_base) - *VR_(clock_left);
}

/* Before the client runs. */
extern void VR_(clock_init)(void);

/* The thread begins, or has ended, to run; so many blocks were executed. */
extern void VR_(clock_start)(ThreadId tid, ULong blocks_executed);
extern void VR_(clock_stop)(ULong blocks_executed);

/* The thread has its counter there. */
static inline void VR_(clock_learn)(ThreadId tid, const UInt* counter)
{
   VR_(clock_counters)[tid] = (const Int*)counter;
}

#endif
