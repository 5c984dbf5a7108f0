/* vr_pools.c: memory pools, as the client describes them.  See vr_pools.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_pools.h"
#include "vr_contexts.h"
#include "vr_sites.h"

static OSet* pools;             /* of VrPool, by anchor */

static VrPool* find_pool(Addr anchor)
{
   return VG_(OSetGen_Lookup)(pools, &anchor);
}

/* ------------------------------------------------------------------ */
/*  Do chunks overlap?                                                 */
/* ------------------------------------------------------------------ */

static Addr end_of(const VrCustomBlock* chunk)
{
   return chunk->start + chunk->record.size;
}

static void print_chunks(const VrPool* pool)
{
   UInt n = VG_(OSetGen_Size)(pool->chunks), i = 0;
   const VrCustomBlock* chunk;

   VG_(umsg)("Bad mempool (%u chunks), dumping chunks for inspection:\n", n);
   VG_(OSetGen_ResetIter)(pool->chunks);
   while ((chunk = VG_(OSetGen_Next)(pool->chunks)) != NULL) {
      VG_(umsg)("Mempool chunk %u / %u: %lu bytes [%lx,%lx), allocated:\n",
                ++i, n, (SizeT)chunk->record.size, chunk->start,
                end_of(chunk));
      if (!VG_(clo_xml))
         VG_(pp_ExeContext)(VR_(context_of)(chunk->record.alloc_ecu));
   }
}

/* Tells the user of chunks that reach into the next one.  Done where a pool is
   reorganised as a whole; at each allocation it would take too long. */
static void check_chunks(const VrPool* pool)
{
   UInt n = VG_(OSetGen_Size)(pool->chunks), i = 0;
   Bool bad = False;
   Addr previous_end = 0;
   const VrCustomBlock* chunk;

   VG_(OSetGen_ResetIter)(pool->chunks);
   while ((chunk = VG_(OSetGen_Next)(pool->chunks)) != NULL) {
      if (previous_end > chunk->start) {
         VG_(umsg)("Mempool chunk %u / %u overlaps with its successor\n", i, n);
         bad = True;
      }
      previous_end = end_of(chunk);
      i++;
   }
   if (bad)
      print_chunks(pool);
}

/* ------------------------------------------------------------------ */
/*  Pools                                                              */
/* ------------------------------------------------------------------ */

static void uncount_chunks(VrPool* pool)
{
   const VrCustomBlock* chunk;

   VG_(OSetGen_ResetIter)(pool->chunks);
   while ((chunk = VG_(OSetGen_Next)(pool->chunks)) != NULL)
      VR_(site_free)(chunk->record.alloc_ecu, chunk->record.size);
}

static void forget_pool(VrPool* pool)
{
   if (VR_(sites_are_counted))
      uncount_chunks(pool);
   VG_(OSetGen_Destroy)(pool->chunks);
   VG_(OSetGen_Remove)(pools, &pool->anchor);
   VG_(OSetGen_FreeNode)(pools, pool);
}

static VrPoolOutcome forget_pool_at(Addr anchor)
{
   VrPool* pool = find_pool(anchor);

   if (pool == NULL)
      return VrPool_Done;
   forget_pool(pool);
   return VrPool_Unknown;
}

VrPoolOutcome VR_(pool_create)(Addr anchor, SizeT red_zone,
                               Bool auto_free, Bool is_meta)
{
   VrPoolOutcome outcome = forget_pool_at(anchor);
   VrPool*       pool    = VG_(OSetGen_AllocNode)(pools, sizeof *pool);

   *pool = (VrPool) { anchor, red_zone, is_meta, auto_free,
                      VR_(custom_set_new)() };
   VG_(OSetGen_Insert)(pools, pool);
   return outcome;
}

static void close_chunk(const VrPool* pool, const VrCustomBlock* chunk)
{
   VR_(custom_close)(chunk->start, chunk->record.size);
   VR_(custom_close)(chunk->start - pool->red_zone, pool->red_zone);
   VR_(custom_close)(end_of(chunk), pool->red_zone);
}

VrPoolOutcome VR_(pool_destroy)(Addr anchor)
{
   VrPool* pool = find_pool(anchor);
   const VrCustomBlock* chunk;

   if (pool == NULL)
      return VrPool_Unknown;
   check_chunks(pool);
   VG_(OSetGen_ResetIter)(pool->chunks);
   while ((chunk = VG_(OSetGen_Next)(pool->chunks)) != NULL)
      close_chunk(pool, chunk);
   forget_pool(pool);
   return VrPool_Done;
}

VrPoolOutcome VR_(pool_move)(Addr from, Addr to)
{
   VrPool* pool = find_pool(from);

   if (pool == NULL)
      return VrPool_Unknown;
   if (from != to)
      forget_pool_at(to);
   VG_(OSetGen_Remove)(pools, &from);
   pool->anchor = to;
   VG_(OSetGen_Insert)(pools, pool);
   return VrPool_Done;
}

Bool VR_(pool_exists)(Addr anchor)
{
   return find_pool(anchor) != NULL;
}

/* ------------------------------------------------------------------ */
/*  Chunks                                                             */
/* ------------------------------------------------------------------ */

