/* vr_clock.c: see vr_clock.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_clock.h"

static const Int stopped = 0;

ULong      VR_(clock_base);
const Int* VR_(clock_left) = &stopped;
const Int** VR_(clock_counters);
UInt        VR_(clock_ms);

void VR_(clock_init)(void)
{
   VR_(clock_counters) = VG_(calloc)("vr.clock.counters", VG_N_THREADS,
                                     sizeof(const Int*));
}

void VR_(clock_start)(ThreadId tid, ULong blocks_executed)
{
   VR_(clock_left) = VR_(clock_counters)[tid] != NULL ? VR_(clock_counters)[tid]
                                                  : &stopped;
   VR_(clock_base) = blocks_executed + *VR_(clock_left);
}

void VR_(clock_stop)(ULong blocks_executed)
{
   VR_(clock_left) = &stopped;
   VR_(clock_base) = blocks_executed;
}
