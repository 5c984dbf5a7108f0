/* vr_heap.h: the client's heap.

   Every block that the client allocates comes from here.  Memory comes in spans
   of whole 64 KB granules (vr_spans), and a span holds either the slots of one
   size class or a single large block:

       span of slots of class 48, stride 48 + 2 red zones
       ┌────┬──────────┬─────────┬────┬──────────┬─────────┬────
       │ rz │ payload  │ slack+rz│ rz │ payload  │ slack+rz│ ...
       └────┴──────────┴─────────┴────┴──────────┴─────────┴────
            ^ what malloc returned, 16-aligned

   From any address to its block takes two loads and a multiplication; nothing
   is hashed or searched.  The per-block record lives out of line, where a
   client that writes out of bounds can't reach it.  A freed block keeps its slot and record in the
   quarantine until its volume is exceeded; only then is the slot reused.

   Red zones, slack, freed blocks and memory not handed out are marked in the
   shadow map.  The heap itself never reads or writes the client's memory.

   Users: vr_blocks (the malloc family), vr_errors (describing addresses),
   vr_leak (reachability).  Depends on vr_core, vr_options, vr_shadow,
   vr_spans.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_HEAP_H
#define VR_HEAP_H

#include "vr_core.h"
#include "vr_shadow.h"
#include "vr_spans.h"

/* A block as the rest of the tool sees it. */
typedef struct {
   VrSpan*   span;        /* NULL: a custom block (VrFamily_Custom)       */
   UInt      slot;
   VrRecord* record;
   Addr      start;       /* what the client got                          */
} VrBlock;

typedef struct {
   ULong allocs, frees;            /* calls; realloc counts as both       */
   ULong allocated_bytes;          /* sum over all allocations            */
   ULong live_bytes, live_blocks;
   ULong peak_bytes;               /* highest live_bytes                  */
} VrHeapStats;

extern VrHeapStats VR_(heap_stats);

/* What new records are stamped with, 12 bits (vr_epochs). */
extern UInt VR_(heap_birth);

/* Set when the client has parts of blocks marked: live blocks may then contain
   memory that is not addressable. */
extern Bool VR_(heap_has_marks);

/* After the options are read, before the client runs. */
extern void VR_(heap_init)(void);

/* Allocates size bytes aligned to align (a power of two; 16 at least is
   given).  Returns 0 if there is no memory.  *is_zero tells whether the
   block's memory is known to be zero; if not, it has old contents. */
extern Addr VR_(heap_alloc)(SizeT size, SizeT align, VrFamily family,
                            UInt alloc_ecu, /*OUT*/Bool* is_zero);

/* The block that starts at a belongs to that owner (vr_census); 0: to none. */
extern void VR_(heap_set_owner)(Addr a, UInt owner);

/* Puts a live block into the quarantine. */
extern void VR_(heap_free)(VrBlock* block, UInt free_ecu);

/* Changes the size of a live block in place, if its slot has room. */
extern Bool VR_(heap_resize_in_place)(VrBlock* block, SizeT size);

/* The live or freed block that starts at a. */
extern Bool VR_(heap_block_at)(Addr a, /*OUT*/VrBlock* block);

/* Sends for what free will need of the block at a, if there is one: a macro
   for the reason given in vr_heap.c. */
#define VR_HEAP_PREFETCH(a)                                                   \
   do {                                                                       \
      VrSpan* span = VR_(span_of)(a);                                         \
      if (LIKELY(span != NULL && span->n_slots != 0)) {                       \
         __builtin_prefetch(&span->records[VR_(slot_of)(span, a)]);           \
         __builtin_prefetch(VR_(shadow_byte)(a));                             \
      }                                                                       \
   } while (0)

/* The block whose payload or surroundings contain a: the nearest one, live or
   in the quarantine.  False where neither a's slot nor one beside it holds a
   block. */
extern Bool VR_(heap_block_near)(Addr a, /*OUT*/VrBlock* block);

/* The part of the heap around a that holds no block, nor the surroundings of
   one: never used, or given back by the quarantine.  False if a lies elsewhere. */
extern Bool VR_(heap_gap_around)(Addr a, /*OUT*/Addr* start,
                                 /*OUT*/SizeT* size);

/* The freed blocks that are kept from being reused: how many, their sizes
   summed up, and the memory that they take with all that belongs to them. */
extern UWord VR_(heap_quarantined_blocks)(void);
extern ULong VR_(heap_quarantined_bytes)(void);
extern ULong VR_(heap_quarantine_memory)(void);

#endif
