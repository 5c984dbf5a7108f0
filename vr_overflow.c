/* vr_overflow.c: coroutines whose stacks are too small.  See vr_overflow.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_overflow.h"
#include "vr_coro.h"
#include "vr_errors.h"
#include "vr_heap.h"
#include "vr_mapped.h"
#include "vr_options.h"
#include "vr_stacks.h"
#include "libvex_guest_amd64.h"

Bool VR_(overflow_watched);

void VR_(overflow_between_blocks)(void)
{
   if (LIKELY(VR_(overflow_watched)) || !VR_(coro_seen)
       || !VR_(options).coro_detect || !VR_(options).check_accesses)
      return;
   VR_(overflow_watched) = True;
   VG_(discard_translations)(0, VR_ADDRESS_LIMIT, "vr.overflow");
}

static Bool is_usable(Addr a)
{
   return VG_(am_is_valid_for_client)(a, 1, VKI_PROT_READ | VKI_PROT_WRITE);
}

/* Where the memory begins of which its stack is at most a part. */
static Bool find_memory(const VrCoro* coro, Addr* start)
{
   Addr    a = coro->entry_sp - 1, end;
   VrBlock block;

   if (VR_(heap_block_near)(a, &block)) {
      *start = block.start;
      return True;
   }
   return VR_(variable_at)(a, start) || VR_(mapped_range)(a, start, &end);
}

/* Is reach below its stack for certain?  Of one that was merely seen, and begins
   where another is thought to end, nobody knows: but where its memory does, or
   the accessible part of that, or a stack that was declared. */
static Bool is_below_for_certain(const VrCoro* coro, Addr reach)
{
   const VrCoro* below;
   Addr start;

   if (coro->exact || (find_memory(coro, &start) && reach < start)
       || !is_usable(coro->low - 1))
      return True;
   below = VR_(coro_at_or_below)(coro->low - 1);
   return below != NULL && below->exact && reach < below->high;
}

/* The trace is to begin at ip, which the guest's RIP need not be. */
static void report(ThreadId tid, VrCoro* coro, Addr reach, Addr ip)
{
   const Int rip = offsetof(VexGuestAMD64State, guest_RIP);
   Addr before;

   VG_(get_shadow_regs_area)(tid, (UChar*)&before, 0/*the registers*/, rip,
                             sizeof before);
   VG_(set_shadow_regs_area)(tid, 0, rip, sizeof ip, (const UChar*)&ip);
   VR_(error_stack_overflow)(tid, coro, reach);
   VG_(set_shadow_regs_area)(tid, 0, rip, sizeof before,
                             (const UChar*)&before);
}

VG_REGPARM(2) void VR_(overflow_suspected)(Addr reach, Addr ip)
{
   ThreadId tid  = VG_(get_running_tid)();
   VrCoro*  coro = VR_(coro_of)(tid);

   if (coro == NULL || coro->overflowed || reach >= coro->low
       || !VR_(stack_is_of)(tid, coro)
       || !(is_usable(reach) || is_usable(coro->low - 1))
       || !is_below_for_certain(coro, reach))
      return;
   coro->overflowed = True;
   report(tid, coro, reach, ip);
}

/* Is a where a frame at SP could write? */
static Bool is_in_frame(ThreadId tid, Addr a)
{
   return a + 2 * VG_STACK_REDZONE_SZB >= VG_(get_SP)(tid);
}

Bool VR_(overflow_fault)(ThreadId tid, Addr a)
{
   VrCoro* coro = VR_(coro_of)(tid);

   if (coro == NULL || coro->overflowed || a >= coro->high
       || a >= VG_(get_SP)(tid) + VKI_PAGE_SIZE || !is_in_frame(tid, a)
       || is_usable(a))
      return False;
   coro->overflowed = True;
   VR_(error_stack_overflow)(tid, coro, a);
   return True;
}
