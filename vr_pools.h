/* vr_pools.h: memory pools, as the client describes them.

   A pool is an allocator of the client, known by an address (its anchor); its
   chunks are custom blocks that belong to it and go when it goes:

      CREATE_MEMPOOL(anchor, ...)    pool ──> chunk, chunk, chunk ...
      MEMPOOL_ALLOC(anchor, start, size)              a chunk more
      MEMPOOL_FREE(anchor, start)                     a chunk less
      MEMPOOL_TRIM(anchor, start, size)               what lies outside goes
      DESTROY_MEMPOOL(anchor)                         all go

   A chunk of a meta pool is no block of the program's, but where another of
   its allocators finds the blocks that it announces by itself (MALLOCLIKE).
   With auto-free, these go with the chunk that they lie in.

   As with Memcheck, chunks count as allocations but not as frees, and they are
   not "in use at exit", but they are searched for leaks.

   Users: vr_requests, vr_errors (describing), vr_chunks (leak scan).
   Depends on vr_core, vr_contexts, vr_custom.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_POOLS_H
#define VR_POOLS_H

#include "vr_core.h"
#include "vr_custom.h"

typedef struct {
   Addr  anchor;
   SizeT red_zone;            /* bytes before and behind each chunk */
   Bool  is_meta;
   Bool  auto_free;
   OSet* chunks;              /* of VrCustomBlock                   */
} VrPool;

typedef enum {
   VrPool_Done,
   VrPool_Unknown,            /* there is no such pool              */
   VrPool_NoChunk             /* no chunk starts there              */
} VrPoolOutcome;

/* If there was a pool at anchor it is forgotten, and VrPool_Unknown tells. */
extern VrPoolOutcome VR_(pool_create)(Addr anchor, SizeT red_zone,
                                      Bool auto_free, Bool is_meta);
extern VrPoolOutcome VR_(pool_destroy)(Addr anchor);
extern VrPoolOutcome VR_(pool_alloc)(Addr anchor, Addr start, SizeT size,
                                     UInt alloc_ecu);
extern VrPoolOutcome VR_(pool_free)(Addr anchor, Addr start, UInt free_ecu);
extern VrPoolOutcome VR_(pool_trim)(Addr anchor, Addr start, SizeT size,
                                    UInt free_ecu);
extern VrPoolOutcome VR_(pool_move)(Addr from, Addr to);
extern VrPoolOutcome VR_(pool_change)(Addr anchor, Addr from, Addr to,
                                      SizeT size);
extern Bool VR_(pool_exists)(Addr anchor);

/* A chunk of an ordinary (or a meta) pool that contains a, itself or its red
   zones. */
extern Bool VR_(pool_chunk_around)(Addr a, Bool is_meta,
                                   /*OUT*/VrBlock* block);

extern void VR_(pools_visit)(void (*visit)(const VrPool* pool,
                                           const VrCustomBlock* chunk));

/* Before the client runs. */
extern void VR_(pools_init)(void);

#endif
