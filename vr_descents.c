/* vr_descents.c: see vr_descents.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_descents.h"
#include "libvex_guest_amd64.h"

static Bool puts_sp(const IRStmt* st)
{
   return st->tag == Ist_Put
       && st->Ist.Put.offset == offsetof(VexGuestAMD64State, guest_RSP);
}

IRExpr* VR_(reach_of)(const IRStmt* st)
{
   return st->tag == Ist_Store ? st->Ist.Store.addr
        : puts_sp(st)          ? st->Ist.Put.data : NULL;
}

/* Is e a constant distance from SP, and which?  From what SP was when it was
   last set to something else. */
static Bool from_sp(const VrPlaces* places, const IRExpr* e,
                    /*OUT*/Long* distance)
{
   if (e == NULL || e->tag != Iex_RdTmp)
      return False;
   VrPlace place = places->of_temp[e->Iex.RdTmp.tmp];
   *distance = place.offset;
   return place.root == places->sp.root;
}

/* Computations don't end a descent, nor do registers that are set. */
static Bool is_something_else(const VrPlaces* places, const IRStmt* st)
{
   Long distance;

   if (from_sp(places, VR_(reach_of)(st), &distance))
      return distance != places->sp.offset;
   switch (st->tag) {
      case Ist_WrTmp: return st->Ist.WrTmp.data->tag == Iex_Load;
      case Ist_Put:   return puts_sp(st);
      case Ist_NoOp: case Ist_IMark: case Ist_AbiHint: return False;
      default:        return True;
   }
}

void VR_(find_descents)(const IRSB* sb, VrPlace* of_temp, UChar* ends)
{
   VrPlaces places;
   Long     reach, lowest = 0;
   Int      last = -1;           /* the last step so far; -1: no descent */

   VG_(memset)(ends, False, sb->stmts_used);
   VR_(places_begin)(&places, of_temp, sb->tyenv->types_used);
   for (Int i = 0; i < sb->stmts_used; i++) {
      const IRStmt* st   = sb->stmts[i];
      const UInt    root = places.sp.root;

      if (from_sp(&places, VR_(reach_of)(st), &reach) && reach < lowest) {
         lowest = reach;
         last   = i;
      } else if (last >= 0 && is_something_else(&places, st)) {
         ends[last] = True;
         last       = -1;
      }
      VR_(places_step)(&places, st);
      if (places.sp.root != root)
         lowest = 0;
   }
   if (last >= 0)
      ends[last] = True;
}
