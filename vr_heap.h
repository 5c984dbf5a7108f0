/* vr_heap.h: the client's heap.

   Every block that the client allocates comes from here.  Memory is taken
   from the core in arenas, cut into spans of whole 64 KB granules, and a span
   holds either the slots of one size class or a single large block:

       span of slots of class 48, stride 48 + 2 red zones
       ┌────┬──────────┬─────────┬────┬──────────┬─────────┬────
       │ rz │ payload  │ slack+rz│ rz │ payload  │ slack+rz│ ...
       └────┴──────────┴─────────┴────┴──────────┴─────────┴────
            ^ what malloc returned, 16-aligned

   From any address to its block takes two loads and a multiplication:
   granule table -> span -> slot number; nothing is hashed or searched.  The
   per-block record lives out of line, where a client that writes out of
   bounds can't reach it.  A freed block keeps its slot and record in the
   quarantine until its volume is exceeded; only then is the slot reused.

   Red zones, slack, freed blocks and memory not handed out are marked in the
   shadow map.  The heap itself never reads or writes the client's memory.

   Users: vr_blocks (the malloc family), vr_errors (describing addresses),
   vr_leak (reachability).  Depends on vr_core, vr_options, vr_shadow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_HEAP_H
#define VR_HEAP_H

#include "vr_core.h"
#include "vr_shadow.h"

/* Which family of functions a block belongs to. */
typedef enum {
   VrFamily_Malloc,      /* malloc, calloc, realloc, memalign ...   */
   VrFamily_New,         /* operator new                            */
   VrFamily_NewVec,      /* operator new[]                          */
   VrFamily_Custom       /* VALGRIND_MALLOCLIKE_BLOCK               */
} VrFamily;

typedef enum {
   VrSlot_Unused,        /* never used, or back from the quarantine */
   VrSlot_Live,
   VrSlot_Freed          /* in the quarantine                       */
} VrSlotState;

/* The record of one block: 16 bytes, out of line. */
typedef struct {
   ULong size   : 39;    /* as requested by the client, bytes           */
   ULong state  : 2;     /* VrSlotState                                 */
   ULong family : 2;     /* VrFamily                                    */
   ULong align_log2 : 6; /* alignment asked for by aligned new; 0: none */
   ULong own_family : 2; /* where family is VrFamily_Custom, because a custom
                            block starts here, too: what it was, VrFamily  */
   ULong fresh  : 1;     /* all zero when it was allocated               */
   ULong birth  : 12;    /* VR_(heap_birth) at that time                 */
   UInt  alloc_ecu;      /* where allocated: an ECU of pub_tool_execontext.h */
   UInt  free_ecu;       /* where freed (0: not)                             */
} VrRecord;

typedef struct VrSpan VrSpan;
struct VrSpan {
   Addr      start;       /* granule-aligned                              */
   UInt      n_granules;
   UInt      n_slots;     /* 1 for a large block; 0: a free span          */
   ULong     stride;      /* bytes from one slot to the next              */
   ULong     lead;        /* bytes from a slot's start to its payload     */
   ULong     reciprocal;  /* slot = (offset * reciprocal) >> 40; large: 0 */
   UInt      n_used;      /* slots ever handed out: [0, n_used)           */
   UInt      size_class;  /* index; large blocks: VR_CLASS_LARGE          */
   UInt      n_taken;     /* slots live or in quarantine                  */
   UInt      free_slot;   /* head of the list of reusable slots           */
   VrRecord* records;     /* n_slots of them                              */
   UInt*     owners;      /* as many: the coroutine that allocated it, 0: none;
                             NULL: none of them (vr_census)               */
   VrSpan*   next;        /* in the list of spans of its class with room  */
   VrSpan*   prev;
   Bool      fresh;       /* slots from n_used on were never written: zero */
   VrRecord  own_record;  /* a large block's: records points here         */
   UWord     scan_base;   /* scratch for the leak scan: number of slot 0  */
};

#define VR_CLASS_LARGE  0xffffffffu

#define VR_GRANULE_LOG2 16
#define VR_GRANULE      (1UL << VR_GRANULE_LOG2)

/* granule number -> span (NULL: no blocks there) */
extern VrSpan* VR_(granule_table)[VR_ADDRESS_LIMIT >> VR_GRANULE_LOG2];

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
   ULong arena_bytes;              /* client memory taken from the core   */
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

/* All spans that hold blocks, in address order; caller frees with VG_(free). */
extern VrSpan** VR_(heap_spans)(/*OUT*/UInt* n_spans);

static inline VrSpan* VR_(span_of)(Addr a)
{
   return a < VR_ADDRESS_LIMIT ? VR_(granule_table)[a >> VR_GRANULE_LOG2]
                               : NULL;
}

/* The slot of span that address a falls into; may be >= n_slots (tail). */
static inline UInt VR_(slot_of)(const VrSpan* span, Addr a)
{
   return ((a - span->start) * span->reciprocal) >> 40;
}

static inline Addr VR_(slot_payload)(const VrSpan* span, UInt slot)
{
   return span->start + slot * span->stride + span->lead;
}

#endif
