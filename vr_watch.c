/* vr_watch.c: see vr_watch.h.

   What was marked before is left marked when a watchpoint is removed: the bytes
   that were not are remembered.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_watch.h"
#include "vr_heap.h"
#include "vr_shadow.h"
#include "pub_tool_gdbserver.h"

Bool VR_(watching);

static XArray* /* of Addr */ marked_bytes;   /* by watchpoints */

static void begin_to_watch(void)
{
   marked_bytes = VG_(newXA)(VG_(malloc), "vr.watch", VG_(free), sizeof(Addr));
   VR_(watching) = True;
   VG_(discard_translations)(0, VR_ADDRESS_LIMIT, "vr.watch");
}

static void watch(Addr a, SizeT n)
{
   for (Addr end = a + n; a < end; a++) {
      if (!VR_(shadow_all_clear)(a, 1, NULL))
         continue;
      VG_(addToXA)(marked_bytes, &a);
      VR_(mark_for_client)(a, 1);
   }
}

static void unwatch(Addr a, SizeT n)
{
   for (Word i = VG_(sizeXA)(marked_bytes) - 1; i >= 0; i--) {
      Addr byte = *(Addr*)VG_(indexXA)(marked_bytes, i);
      if (byte - a >= n)
         continue;
      VR_(shadow_clear)(byte, 1);
      VG_(removeIndexXA)(marked_bytes, i);
   }
}

static Bool set_watchpoint(PointKind kind, Bool insert, Addr a, SizeT n)
{
   if (a >= VR_ADDRESS_LIMIT || n > VR_ADDRESS_LIMIT - a)
      return False;
   if (!VR_(watching))
      begin_to_watch();
   if (VR_(span_of)(a) != NULL)
      VR_(heap_has_marks) = True;
   if (insert)
      watch(a, n);
   else
      unwatch(a, n);
   return True;
}

Bool VR_(watch_hit)(Addr a, SizeT n, Bool is_write)
{
   return UNLIKELY(VR_(watching))
       && VG_(is_watched)(is_write ? write_watchpoint : read_watchpoint, a, n);
}

void VR_(watch_init)(void)
{
   VG_(needs_watchpoint)(set_watchpoint);
}
