/* vr_chunks.c: the client's own blocks, as the leak scan sees them.  See
   vr_chunks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_chunks.h"
#include "vr_contexts.h"
#include "vr_custom.h"
#include "vr_pools.h"

VrChunk* VR_(chunk_table);
UInt     VR_(n_chunks);

/* ---- collecting ---- */

static UInt room;

static void add_chunk(const VrCustomBlock* block, VrChunkKind kind, Addr pool)
{
   VrChunk* chunk;

   if (VR_(n_chunks) == room) {
      room = room == 0 ? 256 : 2 * room;
      VR_(chunk_table) = VG_(realloc)("vr.chunks", VR_(chunk_table),
                                      room * sizeof(VrChunk));
   }
   chunk  = &VR_(chunk_table)[VR_(n_chunks)++];
   *chunk = (VrChunk) { .start  = block->start,
                        .end    = block->start + block->record.size,
                        .record = block->record,
                        .kind   = kind,
                        .pool   = pool,
                        .around = VR_NO_CHUNK };
   if (chunk->end < chunk->start)
      chunk->end = ~(Addr)0;
   if (chunk->end == chunk->start)
      chunk->end++;
}

static void add_custom(const VrCustomBlock* block)
{
   add_chunk(block, VrChunk_Custom, 0);
}

static void add_pool_chunk(const VrPool* pool, const VrCustomBlock* block)
{
   add_chunk(block, pool->is_meta ? VrChunk_Meta : VrChunk_Pool, pool->anchor);
}

/* Of those with the same start, the outer ones first. */
static Int by_start(const void* va, const void* vb)
{
   const VrChunk* a = va;
   const VrChunk* b = vb;

   if (a->start != b->start)
      return a->start < b->start ? -1 : 1;
   if (a->end != b->end)
      return a->end > b->end ? -1 : 1;
   return (Int)b->kind - (Int)a->kind;
}

/* While the table is gone through, the chunks that are still open form a
   stack; what is on top when one begins is around it. */
static void find_what_is_around(void)
{
   VrChunk* chunks = VR_(chunk_table);
   UInt i, top = VR_NO_CHUNK;

   for (i = 0; i < VR_(n_chunks); i++) {
      while (top != VR_NO_CHUNK && chunks[top].end <= chunks[i].start)
         top = chunks[top].around;
      chunks[i].around = top;
      top = i;
   }
}

/* ---- looking ---- */

/* The last chunk that starts at or before a, or VR_NO_CHUNK. */
static UInt last_before(Addr a)
{
   UInt low = 0, high = VR_(n_chunks);

   while (low < high) {
      UInt middle = low + (high - low) / 2;
      if (VR_(chunk_table)[middle].start <= a)
         low = middle + 1;
      else
         high = middle;
   }
   return low == 0 ? VR_NO_CHUNK : low - 1;
}

UInt VR_(chunk_find)(Addr a)
{
   UInt i = last_before(a);

   while (i != VR_NO_CHUNK
          && (a >= VR_(chunk_table)[i].end || VR_(chunk_table)[i].left_out))
      i = VR_(chunk_table)[i].around;
   return i;
}

/* The live block of the heap that contains a. */
static Bool heap_block_of(Addr a, VrBlock* block)
{
   if (!VR_(heap_block_near)(a, block)
       || block->record->state != VrSlot_Live || a < block->start)
      return False;
   SizeT size = block->record->size;
   return a - block->start < (size == 0 ? 1 : size);
}

Bool VR_(chunk_holder)(const VrChunk* chunk, VrBlock* block)
{
   if (chunk->kind != VrChunk_Custom)
      return heap_block_of(chunk->start, block)
          || heap_block_of(chunk->end - 1, block);
   return heap_block_of(chunk->start, block)
       && chunk->start + chunk->record.size
          <= block->start + block->record->size;
}

/* ---- custom blocks that hold chunks of pools ---- */

static void leave_out_customs_at(Addr a)
{
   VrChunk* chunks = VR_(chunk_table);
   UInt i;

   for (i = last_before(a); i != VR_NO_CHUNK; i = chunks[i].around)
      if (chunks[i].kind == VrChunk_Custom && a < chunks[i].end)
         chunks[i].left_out = True;
}

