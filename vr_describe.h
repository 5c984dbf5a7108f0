/* vr_describe.h: what an address is.

   The core knows stacks, variables, sections and mappings; vrleak knows blocks.
   Of all that an address may be in, the first of these is told:

        a range that the client has named
        a chunk of a memory pool
        a block, live or in the quarantine, that the address is in or near
        (the same for the last byte of a wide access)
        a chunk of a pool of pools, which lies around blocks that say more
        what the core says of it
        a gap in the heap, where that says no more than which mapping it is

   Users: vr_errors.  Depends on vr_core, vr_contexts, vr_heap, vr_custom,
   vr_pools, vr_coroplace.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_DESCRIBE_H
#define VR_DESCRIBE_H

#include "vr_core.h"

/* What the size bytes at a are, as of the given epoch of debug information.  The
   caller gives *ai back to VG_(clear_addrinfo). */
extern void VR_(describe_address)(DiEpoch epoch, Addr a, SizeT size,
                                  /*OUT*/AddrInfo* ai);

/* "Address 0xc80010068 is 0 bytes after a block of size 40 alloc'd": the first
   sentence of what VG_(pp_addrinfo_mc) prints of ai, without its stacks. */
extern void VR_(address_sentence)(/*OUT*/HChar* buf, SizeT size, Addr a,
                                  const AddrInfo* ai);

#endif
