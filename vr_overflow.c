/* vr_overflow.c: coroutines whose stacks are too small.  See vr_overflow.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_overflow.h"
#include "vr_coro.h"
#include "vr_errors.h"
#include "vr_heap.h"
#include "vr_mapped.h"
#include "vr_options.h"
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

/* Does its stack end at low for certain?  Of one that was merely seen, which
   begins where another is thought to end, nobody knows. */
static Bool low_end_is_certain(const VrCoro* coro)
{
   VrBlock block;
   Addr    start, end;

   if (coro->exact)
      return True;
   if (VR_(heap_block_near)(coro->low, &block))
      return block.start == coro->low;
   return VR_(mapped_range)(coro->low, &start, &end) && start == coro->low;
}

static Bool is_usable(Addr a)
{
   return VG_(am_is_valid_for_client)(a, 1, VKI_PROT_READ | VKI_PROT_WRITE);
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
       || VG_(get_SP)(tid) - coro->low > coro->high - coro->low
       || !is_usable(reach) || !low_end_is_certain(coro))
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