static void leave_out_holders(void)
{
   UInt i;

   for (i = 0; i < VR_(n_chunks); i++) {
      const VrChunk* chunk = &VR_(chunk_table)[i];
      if (chunk->kind == VrChunk_Custom)
         continue;
      leave_out_customs_at(chunk->start);
      leave_out_customs_at(chunk->end - 1);
   }
}

/* ---- overlaps that should not be ---- */

static void warn_of_overlap(Addr start1, SizeT size1, UInt ecu1,
                            Addr start2, SizeT size2, UInt ecu2)
{
   VG_(umsg)("Block 0x%lx..0x%lx overlaps with block 0x%lx..0x%lx\n",
             start1, start1 + size1 - 1, start2, start2 + size2 - 1);
   if (!VG_(clo_xml)) {
      VG_(umsg)("Blocks allocation contexts:\n");
      VG_(pp_ExeContext)(VR_(context_of)(ecu1));
      VG_(umsg)("\n");
      VG_(pp_ExeContext)(VR_(context_of)(ecu2));
   }
   VG_(umsg)("This is usually caused by using VALGRIND_MALLOCLIKE_BLOCK "
             "in an inappropriate way.\n");
}

/* May inner, which starts within outer or at the same place, overlap it? */
static Bool may_overlap(const VrChunk* outer, const VrChunk* inner)
{
   Bool outer_is_meta = outer->kind == VrChunk_Meta;
   Bool inner_is_meta = inner->kind == VrChunk_Meta;

   if (outer_is_meta == inner_is_meta)
      return False;
   return outer_is_meta ? inner->end <= outer->end
                        : outer->start == inner->start
                          && outer->end <= inner->end;
}

static Bool overlaps_chunk(const VrChunk* chunk)
{
   const VrChunk* outer;

   if (chunk->around == VR_NO_CHUNK)
      return False;
   outer = &VR_(chunk_table)[chunk->around];
   if (outer->left_out || may_overlap(outer, chunk))
      return False;
   warn_of_overlap(outer->start, outer->record.size, outer->record.alloc_ecu,
                   chunk->start, chunk->record.size, chunk->record.alloc_ecu);
   return True;
}

/* A custom block may be held by a block from malloc, but not reach out of it
   or into it. */
static Bool overlaps_heap_block(const VrChunk* chunk)
{
   VrBlock block;

   if (chunk->kind != VrChunk_Custom || VR_(chunk_holder)(chunk, &block))
      return False;
   if (heap_block_of(chunk->start, &block))
      warn_of_overlap(block.start, block.record->size, block.record->alloc_ecu,
                      chunk->start, chunk->record.size,
                      chunk->record.alloc_ecu);
   else if (heap_block_of(chunk->end - 1, &block))
      warn_of_overlap(chunk->start, chunk->record.size,
                      chunk->record.alloc_ecu,
                      block.start, block.record->size,
                      block.record->alloc_ecu);
   else
      return False;
   return True;
}

/* Where one allocator is misused there are likely to be thousands: the first
   one says it all. */
static void look_for_overlaps(void)
{
   UInt i;

   for (i = 0; i < VR_(n_chunks); i++) {
      const VrChunk* chunk = &VR_(chunk_table)[i];
      if (!chunk->left_out
          && (overlaps_chunk(chunk) || overlaps_heap_block(chunk)))
         return;
   }
}

/* ---- all of it ---- */

void VR_(chunks_collect)(void)
{
   VR_(chunks_end)();
   VR_(custom_visit)(add_custom);
   VR_(pools_visit)(add_pool_chunk);
   if (VR_(n_chunks) == 0)
      return;
   VG_(ssort)(VR_(chunk_table), VR_(n_chunks), sizeof(VrChunk), by_start);
   find_what_is_around();
   leave_out_holders();
}

void VR_(chunks_begin)(void)
{
   VR_(chunks_collect)();
   look_for_overlaps();
}

void VR_(chunks_end)(void)
{
   VG_(free)(VR_(chunk_table));
   VR_(chunk_table) = NULL;
   VR_(n_chunks)    = 0;
   room             = 0;
}
