/* vr_scanstate.h: what a leak scan knows about a block.

   Shared by vr_reach, which finds it out, and vr_kept, which answers from it;
   nobody else needs it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SCANSTATE_H
#define VR_SCANSTATE_H

#include "vr_core.h"
#include "vr_options.h"

/* About a slot of the heap or a chunk, in one byte. */
enum {
   LOST          = 0,            /* nothing found (yet)               */
   INDIRECT      = 1,
   POSSIBLE      = 2,
   REACHABLE     = 3,
   KIND_MASK     = 3,
   ON_STACK      = 4,            /* waits to be scanned               */
   HEURISTIC_ONE = 8,            /* reached by heuristic h:           */
   HEURISTIC_MASK = 7 * 8,       /*    (h + 1) * HEURISTIC_ONE; or 0  */
   ABANDONED     = 64 | LOST,    /* has the stack of an abandoned coroutine   */
   NO_BLOCK      = 64 | REACHABLE, /* only holds chunks: nothing to find out */
   KEPT          = 128           /* a block, in what is kept          */
};

static inline VrLeakKind VR_(kind_of_state)(UChar st)
{
   static const VrLeakKind kind_of[] = {
      [LOST] = VrLeak_Definite,      [INDIRECT]  = VrLeak_Indirect,
      [POSSIBLE] = VrLeak_Possible,  [REACHABLE] = VrLeak_Reachable
   };
   return kind_of[st & KIND_MASK];
}

/* Which heuristic the block was reached by.  False: by none. */
static inline Bool VR_(heuristic_of_state)(UChar st, /*OUT*/VrHeuristic* which)
{
   UInt h = (st & HEURISTIC_MASK) / HEURISTIC_ONE;

   *which = h > 0 ? h - 1 : 0;
   return h > 0;
}

#endif
