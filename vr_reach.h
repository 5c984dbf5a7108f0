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

   Four shapes of pointers into the middle (vr_heuristics) count as pointers
   to the start.

   A suspended coroutine whose memory is not reached is abandoned.  It is like a
   definitely lost block, whether its stack is in one or in a mapping, and what
   hangs off its frames is indirectly lost; but it is found on its own.

   What was found can be kept after the scan (vr_kept).

   Users: vr_leak, vr_pointers, vr_blocklist.  Depends on vr_core, vr_options, vr_shadow,
   vr_heap, vr_chunks, vr_heuristics, vr_kept, vr_parked, vr_progress, vr_roots.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_REACH_H
#define VR_REACH_H

#include "vr_core.h"
#include "vr_coro.h"
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
   1u << VrHeuristic; keep: reach_keep may follow.  False if there is not enough
   memory for the scan; otherwise reach_end or reach_keep must follow.  What was
   kept of the scan before is forgotten. */
extern Bool VR_(reach_begin)(UInt heuristics, Bool keep,
                             /*OUT*/VrReachStats* stats);

/* Calls visit for every live block, in address order (the client's own blocks
   after all others), but for those with stacks of abandoned coroutines. */
extern void VR_(reach_visit)(void (*visit)(const VrReached* block));

typedef struct {
   const VrCoro*   coro;            /* the lowest one in its memory             */
   UInt            n_coros;
   SizeT           stack_bytes;     /* of all of them                           */
   const VrRecord* record;          /* the block they are in; NULL: a mapping   */
   SizeT           indirect_bytes;  /* of all that only they hold               */
   SizeT           indirect_blocks;
   UWord           number;          /* of the memory, as of a block             */
} VrAbandoned;

/* Calls visit for each abandoned coroutine; of several in the same memory, once.
   Until the next scan; in the meantime they may have gone. */
extern void VR_(reach_visit_abandoned)(void (*visit)(const VrAbandoned* found));

/* Gives the scan's memory back. */
extern void VR_(reach_end)(void);

/* Instead of reach_end: keeps what vr_kept needs, and gives back the rest. */
extern void VR_(reach_keep)(void);

#endif
