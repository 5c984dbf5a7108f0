/* vr_custom.h: blocks that the client manages itself.

   A program with an allocator of its own takes large pieces of memory from
   malloc or mmap and hands out parts of them.  By client requests it can tell
   which parts are in use, so that errors and leaks are found in them as if
   they had come from malloc:

      superblock    ┌──────────────────────────────────────────────┐
                    │   │rz│ block │rz│   │rz│ block │rz│           │
                    └──────────────────────────────────────────────┘
                             ^ VALGRIND_MALLOCLIKE_BLOCK(start, size, rz, ..)

   The client may say anything: blocks that overlap, that nobody has mapped,
   that were announced before.  So blocks are kept in sets ordered by address
   in which one address may occur more than once; the newest one is found
   first.  Freed blocks are remembered for a while, to describe errors.

   Here are also the names that the client can give to ranges of its memory
   (VALGRIND_CREATE_BLOCK), which appear in descriptions of addresses and do
   nothing else.

   Nothing here is on the way of a good access, or of malloc and free: a block
   of the heap that starts at the same address as a custom block is given the
   family of custom blocks, so that freeing it leads off the usual path.

   Users: vr_requests (the requests), vr_pools (blocks in pools), vr_errors
   (describing), vr_blocks (free of a custom block), vr_chunks (leak scan).
   Depends on vr_core, vr_options, vr_shadow, vr_stackmarks, vr_heap, vr_xtfull.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CUSTOM_H
#define VR_CUSTOM_H

#include "vr_core.h"
#include "vr_heap.h"

typedef struct {
   Addr     start;
   ULong    number;       /* higher: newer                                 */
   VrRecord record;       /* live while it is in a set                     */
} VrCustomBlock;

/* ---- sets of blocks (also a pool's) ---- */

extern OSet* VR_(custom_set_new)(void);

extern VrCustomBlock* VR_(custom_set_add)(OSet* set, Addr start, SizeT size,
                                          UInt alloc_ecu);

/* The newest block that starts at start, or NULL. */
extern VrCustomBlock* VR_(custom_set_at)(OSet* set, Addr start);

/* The newest block that contains a, itself or its red zones, or NULL. */
extern VrCustomBlock* VR_(custom_set_around)(OSet* set, Addr a,
                                             SizeT red_zone);

/* The block has a new place or size (its record is not to be changed
   otherwise). */
extern void VR_(custom_set_change)(OSet* set, VrCustomBlock* block,
                                   Addr start, SizeT size);

/* The block leaves its set and is remembered as freed; its memory becomes not
   addressable. */
extern void VR_(custom_set_free)(OSet* set, VrCustomBlock* block,
                                 SizeT red_zone, UInt free_ecu);

/* ---- their memory ---- */

/* [a, a+n) becomes addressable / not addressable.  What is not mapped for the
   client is left alone. */
extern void VR_(custom_open)(Addr a, SizeT n);
extern void VR_(custom_close)(Addr a, SizeT n);

/* A new block: closed red zones around the open block. */
extern void VR_(custom_open_block)(Addr start, SizeT size, SizeT red_zone);

/* ---- the requests ---- */

extern void VR_(custom_alloc)(Addr start, SizeT size, SizeT red_zone,
                              UInt alloc_ecu);

/* False if there is no such block of old_size bytes, or size is 0. */
extern Bool VR_(custom_resize)(Addr start, SizeT old_size, SizeT size,
                               SizeT red_zone);

/* The newest live custom block that starts at start. */
extern Bool VR_(custom_at)(Addr start, /*OUT*/VrBlock* block);

/* That block is freed.  Whether the call counts as a free is the caller's
   business. */
extern void VR_(custom_free)(Addr start, SizeT red_zone, UInt free_ecu);

/* Frees all custom blocks that lie entirely within [start, end). */
extern void VR_(custom_free_within)(Addr start, Addr end, SizeT red_zone,
                                    UInt free_ecu);

/* Custom blocks that contain a or have it in the 16 bytes around them: the
   newest live one, the one that was freed first. */
extern Bool VR_(custom_around)(Addr a, /*OUT*/VrBlock* block);
extern Bool VR_(custom_freed_around)(Addr a, /*OUT*/VrBlock* block);

extern void VR_(custom_visit)(void (*visit)(const VrCustomBlock* block));

/* ---- named ranges ---- */

/* Takes over name, from VG_(malloc).  Returns the number to forget it by. */
extern UInt VR_(name_range)(Addr start, SizeT size, HChar* name, UInt ecu);

/* False if there is none with that number. */
extern Bool VR_(forget_name)(UWord number);

typedef struct {
   Addr         start;
   SizeT        size;           /* 0: the number is not in use   */
   const HChar* name;
   UInt         ecu;            /* where it was named            */
} VrNamedRange;

extern const VrNamedRange* VR_(named_range_of)(Addr a);

/* Before the client runs. */
extern void VR_(custom_init)(void);

#endif
