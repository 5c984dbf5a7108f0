/* vr_spans.h: the granules of the client's heap.

   Memory is taken from the core in arenas and cut into spans of whole granules of
   64 KB.  What a span is used for is up to vr_heap; here they are taken, merged
   with their free neighbours when they come back, and found by address:

        granule table    . . A A A B . . B C C C C C . .
                             └──┬──┘ └──┬──┘ └──┬──┘
                              span A  free B  span C

   The table points at a span from each of its granules, so that any address in
   it finds it.  Free runs are spans too, with no slots; only their first and
   last granules point at them, which is what merging needs, and taking a granule
   out of a huge run costs nothing.

   In the shadow map a free run is always entirely marked: a new arena is marked
   but for the part that is asked for, and a span must be all marked when it is
   given back.

   User: vr_heap; the leak scan and others read the table.  Depends on vr_core,
   vr_shadow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SPANS_H
#define VR_SPANS_H

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

/* Client memory that has been taken from the core for it. */
extern SizeT VR_(arena_bytes);

extern void VR_(spans_init)(void);

/* A span of n granules for the caller to fill in.  *is_marked: its shadow is
   all set, otherwise all clear.  NULL if there is no memory. */
extern VrSpan* VR_(span_take)(UWord n_granules, /*OUT*/Bool* is_marked);

/* Every block in span is gone. */
extern void VR_(span_release)(VrSpan* span);

/* The free run that a is in, or NULL.  Looks at all of them: for errors only. */
extern const VrSpan* VR_(free_run_around)(Addr a);

/* All spans that hold blocks, in address order; caller frees with VG_(free). */
extern VrSpan** VR_(heap_spans)(/*OUT*/UInt* n_spans);

static inline Addr VR_(span_end)(const VrSpan* span)
{
   return span->start + ((SizeT)span->n_granules << VR_GRANULE_LOG2);
}

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
