/* vr_kept.c: what a leak scan found, kept.  See vr_kept.h.

   Spans may come and go without a block being freed (slots leave the
   quarantine), so none of theirs is referred to.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_kept.h"
#include "vr_chunks.h"
#include "vr_scanstate.h"

/* The slots of a span that were in use: [first, first + n). */
typedef struct {
   UWord first, n;               /* numbers                           */
   Addr  start;                  /* of the first slot's payload       */
   SizeT stride;
} KeptSpan;

typedef struct { Addr start; SizeT size; UInt alloc_ecu; } KeptChunk;

static struct {
   KeptSpan*  spans;
   UInt       n_spans;
   KeptChunk* chunks;
   UWord      n_slots, n_numbers;
   UChar*     state;             /* NULL: nothing is kept             */
   ULong      frees;             /* of the program until then         */
   UWord*     parent;
} kept;

static void keep_spans(VrSpan** spans, UInt n_spans)
{
   kept.n_spans = n_spans;
   kept.spans   = VG_(malloc)("vr.kept.spans",
                              (n_spans + 1) * sizeof(KeptSpan));
   for (UInt i = 0; i < n_spans; i++)
      kept.spans[i] = (KeptSpan) {
         .first  = spans[i]->scan_base,
         .n      = spans[i]->n_used,
         .start  = VR_(slot_payload)(spans[i], 0),
         .stride = spans[i]->stride
      };
}

static void keep_chunks(void)
{
   kept.chunks = VG_(malloc)("vr.kept.chunks",
                             (VR_(n_chunks) + 1) * sizeof(KeptChunk));
   for (UInt i = 0; i < VR_(n_chunks); i++) {
      const VrChunk* chunk = &VR_(chunk_table)[i];
      kept.chunks[i] = (KeptChunk) { chunk->start, chunk->record.size,
                                     chunk->record.alloc_ecu };
   }
}

void VR_(kept_take)(VrSpan** spans, UInt n_spans, UWord n_slots,
                    UWord n_numbers, UChar* state, UWord* parent)
{
   keep_spans(spans, n_spans);
   keep_chunks();
   kept.n_slots   = n_slots;
   kept.n_numbers = n_numbers;
   kept.state     = state;
   kept.frees     = VR_(heap_stats).frees;
   kept.parent    = parent;
}

void VR_(kept_forget)(void)
{
   VR_(give_back_memory)(kept.state, kept.n_numbers * sizeof *kept.state);
   VR_(give_back_memory)(kept.parent, kept.n_numbers * sizeof *kept.parent);
   VG_(free)(kept.spans);
   VG_(free)(kept.chunks);
   VG_(memset)(&kept, 0, sizeof kept);
}

UWord VR_(kept_numbers)(void)
{
   return kept.n_numbers;
}

Bool VR_(kept_is_outdated)(void)
{
   return kept.frees != VR_(heap_stats).frees;
}

/* The last span whose numbers begin at or before number. */
static const KeptSpan* span_of_number(UWord number)
{
   UInt low = 0, high = kept.n_spans;

   while (high - low > 1) {
      UInt middle = low + (high - low) / 2;
      if (kept.spans[middle].first <= number)
         low = middle;
      else
         high = middle;
   }
   return &kept.spans[low];
}

static Bool find_kept_slot(UWord number, /*OUT*/VrKeptBlock* block)
{
   const KeptSpan* span = span_of_number(number);
   VrBlock now;

   block->start = span->start + (number - span->first) * span->stride;
   if (!VR_(heap_block_at)(block->start, &now)
       || now.record->state != VrSlot_Live)
      return False;
   block->size      = now.record->size;
   block->alloc_ecu = now.record->alloc_ecu;
   return True;
}

Bool VR_(kept_block)(UWord number, VrKeptBlock* block)
{
   UChar st = kept.state[number];

   if (!(st & KEPT))
      return False;
   if (number >= kept.n_slots) {
      const KeptChunk* chunk = &kept.chunks[number - kept.n_slots];
      block->start     = chunk->start;
      block->size      = chunk->size;
      block->alloc_ecu = chunk->alloc_ecu;
   } else if (!find_kept_slot(number, block)) {
      return False;
   }
   block->kind         = VR_(kind_of_state)(st);
   block->by_heuristic = VR_(heuristic_of_state)(st, &block->heuristic);
   block->parent       = block->kind == VrLeak_Indirect ? kept.parent[number]
                                                        : number;
   return True;
}
