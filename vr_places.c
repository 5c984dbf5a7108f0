/* vr_places.c: see vr_places.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_places.h"
#include "libvex_guest_amd64.h"

static const Int sp_register = offsetof(VexGuestAMD64State, guest_RSP);

static Bool puts_sp(const IRStmt* st)
{
   return st->tag == Ist_Put && st->Ist.Put.offset == sp_register;
}

UInt VR_(count_roots)(const IRSB* sb)
{
   UInt n = sb->tyenv->types_used + 1;

   for (Int i = 0; i < sb->stmts_used; i++)
      n += puts_sp(sb->stmts[i]);
   return n;
}

void VR_(places_begin)(VrPlaces* places, VrPlace* of_temp, UInt n_temps)
{
   places->n_temps = n_temps;
   places->of_temp = of_temp;
   places->sp      = (VrPlace){ n_temps, 0 };
   places->last_root = n_temps;
   for (UInt t = 0; t < n_temps; t++)
      of_temp[t] = (VrPlace){ t, 0 };
}

/* The place of a temporary's value e; itself if nothing is known. */
static VrPlace place_of(const VrPlaces* places, IRTemp itself, const IRExpr* e)
{
   VrPlace place = { itself, 0 };

   if (e->tag == Iex_Get && e->Iex.Get.offset == sp_register
       && e->Iex.Get.ty == Ity_I64)
      return places->sp;
   if (e->tag == Iex_RdTmp)
      return places->of_temp[e->Iex.RdTmp.tmp];
   if (e->tag == Iex_Binop
       && (e->Iex.Binop.op == Iop_Add64 || e->Iex.Binop.op == Iop_Sub64)
       && e->Iex.Binop.arg1->tag == Iex_RdTmp
       && e->Iex.Binop.arg2->tag == Iex_Const) {
      Long n = e->Iex.Binop.arg2->Iex.Const.con->Ico.U64;
      place = places->of_temp[e->Iex.Binop.arg1->Iex.RdTmp.tmp];
      place.offset += e->Iex.Binop.op == Iop_Add64 ? n : -n;
   }
   return place;
}

void VR_(places_step)(VrPlaces* places, const IRStmt* st)
{
   if (st->tag == Ist_WrTmp) {
      IRTemp t = st->Ist.WrTmp.tmp;
      places->of_temp[t] = place_of(places, t, st->Ist.WrTmp.data);
   } else if (puts_sp(st)) {
      const IRExpr* e = st->Ist.Put.data;
      if (e->tag == Iex_RdTmp
          && VR_(is_sp)(places, places->of_temp[e->Iex.RdTmp.tmp]))
         places->sp = places->of_temp[e->Iex.RdTmp.tmp];
      else
         places->sp = (VrPlace){ ++places->last_root, 0 };
      if (e->tag == Iex_RdTmp)
         places->of_temp[e->Iex.RdTmp.tmp] = places->sp;
   }
}
