/* vr_chunks.h: the client's own blocks, as the leak scan sees them.

   For the time of a scan, all custom blocks (vr_custom) and all chunks of
   pools (vr_pools) are in one table, sorted by address.  They lie in memory of
   the client, often in blocks from malloc, and sometimes in each other:

      block from malloc   ┌──────────────────────────────────────┐
      chunks              │  ┌─────┐   ┌──────────────┐          │
                          │  │  A  │   │ B  ┌───┐     │          │
                          │  └─────┘   │    │ C │     │          │
                          │            │    └───┘     │          │
                          └────────────┴──────────────┴──────────┘

   A word that points into C points to C, not to B; the block from malloc,
   which is only where they come from, is no block of its own for the scan.
   Each chunk knows which one is around it, so the innermost one is found
   by a binary search and a step or two.

   Only within meta pools chunks may lie in each other.  Other overlaps are
   mistakes of the client, of which it is told.

   Users: vr_reach, vr_owners.  Depends on vr_core, vr_contexts, vr_heap, vr_custom,
   vr_pools.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CHUNKS_H
#define VR_CHUNKS_H

#include "vr_core.h"
#include "vr_heap.h"

typedef enum { VrChunk_Custom, VrChunk_Pool, VrChunk_Meta } VrChunkKind;

typedef struct {
   Addr     start, end;       /* [start, end); an empty block has one byte */
   VrRecord record;
   VrChunkKind kind;
   Addr     pool;             /* the anchor of its pool; custom blocks: 0    */
   UInt     around;           /* the innermost one that starts before and
                                 reaches into this one, or VR_NO_CHUNK      */
   Bool     left_out;         /* only holds chunks of pools: not a block    */
} VrChunk;

#define VR_NO_CHUNK 0xffffffffu

extern VrChunk* VR_(chunk_table);
extern UInt     VR_(n_chunks);

/* Fills the table; prints a warning if blocks overlap that should not. */
extern void VR_(chunks_begin)(void);

/* The same without a warning. */
extern void VR_(chunks_collect)(void);
extern void VR_(chunks_end)(void);

/* The innermost chunk that contains a, or VR_NO_CHUNK. */
extern UInt VR_(chunk_find)(Addr a);

/* The live block of the heap that holds the chunk, i.e. its start and end, or
   in the case of a pool's chunk, at least one of them. */
extern Bool VR_(chunk_holder)(const VrChunk* chunk, /*OUT*/VrBlock* block);

#endif
