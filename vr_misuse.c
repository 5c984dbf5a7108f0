/* vr_misuse.c: see vr_misuse.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_misuse.h"
#include "vr_callers.h"
#include "vr_contexts.h"

typedef struct {
   const HChar* what;
   UInt         stack;
   UInt         times;
} Place;

static OSet* places;

static Word compare_places(const void* key, const void* elem)
{
   const Place* a = key;
   const Place* b = elem;

   if (a->what != b->what)
      return a->what < b->what ? -1 : 1;
   return a->stack < b->stack ? -1 : a->stack > b->stack;
}

UInt VR_(times_here)(const HChar* what, UInt stack)
{
   Place  key = { what, stack, 0 };
   Place* place;

   if (places == NULL)
      places = VG_(OSetGen_Create)(0, compare_places, VG_(malloc),
                                   "vr.misuse.places", VG_(free));
   place = VG_(OSetGen_Lookup)(places, &key);
   if (place == NULL) {
      place  = VG_(OSetGen_AllocNode)(places, sizeof *place);
      *place = key;
      VG_(OSetGen_Insert)(places, place);
   }
   return place->times++;
}

/* Stacks are printed as XML if that is on, where it has no place for this. */
void VR_(warn_of_misuse)(ThreadId tid, const HChar* format, ...)
{
   HChar   text[300];
   va_list values;
   UInt    stack = VR_(callers_record)(tid);

   if (VG_(clo_verbosity) == 0 || VR_(times_here)(format, stack) > 0)
      return;
   va_start(values, format);
   VG_(vsnprintf)(text, sizeof text, format, values);
   va_end(values);
   VG_(umsg)("Warning: %s\n", text);
   if (!VG_(clo_xml))
      VG_(pp_ExeContext)(VR_(context_of)(stack));
}
