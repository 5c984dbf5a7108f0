/* vr_describe.c: what an address is.  See vr_describe.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_describe.h"
#include "vr_contexts.h"
#include "vr_coroplace.h"
#include "vr_custom.h"
#include "vr_heap.h"
#include "vr_pools.h"

/* ------------------------------------------------------------------ */
/*  Finding out                                                        */
/* ------------------------------------------------------------------ */

/* Bytes around a block that count as its red zones, whatever they really are. */
#define NEAR 16

static Bool is_near(Addr a, const VrBlock* block)
{
   return VG_(addr_is_in_block)(a, block->start, block->record->size, NEAR);
}

static Bool describe_as(BlockKind kind, const HChar* name, Addr a,
                        const VrBlock* block, /*OUT*/AddrInfo* ai)
{
   const VrRecord* r = block->record;

   ai->tag = Addr_Block;
   ai->Addr.Block.block_kind   = kind;
   ai->Addr.Block.block_desc   = name;
   ai->Addr.Block.block_szB    = r->size;
   ai->Addr.Block.rwoffset     = (PtrdiffT)(a - block->start);
   ai->Addr.Block.allocated_at = VR_(context_of)(r->alloc_ecu);
   ai->Addr.Block.freed_at     = VR_(context_of)(r->free_ecu);
   VG_(initThreadInfo)(&ai->Addr.Block.alloc_tinfo);
   return True;
}

static Bool describe_as_named_range(Addr a, /*OUT*/AddrInfo* ai)
{
   const VrNamedRange* named = VR_(named_range_of)(a);
   VrRecord record;
   VrBlock  block;

   if (named == NULL)
      return False;
   record = (VrRecord) { .size = named->size, .alloc_ecu = named->ecu };
   block  = (VrBlock) { NULL, 0, &record, named->start };
   return describe_as(Block_UserG, named->name, a, &block, ai);
}

static Bool describe_as_chunk(Addr a, Bool of_meta_pool, /*OUT*/AddrInfo* ai)
{
   VrBlock chunk;

   return VR_(pool_chunk_around)(a, of_meta_pool, &chunk)
       && describe_as(Block_MempoolChunk, "block", a, &chunk, ai);
}

/* Blocks of the heap, and of the client within them; of those that are live
   the inner ones, of those that were freed as well. */
static Bool describe_as_block(Addr a, /*OUT*/AddrInfo* ai)
{
   VrBlock block, custom, freed;
   Bool known     = VR_(heap_block_near)(a, &block);
   Bool is_live   = known && block.record->state == VrSlot_Live;
   Bool was_freed = VR_(custom_freed_around)(a, &freed);

   if (VR_(custom_around)(a, &custom)) {
      was_freed = was_freed || (known && !is_live && is_near(a, &block));
      block     = custom;
      known     = is_live = True;
   }
   if (was_freed && !(is_live && is_near(a, &block)))
      return describe_as(Block_Freed, "block", a, &freed, ai);
   if (!known)
      return False;
   return describe_as(is_live ? Block_Mallocd : Block_Freed,
                      was_freed ? "recently re-allocated block" : "block",
                      a, &block, ai);
}

/* A wide access may begin where no block is near, and end in a red zone. */
static Bool describe_by_last_byte(Addr a, SizeT size, /*OUT*/AddrInfo* ai)
{
   if (!describe_as_block(a + size - 1, ai))
      return False;
   ai->Addr.Block.rwoffset -= size - 1;
   return True;
}

/* Memory of the heap without a block: what the core says of its own heap, of
   which ours is no part. */
static Bool describe_as_gap(Addr a, /*OUT*/AddrInfo* ai)
{
   Addr  start;
   SizeT size;

   if (!VR_(heap_gap_around)(a, &start, &size))
      return False;
   VG_(clear_addrinfo)(ai);
   ai->tag = Addr_Block;
   ai->Addr.Block.block_kind   = Block_ClientArenaFree;
   ai->Addr.Block.block_desc   = "client";
   ai->Addr.Block.block_szB    = size;
   ai->Addr.Block.rwoffset     = (PtrdiffT)(a - start);
   ai->Addr.Block.allocated_at = VG_(null_ExeContext)();
   ai->Addr.Block.freed_at     = VG_(null_ExeContext)();
   VG_(initThreadInfo)(&ai->Addr.Block.alloc_tinfo);
   return True;
}

