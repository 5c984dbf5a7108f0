/* vr_shadow.h: which bytes of client memory may not be touched.

   One bit per client byte in one linear map; a set bit means "not
   addressable".  The byte of the map that describes client address a is at
   shadow_base + (a >> 3), and bit (a & 7) of it is a's.

       client   0 ─────────────────────────────────────── 2^37 (128 GB)
                  \  every 8 bytes                     /
       map      base ──────────────── base + 2^34 (16 GB, reserved, not used)

   Zero means addressable, so the map costs memory only where something has
   been marked: the heap's red zones, freed blocks, unallocated arena memory,
   the page of NULL.  Memory that is not mapped at all has no marks; the
   processor catches accesses to it (vr_fault).

   The base is chosen below 2 GB so that a translated check reaches the map
   with one 32-bit displacement.  Translated code reads the map for any 64-bit
   address without a range test first: an address beyond 2^37 makes it read
   somewhere else or fault, and vr_fault turns that fault into a report.  (For
   the few programs that have memory there, see shadow_cover.)

   Used by everything that knows about addressability; depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SHADOW_H
#define VR_SHADOW_H

#include "vr_core.h"

/* The core keeps all client memory below this address on amd64-linux. */
#define VR_ADDRESS_LIMIT (1UL << 37)

/* Bytes at the bottom of the address space that no program maps
   (vm.mmap_min_addr is 64 KB): marked, so that NULL and small offsets from it
   are caught by the inline check. */
#define VR_NULL_PAGE_SIZE 0x10000UL

extern Addr VR_(shadow_base);

/* Reserves the map.  On failure prints what to do and ends the process. */
extern void VR_(shadow_init)(void);

/* [a, a+n) becomes not addressable / addressable.  Ranges beyond
   VR_ADDRESS_LIMIT are cut off. */
extern void VR_(shadow_mark)(Addr a, SizeT n);
extern void VR_(shadow_clear)(Addr a, SizeT n);

/* Clears what is mapped or unmapped as a whole, and was probably never marked:
   where shadow_clear would write zeroes over zeroes and so fill the map with
   memory, this gives whole pages of it back. */
extern void VR_(shadow_forget)(Addr a, SizeT n);

/* Marks memory on the client's request, be it outside the heap (then the marks
   end when it is unmapped) or within one of its blocks. */
extern void VR_(mark_for_client)(Addr a, SizeT n);

/* Has that ever happened?  If not, which is the rule, mappings and the
   contents of blocks need not be looked at. */
extern Bool VR_(client_has_marks);

/* The client has got the memory [a, a+n), which may lie beyond
   VR_ADDRESS_LIMIT: the core puts nothing there, but the runtimes of Haskell
   and Go ask for fixed addresses.  What checks read for them is made to be
   zero, so that they pass. */
extern void VR_(shadow_cover)(Addr a, SizeT n);

/* True if no byte of [a, a+n) is marked; bytes beyond the limit never are.
   Otherwise *first_bad is the lowest such byte. */
extern Bool VR_(shadow_unmarked)(Addr a, SizeT n, /*OUT*/Addr* first_bad);

/* True if no byte of [a, a+n) is marked and none lies beyond the limit;
   otherwise *first_bad (may be NULL) is the lowest such byte. */
extern Bool VR_(shadow_all_clear)(Addr a, SizeT n, /*OUT*/Addr* first_bad);

/* The byte of the map that describes a; a must be below VR_ADDRESS_LIMIT. */
static inline UChar* VR_(shadow_byte)(Addr a)
{
   return (UChar*)(VR_(shadow_base) + (a >> 3));
}

/* True if the n bytes at a (n <= 8) are all addressable.  For hot paths; a
   must be below VR_ADDRESS_LIMIT. */
static inline Bool VR_(shadow_word_clear)(Addr a, UInt n)
{
   UInt bits = *(UShort*)VR_(shadow_byte)(a) >> (a & 7);
   return (bits & ((1u << n) - 1)) == 0;
}

#endif