VrPoolOutcome VR_(pool_alloc)(Addr anchor, Addr start, SizeT size,
                              UInt alloc_ecu)
{
   VrPool* pool = find_pool(anchor);

   if (pool == NULL)
      return VrPool_Unknown;
   VR_(custom_set_add)(pool->chunks, start, size, alloc_ecu);
   VR_(heap_stats).allocs++;
   VR_(heap_stats).allocated_bytes += size;
   VR_(custom_open_block)(start, size, pool->red_zone);
   return VrPool_Done;
}

VrPoolOutcome VR_(pool_free)(Addr anchor, Addr start, UInt free_ecu)
{
   VrPool* pool = find_pool(anchor);
   VrCustomBlock* chunk;

   if (pool == NULL)
      return VrPool_Unknown;
   chunk = VR_(custom_set_at)(pool->chunks, start);
   if (chunk == NULL)
      return VrPool_NoChunk;
   if (pool->auto_free)
      VR_(custom_free_within)(start, end_of(chunk), pool->red_zone, free_ecu);
   VR_(custom_set_free)(pool->chunks, chunk, pool->red_zone, free_ecu);
   return VrPool_Done;
}

/* Of a chunk that reaches out of [start, end), only the part within stays. */
static void trim_chunk(VrPool* pool, VrCustomBlock* chunk, Addr start, Addr end)
{
   Addr chunk_start = chunk->start, chunk_end = end_of(chunk);
   Addr new_start   = chunk_start > start ? chunk_start : start;
   Addr new_end     = chunk_end < end ? chunk_end : end;

   VR_(custom_close)(chunk_start, new_start - chunk_start);
   VR_(custom_close)(new_end, chunk_end - new_end);
   VR_(custom_set_change)(pool->chunks, chunk, new_start, new_end - new_start);
}

VrPoolOutcome VR_(pool_trim)(Addr anchor, Addr start, SizeT size,
                             UInt free_ecu)
{
   VrPool* pool = find_pool(anchor);
   Addr    end  = start + size < start ? ~(Addr)0 : start + size;
   VrCustomBlock** chunks;
   UWord   n, i;

   if (pool == NULL)
      return VrPool_Unknown;
   check_chunks(pool);

   /* The set changes on the way. */
   n      = VG_(OSetGen_Size)(pool->chunks);
   chunks = VG_(malloc)("vr.pools.trim", (n + 1) * sizeof *chunks);
   VG_(OSetGen_ResetIter)(pool->chunks);
   for (i = 0; i < n; i++)
      chunks[i] = VG_(OSetGen_Next)(pool->chunks);

   for (i = 0; i < n; i++) {
      VrCustomBlock* chunk = chunks[i];
      /* An empty chunk is where it starts. */
      Addr chunk_end = end_of(chunk) + (chunk->record.size == 0);
      if (chunk_end <= start || chunk->start >= end)
         VR_(custom_set_free)(pool->chunks, chunk, pool->red_zone, free_ecu);
      else if (chunk->start < start || chunk_end > end)
         trim_chunk(pool, chunk, start, end);
   }
   VG_(free)(chunks);
   check_chunks(pool);
   return VrPool_Done;
}

VrPoolOutcome VR_(pool_change)(Addr anchor, Addr from, Addr to, SizeT size)
{
   VrPool* pool = find_pool(anchor);
   VrCustomBlock* chunk;

   if (pool == NULL)
      return VrPool_Unknown;
   check_chunks(pool);
   chunk = VR_(custom_set_at)(pool->chunks, from);
   if (chunk == NULL)
      return VrPool_NoChunk;
   VR_(custom_set_change)(pool->chunks, chunk, to, size);
   check_chunks(pool);
   return VrPool_Done;
}

/* ------------------------------------------------------------------ */
/*  Looking                                                            */
/* ------------------------------------------------------------------ */

Bool VR_(pool_chunk_around)(Addr a, Bool is_meta, VrBlock* block)
{
   VrPool* pool;

   VG_(OSetGen_ResetIter)(pools);
   while ((pool = VG_(OSetGen_Next)(pools)) != NULL) {
      VrCustomBlock* chunk = pool->is_meta != is_meta ? NULL
         : VR_(custom_set_around)(pool->chunks, a, pool->red_zone);
      if (chunk != NULL) {
         *block = (VrBlock) { NULL, 0, &chunk->record, chunk->start };
         return True;
      }
   }
   return False;
}

void VR_(pools_visit)(void (*visit)(const VrPool*, const VrCustomBlock*))
{
   const VrPool* pool;
   const VrCustomBlock* chunk;

   VG_(OSetGen_ResetIter)(pools);
   while ((pool = VG_(OSetGen_Next)(pools)) != NULL) {
      VG_(OSetGen_ResetIter)(pool->chunks);
      while ((chunk = VG_(OSetGen_Next)(pool->chunks)) != NULL)
         visit(pool, chunk);
   }
}

void VR_(pools_init)(void)
{
   pools = VG_(OSetGen_Create)(0, NULL, VG_(malloc), "vr.pools", VG_(free));
}
