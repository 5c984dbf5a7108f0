/* vr_owners.h: who holds what grows.

   The blocks of a site that grows hang together: nodes point to nodes, a table
   to its entries.  Its holder is the place from which they are reached, a word
   in memory that does not grow itself: in a variable, or in a block of a site
   that has stopped to grow.

       static variable        block (does not grow)      blocks that grow
       ┌─────────┐            ┌───────────┐              ┌───┐   ┌───┐   ┌───┐
       │  app  ──┼──────────> │ .. log  ──┼────────────> │   │──>│   │──>│   │
       └─────────┘            └───────────┘              └───┘   └───┘   └───┘
         holder of the holder     holder

   Static variables are looked at before stacks: what points into a structure for
   the time of a loop does not hold it.

   The client's own blocks and pools' chunks are blocks like others.  A chunk to
   which nobody points is held by its pool.

   Users: vr_growth.  Depends on vr_core, vr_heap, vr_chunks, vr_contexts,
   vr_containers, vr_rootorder, vr_rootnames.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_OWNERS_H
#define VR_OWNERS_H

#include "vr_core.h"
#include "vr_heap.h"

#define VR_OWNER_TEXT 300

typedef struct {
   HChar       what[VR_OWNER_TEXT];  /* a phrase: "the global variable log";
                                        empty: nobody was found             */
   Addr        object;               /* the same for owners that are the same
                                        variable, or blocks of the same site;
                                        0: not to be compared                */
   Bool        is_lost;              /* nobody: the program can't reach it, or
                                        just by what seems to be a leftover  */
   ExeContext* where;                /* what is a block: where it was
                                        allocated; otherwise NULL           */
   Bool        unbounded;            /* a container that is meant to grow   */
   UInt        share_percent;        /* of the blocks that it holds         */
} VrOwner;

/* Finds the owner of each of n_groups sets of blocks.  group says which one a
   live block is in, or VR_NO_GROUP. */
#define VR_NO_GROUP (~0u)
extern void VR_(owners_find)(UInt n_groups, UInt (*group)(const VrRecord*),
                             /*OUT*/VrOwner* owners);

#endif
