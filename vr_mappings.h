/* vr_mappings.h: memory that the program asks the kernel for.

   With --pages-as-heap=yes, mmap, mremap and brk are profiled as malloc always
   is: for each stack that asked for memory, how much of it there is, was there
   when all mappings together were largest, and was there ever.

       address ──> range, site ──> live, peak, total

   A call to mmap counts as a block, whatever becomes of its parts.  The memory
   that our heap lives in is not the program's; what was mapped before it began
   (its code, data and stack) was not asked for by anybody.

   Mappings are few and asking for one is slow, so nothing here is clever.

   Users: vr_events (tells), vr_profile, vr_top (show), vr_main.  Depends on
   vr_core, vr_options, vr_callers, vr_contexts.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_MAPPINGS_H
#define VR_MAPPINGS_H

#include "vr_core.h"

typedef struct { ULong bytes, blocks; } VrMapped;

typedef struct {
   ExeContext* where;
   VrMapped    live, peak, total;
} VrMappingSite;

/* After the options are read. */
extern void VR_(mappings_init)(void);

/* The client has mapped, or unmapped, that; has moved a mapping. */
extern void VR_(mappings_add)(Addr a, SizeT n);
extern void VR_(mappings_remove)(Addr a, SizeT n);
extern void VR_(mappings_move)(Addr from, Addr to, SizeT n);

/* All sites in the order in which they came first; NULL and 0 without
   --pages-as-heap.  Valid until the client runs on. */
extern const VrMappingSite* VR_(mappings_sites)(/*OUT*/UInt* n);

#endif
