/* vr_heuristics.h: pointers into the middle of a block that keep it alive.

   C++ keeps no pointer to the start of some blocks, only to the part that the
   program uses.  Four shapes give themselves away by what the block holds:

       stdstring            length, capacity, count │ characters
       length64             length                  │ bytes
       newarray             number                  │ objects
       multipleinheritance  first base's vtable ... │ later base's vtable ...
                            ^ start                 ^ the pointer

   Users: vr_reach, vr_pointers, vr_leak, vr_blocklist.  Depends on vr_core,
   vr_options, vr_guard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_HEURISTICS_H
#define VR_HEURISTICS_H

#include "vr_options.h"

/* The first heuristic of set (of 1u << VrHeuristic) by which a pointer to
   start + offset, offset not 0, counts as one to the start of the block;
   VrHeuristic_KINDS: none.  Reads memory that may not be there. */
extern VrHeuristic VR_(heuristic_find)(UInt set, Addr start, SizeT size,
                                       SizeT offset);

/* Does it by this one?  Not if that memory isn't there. */
extern Bool VR_(heuristic_holds)(VrHeuristic h, Addr start, SizeT size,
                                 SizeT offset);

/* "stdstring" */
extern const HChar* const VR_(heuristic_names)[VrHeuristic_KINDS];

#endif
