/* vr_blocks.h: what all functions of the malloc family consist of.

   Allocate, free and resize a block of vr_heap: with the checks of the arguments,
   the stacks that are recorded, the complaints, and the accounts that others keep
   of what happens (sites, timeline, execution trees, coroutines).

       vr_malloc (one handler per function)   vr_requests (FREELIKE_BLOCK)
                        └──────────────┬──────────────┘
                                   vr_blocks
                     ┌─────────────────┼──────────────────┐
                  vr_heap          vr_errors       vr_sites, vr_timeline, ...

   Wording of the complaints, their order, and what is returned after them
   are Memcheck's; so is what counts as an allocation or a free.

   Users: vr_malloc, vr_requests.  Depends on vr_core, vr_options, vr_shadow,
   vr_heap, vr_callers, vr_clientmem, vr_coro, vr_census, vr_custom, vr_errors,
   vr_epochs, vr_budget, vr_sites, vr_timeline, vr_xtfull.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_BLOCKS_H
#define VR_BLOCKS_H

#include "vr_heap.h"

/* After options are read. */
extern void VR_(blocks_init)(void);

/* ---- allocating: each gives the new block's address; 0: there is no memory,
        or the request is wrong, which has been said ---- */

/* function: what Memcheck calls it when it complains about the size. */
extern Addr VR_(block_alloc)(ThreadId tid, const HChar* function, SizeT size,
                             SizeT align, VrFamily family);
extern Addr VR_(block_calloc)(ThreadId tid, SizeT count, SizeT size);

/* align: as the client gave it. */
extern Addr VR_(block_memalign)(ThreadId tid, SizeT align, SizeT size);
extern Addr VR_(block_new_aligned)(ThreadId tid, const HChar* function,
                                   SizeT size, SizeT align, VrFamily family);

/* a 0: a new block; size 0: what --realloc-zero-bytes-frees says. */
extern Addr VR_(block_realloc)(ThreadId tid, Addr a, SizeT size);

/* ---- freeing ---- */

/* a is not 0. */
extern void VR_(block_free)(ThreadId tid, Addr a, VrFamily family);

/* VALGRIND_FREELIKE_BLOCK: counts, and is complained about, like free. */
extern void VR_(free_custom_block)(ThreadId tid, Addr a, SizeT red_zone);

/* ---- asking and checking ---- */

/* 0: there is no live block at a. */
extern SizeT VR_(block_usable_size)(Addr a);

/* Complains if C++ could not have meant it. */
extern Bool VR_(check_cxx_alignment)(ThreadId tid, SizeT align);

/* What operator delete is told of the block at a.  align 0: one that takes
   none. */
extern void VR_(check_deleted_size)(ThreadId tid, Addr a, SizeT size,
                                    VrFamily family);
extern void VR_(check_deleted_alignment)(ThreadId tid, Addr a, SizeT align,
                                         VrFamily family);

static inline Bool VR_(is_power_of_2)(SizeT n)
{
   return n != 0 && (n & (n - 1)) == 0;
}

#endif
