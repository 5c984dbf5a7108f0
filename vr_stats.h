/* vr_stats.h: what the tool itself did, for --stats=yes.

   Other files count here what only they know; what the heap counts anyway
   (VR_(heap_stats)) is read when it is printed, and the core says how many
   blocks were executed whenever a thread stops.  Nothing is counted by
   translated code: these are numbers of decisions made once per translation,
   of the rare cold calls, and of work that takes far longer than counting it.

      vr_instrument   translation, checks      ┐
      vr_callers      stacks                   ├──> VR_(stats) ──┐
      vr_leak         the search for leaks     │                 ├──> printed
      vr_inlines      objects read             ┘                 │
      vr_heap         blocks, arenas, quarantine ────────────────┘

   Depends on vr_core, vr_options, vr_heap; tells vr_clock, vr_epochs and
   vr_timeline that time has gone by.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_STATS_H
#define VR_STATS_H

#include "vr_core.h"

/* Why an access got no check of its own. */
typedef enum {
   VrUnchecked_Stack,        /* address: SP or %fs plus a constant         */
   VrUnchecked_Constant,     /* a global at a constant address             */
   VrUnchecked_Covered,      /* by the check of an earlier access          */
   VrUnchecked_Off,          /* --check-accesses=no                        */
   VrUnchecked_REASONS
} VrUncheckedReason;

typedef struct {
   /* translation; a block translated twice counts twice */
   ULong translations;
   ULong checks;                         /* emitted                         */
   ULong stack_checks;                   /* parts of some of them           */
   ULong unchecked[VrUnchecked_REASONS]; /* accesses                        */
   ULong switch_checks;                  /* emitted: changes of SP looked at */
   ULong native_calls;                   /* emitted                         */
   ULong cold_calls;                     /* executed: a check hit a mark    */
   ULong blocks_executed;                /* as the scheduler counts them    */

   /* stacks recorded for blocks */
   ULong stacks;
   ULong stacks_unwound;                 /* of these, not remembered        */

   ULong switches;                       /* between stacks                  */
   ULong threads;                        /* started, the first one included */

   /* searches for leaks */
   ULong scans;
   ULong scan_ms;
   ULong scanned_bytes;
   struct {
      ULong ms, bytes, blocks;
      UInt  ended_ms;                    /* when                            */
   } last_scan;                          /* bytes read, live blocks judged  */

   /* objects, for the calls inlined in them */
   ULong inlines_read;
   ULong inlines_searched;               /* for names only, instead         */
} VrStats;

extern VrStats VR_(stats);

/* Counts an access that gets no check; always False ("is not needed"). */
static inline Bool VR_(unchecked)(VrUncheckedReason reason)
{
   VR_(stats).unchecked[reason]++;
   return False;
}

/* Before the options are read: registers with the core, which has a monitor
   command and an option that print statistics while the program runs. */
extern void VR_(stats_init)(void);

/* So many blocks have been executed in all. */
extern void VR_(stats_note_blocks)(ULong blocks_dispatched);

/* Prints them if --stats=yes. */
extern void VR_(stats_at_end)(void);

#endif
