/* vr_protect.c: see vr_protect.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_protect.h"
#include "pub_tool_rangemap.h"

enum { Open, Protected };

static RangeMap* ranges;      /* NULL until something is protected */

static void bind(Addr a, SizeT n, UWord value)
{
   if (n > 0)
      VG_(bindRangeMap)(ranges, a, a + n - 1, value);
}

void VR_(note_mprotect)(Addr a, SizeT n, Bool r, Bool w, Bool x)
{
   Bool protected = !r && !w && !x;

   if (ranges == NULL) {
      if (!protected)
         return;
      ranges = VG_(newRangeMap)(VG_(malloc), "vr.protect", VG_(free), Open);
   }
   bind(a, n, protected ? Protected : Open);
}

void VR_(forget_protection)(Addr a, SizeT n)
{
   if (ranges != NULL)
      bind(a, n, Open);
}

Bool VR_(protected_by_client)(Addr a)
{
   UWord low, high, value = Open;

   if (ranges == NULL)
      return False;
   VG_(lookupRangeMap)(&low, &high, &value, ranges, a);
   return value == Protected;
}