/* Chunks of meta pools come last: they lie around blocks that say more. */
void VR_(describe_address)(DiEpoch epoch, Addr a, SizeT size,
                           /*OUT*/AddrInfo* ai)
{
   ai->tag = Addr_Undescribed;
   if (!describe_as_named_range(a, ai) && !describe_as_chunk(a, False, ai)
       && !describe_as_block(a, ai) && !describe_by_last_byte(a, size, ai)
       && !describe_as_chunk(a, True, ai)) {
      VG_(describe_addr)(epoch, a, ai);
      VR_(coro_correct)(a, ai);
      if (ai->tag == Addr_SegmentKind)
         describe_as_gap(a, ai);
   }
}

/* ------------------------------------------------------------------ */
/*  In words                                                           */
/* ------------------------------------------------------------------ */

/* What else there is to say about an address on a stack. */
static void place_on_stack(HChar* buf, SizeT size, StackPos where,
                           PtrdiffT from_sp)
{
   if (where == StackPos_stacked)
      buf[0] = '\0';
   else
      VG_(snprintf)(buf, size, ", %s%ld bytes below stack pointer",
                    where == StackPos_guard_page ? "in the guard page, " : "",
                    -from_sp);
}

void VR_(address_sentence)(HChar* buf, SizeT size, Addr a, const AddrInfo* ai)
{
   SizeT n = VG_(snprintf)(buf, size, "Address %#lx is ", a);
   buf += n;
   size -= n;

   switch (ai->tag) {
      case Addr_Block: {
         SizeT    block = ai->Addr.Block.block_szB;
         PtrdiffT at    = ai->Addr.Block.rwoffset;
         const HChar* where = at < 0 ? "before"
                            : (SizeT)at >= block ? "after" : "inside";
         PtrdiffT distance  = at < 0 ? -at
                            : (SizeT)at >= block ? at - (PtrdiffT)block : at;
         if (ai->Addr.Block.block_kind == Block_ClientArenaFree)
            VG_(snprintf)(buf, size, "%ld bytes %s an unallocated block of size"
                          " %lu in arena \"%s\"", distance, where, block,
                          ai->Addr.Block.block_desc);
         else
            VG_(snprintf)(buf, size, "%ld bytes %s a %s of size %lu %s",
                          distance, where, ai->Addr.Block.block_desc, block,
                          ai->Addr.Block.block_kind == Block_Freed ? "free'd"
                          : ai->Addr.Block.block_kind == Block_Mallocd
                          ? "alloc'd" : "client-defined");
         break;
      }
      case Addr_Stack:
         n = VG_(snprintf)(buf, size, "on thread %u's stack",
                           ai->Addr.Stack.tinfo.tid);
         place_on_stack(buf + n, size - n, ai->Addr.Stack.stackPos,
                        ai->Addr.Stack.spoffset);
         break;
      case Addr_DataSym:
         VG_(snprintf)(buf, size, "%ld bytes inside data symbol \"%s\"",
                       ai->Addr.DataSym.offset, ai->Addr.DataSym.name);
         break;
      case Addr_Variable:
         VG_(snprintf)(buf, size, "%s",
                       (HChar*)VG_(indexXA)(ai->Addr.Variable.descr1, 0));
         break;
      case Addr_SectKind:
         VG_(snprintf)(buf, size, "in the %s segment of %s",
                       VG_(pp_SectKind)(ai->Addr.SectKind.kind),
                       ai->Addr.SectKind.objname);
         break;
      case Addr_BrkSegment:
         VG_(snprintf)(buf, size, "in the brk data segment");
         break;
      case Addr_SegmentKind:
         VG_(snprintf)(buf, size, "in a %s%s%s mapped %s segment",
                       ai->Addr.SegmentKind.hasR ? "r" : "-",
                       ai->Addr.SegmentKind.hasW ? "w" : "-",
                       ai->Addr.SegmentKind.hasX ? "x" : "-",
                       ai->Addr.SegmentKind.filename != NULL
                       ? ai->Addr.SegmentKind.filename : "anonymous");
         break;
      default:
         VG_(snprintf)(buf, size,
                       "not stack'd, malloc'd or (recently) free'd");
   }
}
