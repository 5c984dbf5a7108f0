/* vr_corodecl.c: coroutines as the program declares them.  See vr_corodecl.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_corodecl.h"
#include "vr_callers.h"
#include "vr_closed.h"
#include "vr_misuse.h"
#include "vr_shadow.h"
#include "vr_stacks.h"
#include "vr_switch.h"
#include "vr_withdrawn.h"

/* ------------------------------------------------------------------ */
/*  Bounds                                                             */
/* ------------------------------------------------------------------ */

/* The top must be usable; further down there may be guard pages, or memory
   that is mapped when the stack grows. */
static Bool is_mapped(Addr low, Addr high)
{
   return high - low < VR_ADDRESS_LIMIT
       && VG_(am_is_valid_for_client)(high - 1, 1,
                                      VKI_PROT_READ | VKI_PROT_WRITE)
       && VR_(is_client_segment)(VG_(am_find_nsegment)(low));
}

/* Some other stack that was declared, a part of which is in [low, high); but
   not one that begins or ends there: such a stack is used again. */
static VrCoro* overlapping(Addr low, Addr high, const VrCoro* itself)
{
   VrCoro* coro;
   Addr    top = high;

   while ((coro = VR_(coro_at_or_below)(top - 1)) != NULL && coro->high > low) {
      if (coro != itself && coro->exact && !coro->leaving
          && coro->low != low && coro->high != high)
         return coro;
      top = coro->low;
      if (top <= low)
         break;
   }
   return NULL;
}

/* False if there is nothing to be done with the bounds. */
static Bool accept_bounds(ThreadId tid, const HChar* request,
                          Addr low, Addr high, const VrCoro* itself)
{
   HChar   title[VR_CORO_TITLE_SIZE];
   VrCoro* other;

   if (low >= high) {
      VR_(warn_of_misuse)(tid, "%s: the stack ends at %#lx, which is not above"
                          " its beginning at %#lx", request, high, low);
      return False;
   }
   if (!is_mapped(low, high)) {
      VR_(warn_of_misuse)(tid, "%s: there is no memory for a stack at %#lx to"
                          " %#lx", request, low, high - 1);
      return False;
   }
   other = overlapping(low, high, itself);
   if (other != NULL)
      VR_(warn_of_misuse)(tid, "%s: the stack at %#lx to %#lx overlaps that of"
                          " %s, at %#lx to %#lx", request, low, high - 1,
                          VR_(coro_title)(other->id, other->name, title,
                                          sizeof title),
                          other->low, other->high - 1);
   return True;
}

static Bool is_on(ThreadId tid, const VrCoro* coro)
{
   return VG_(get_SP)(tid) - coro->low < coro->high - coro->low;
}

/* ------------------------------------------------------------------ */
/*  Requests                                                           */
/* ------------------------------------------------------------------ */

VrCoro* VR_(corodecl_create)(ThreadId tid, const HChar* request,
                             Addr low, Addr high, VrCoroOrigin origin)
{
   Bool    unknown = low == 0 && high == 0;
   VrCoro* coro;

   if (!unknown && !accept_bounds(tid, request, low, high, NULL))
      low = high = 0;
   coro = VR_(coro_add)(low, high, origin, VR_(callers_record)(tid));
   if (is_on(tid, coro))
      VR_(stack_declared)(tid, coro);
   return coro;
}

VrCoro* VR_(corodecl_find)(ThreadId tid, const HChar* request, UWord id)
{
   VrCoro* coro = VR_(coro_by_id)(id);

   if (coro != NULL && !coro->leaving)
      return coro;
   if (VR_(coro_was)(id))
      VR_(warn_of_misuse)(tid, "%s: coroutine %lu has been destroyed", request,
                          id);
   else
      VR_(warn_of_misuse)(tid, "%s: there is no coroutine %lu", request, id);
   return NULL;
}

void VR_(corodecl_move)(ThreadId tid, const HChar* request, UWord id,
                        Addr low, Addr high)
{
   VrCoro* coro = VR_(corodecl_find)(tid, request, id);

   if (coro == NULL || !accept_bounds(tid, request, low, high, coro))
      return;
   VR_(coro_move)(coro, low, high);
   coro->exact = True;
   if (is_on(tid, coro))
      VR_(stack_declared)(tid, coro);
}

void VR_(corodecl_destroy)(ThreadId tid, const HChar* request, UWord id)
{
   VrCoro* coro = VR_(corodecl_find)(tid, request, id);

   if (coro == NULL)
      return;
   coro->destroyed = VR_(callers_record)(tid);
   if (coro->state == VrCoro_Running)
      coro->leaving = True;
   else {
      VR_(withdrawn_add)(coro);
      VR_(coro_destroy)(coro, coro->destroyed);
   }
}

void VR_(corodecl_switch_to)(ThreadId tid, UWord id)
{
   VrCoro* coro = id == 0 ? NULL
                : VR_(corodecl_find)(tid, "VRLEAK_CORO_SWITCH_TO", id);

   if (coro != NULL && coro->high == 0)
      VR_(switch_expect)(tid, coro);
}

/* ------------------------------------------------------------------ */
/*  As ASan has it                                                     */
/* ------------------------------------------------------------------ */

/* The target may be known already, be a thread's own stack, or new. */
static void declare_target(ThreadId tid, Addr low, Addr high)
{
   static const HChar request[] = "VRLEAK_CORO_SWITCH_BEGIN";
   VrCoro* coro = VR_(coro_at)(high - 1);
   Addr    home_low, home_high;

   VR_(stack_home)(tid, &home_low, &home_high);
   if ((low < home_high && high > home_low) || (coro != NULL && coro->exact))
      return;
   if (coro == NULL) {
      VR_(corodecl_create)(tid, request, low, high, VrCoroBy_Vrleak);
   } else if (accept_bounds(tid, request, low, high, coro)) {
      VR_(coro_move)(coro, low, high);
      coro->exact  = True;
      coro->origin = VrCoroBy_Vrleak;
   }
}

static void put_word(ThreadId tid, const HChar* request, Addr a, UWord value)
{
   if (!VG_(am_is_valid_for_client)(a, sizeof value, VKI_PROT_WRITE))
      VR_(warn_of_misuse)(tid, "%s: %#lx can't be written to", request, a);
   else
      *(UWord*)a = value;
}

void VR_(corodecl_switch_begin)(ThreadId tid, Addr save, Addr low, SizeT size)
{
   VrCoro* coro = VR_(coro_of)(tid);

   if (save == 0)
      VR_(switch_finishing)(tid);
   else
      put_word(tid, "VRLEAK_CORO_SWITCH_BEGIN", save,
               coro == NULL ? 0 : coro->id);
   VR_(switch_leaving)(tid);
   if (size != 0)
      declare_target(tid, low, low + size);
}

void VR_(corodecl_switch_end)(ThreadId tid, Addr low_old, Addr size_old)
{
   static const HChar request[] = "VRLEAK_CORO_SWITCH_END";
   VrCoro* from = VR_(switch_previous)(tid);
   Addr    low, high;

   if (from != NULL) {
      low  = from->low;
      high = from->high;
   } else {
      VR_(stack_home)(tid, &low, &high);
   }
   if (low_old != 0)
      put_word(tid, request, low_old, low);
   if (size_old != 0)
      put_word(tid, request, size_old, high - low);
}
