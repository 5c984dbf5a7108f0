/* vr_mapped.h: where the program's anonymous mappings were made, and what else
   memory of a stack may belong to.

   For coroutines that nobody has declared, and whose stacks are mapped: the
   stack trace of the mmap is where they come from.  mmap is rare, and takes
   longer than recording that.

   Users: vr_events (telling), vr_switch, vr_parked, vr_overflow
   (asking).  Depends on vr_core, vr_below, vr_options,
   vr_callers.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_MAPPED_H
#define VR_MAPPED_H

#include "vr_core.h"

/* [a, a + n) is new, or no more. */
extern void VR_(mapped_add)(Addr a, SizeT n);
extern void VR_(mapped_remove)(Addr a, SizeT n);

/* Narrows [*low, *high), which contains a and may be several mappings, to the one
   with a.  Where that was made: a number of vr_contexts.h; 0, and nothing is
   changed, if it isn't known. */
extern UInt VR_(mapped_where)(Addr a, Addr* low, Addr* high);

/* The range of that mapping; False: not known. */
extern Bool VR_(mapped_range)(Addr a, /*OUT*/Addr* start, /*OUT*/Addr* end);

/* Where the static variable begins that contains a; False: not known. */
extern Bool VR_(variable_at)(Addr a, /*OUT*/Addr* start);

/* Where it ends, or limit if that is further down. */
extern Addr VR_(variable_end)(Addr a, Addr limit);

#endif
