/* vr_clientmarks.c: memory that the client itself declares not addressable.
   See vr_clientmarks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_clientmarks.h"
#include "vr_heap.h"
#include "vr_shadow.h"

Bool VR_(marks_outside_heap);

void VR_(client_mark)(Addr a, SizeT n)
{
   if (n == 0)
      return;
   VR_(mark_for_client)(a, n);
   VR_(stack_marks_note)(a, n);
   if (VR_(span_of)(a) != NULL) {
      VR_(heap_has_marks) = True;
   } else if (!VR_(marks_outside_heap)) {
      VR_(marks_outside_heap) = True;
      VG_(discard_translations)(0, VR_ADDRESS_LIMIT, "vr.clientmarks");
   }
}
