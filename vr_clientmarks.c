/* vr_clientmarks.c: memory that the client itself declares not addressable.
   See vr_clientmarks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_clientmarks.h"
#include "vr_heap.h"
#include "vr_shadow.h"

Bool VR_(marks_outside_heap);

/* Translated code can't be thrown away while it runs: free() of a custom block
   outside the heap, which is an error anyway, leaves its memory as it is. */
static Bool can_watch(void)
{
   return !VG_(in_generated_code)
       || (VR_(marks_outside_heap) && VR_(stack_marks_watched));
}

static void watch_constants(void)
{
   if (VR_(marks_outside_heap))
      return;
   VR_(marks_outside_heap) = True;
   VG_(discard_translations)(0, VR_ADDRESS_LIMIT, "vr.clientmarks");
}

void VR_(client_mark)(Addr a, SizeT n)
{
   Bool in_heap = VR_(span_of)(a) != NULL;

   if (n == 0 || (!in_heap && !can_watch()))
      return;
   VR_(mark_for_client)(a, n);
   if (in_heap) {
      VR_(heap_has_marks) = True;
   } else {
      VR_(stack_marks_note)(a, n);
      watch_constants();
   }
}
