/* vr_kept.h: what a leak scan found, kept until the next one, so that the blocks
   of a loss record can be listed.

        number ──> state[number]   kind, heuristic      a byte per block
               ──> parent[number]  of indirectly lost blocks: who leads to it
               ──> span or chunk   where the block is and how large

   The scan (vr_reach) numbers the blocks and writes state[] and parent[] in the
   course of its work; both are taken over as they are.

   Users: vr_reach, vr_leak, vr_blocklist.  Depends on vr_core, vr_options, vr_heap,
   vr_chunks, vr_scanstate.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_KEPT_H
#define VR_KEPT_H

#include "vr_core.h"
#include "vr_heap.h"
#include "vr_options.h"

/* Takes over state and parent, of n_numbers blocks, of which the first n_slots are
   in the given spans and the others chunks. */
extern void VR_(kept_take)(VrSpan** spans, UInt n_spans, UWord n_slots,
                           UWord n_numbers, UChar* state, UWord* parent);

/* Blocks have the numbers from 0 to kept_numbers - 1, in address order; some
   numbers have none.  0 if nothing is kept.  Nothing of it can be relied on
   when it is outdated: a block has been freed since. */
extern UWord VR_(kept_numbers)(void);
extern Bool  VR_(kept_is_outdated)(void);

typedef struct {
   Addr        start;
   SizeT       size;
   UInt        alloc_ecu;
   VrLeakKind  kind;
   Bool        by_heuristic;
   VrHeuristic heuristic;
   UWord       parent;              /* indirect: the number of the block where
                                       the pointer was found                */
} VrKeptBlock;

/* False if the number has no block. */
extern Bool VR_(kept_block)(UWord number, /*OUT*/VrKeptBlock* block);

/* Gives its memory back: nothing is kept any more. */
extern void VR_(kept_forget)(void);

#endif
