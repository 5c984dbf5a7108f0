/* vr_reach.h: which blocks can be reached, and how.

   Blocks are the nodes of a graph, the words in them that point into other
   blocks its edges; the roots (vr_roots) are where it is entered.

       roots ──> A ──> B        reachable: by pointers to starts of blocks
             ··> C ──> D        possible: only by way of a pointer into the
                                middle of a block
                 E ──> F ─┐     definite: E, to which nothing points
                 ^────────┘     indirect: F, which hangs off a definite one
                                (in a ring, the lowest block is taken for the
                                definite one)

   Four shapes of pointers into the middle (the heuristics) count as pointers
   to the start.

   Users: vr_leak.  Depends on vr_core, vr_options, vr_shadow, vr_heap,
   vr_chunks, vr_roots.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_REACH_H
#define VR_REACH_H

#include "vr_core.h"
#include "vr_heap.h"
#include "vr_options.h"

typedef struct {
   const VrRecord* record;
   VrLeakKind      kind;
   SizeT           indirect_bytes;  /* definite: size of all that hangs off it */
   Bool            by_heuristic;    /* reachable only by a heuristic, namely   */
   VrHeuristic     heuristic;       /*    this one                             */
} VrReached;

typedef struct {
   SizeT scanned_bytes;             /* of roots and blocks                     */
   SizeT unreadable_bytes;          /* left out, because reading them faulted  */
} VrReachStats;

/* Finds the kind of every live block; heuristics is a set of
   1u << VrHeuristic.  False if there is not enough memory for the scan;
   otherwise reach_end must follow. */
extern Bool VR_(reach_begin)(UInt heuristics, /*OUT*/VrReachStats* stats);

/* Calls visit for every live block, in address order (the client's own blocks
   after all others). */
extern void VR_(reach_visit)(void (*visit)(const VrReached* block));

/* Gives the scan's memory back. */
extern void VR_(reach_end)(void);

#endif
