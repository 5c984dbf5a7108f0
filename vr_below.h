/* vr_below.h: ranges of memory in one of the core's sets (OSet).

   Such a set finds the first element that is not less than a key; what is asked
   is the last range that begins at or below an address.  So its elements have the
   complements of their starts for keys, as words.

   Users: vr_coro, vr_mapped, vr_closed.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_BELOW_H
#define VR_BELOW_H

#include "vr_core.h"

/* The key of a range that begins at start. */
static inline UWord VR_(below_key)(Addr start)
{
   return ~start;
}

/* The element with the highest start <= a; NULL: none, or no set. */
static inline void* VR_(at_or_below)(OSet* set, Addr a)
{
   UWord key = VR_(below_key)(a);

   if (set == NULL)
      return NULL;
   VG_(OSetGen_ResetIterAt)(set, &key);
   return VG_(OSetGen_Next)(set);
}

#endif
