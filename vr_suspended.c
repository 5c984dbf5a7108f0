/* vr_suspended.c: the frames of a coroutine that doesn't run.  See vr_suspended.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_suspended.h"
#include "vr_guard.h"

/* ------------------------------------------------------------------ */
/*  Traces                                                             */
/* ------------------------------------------------------------------ */

#define LONGEST_CALL 7

/* How long an instruction with the opcode FF is: it depends on the byte that
   follows, and the one after that. */
static UInt length_of_ff(const UChar* code)
{
   UInt mod = code[1] >> 6, rm = code[1] & 7;
   UInt length = 2;

   if (mod == 3)
      return length;
   if (rm == 4)
      length++;
   if (mod == 2 || (mod == 0 && (rm == 5 || (rm == 4 && (code[2] & 7) == 5))))
      return length + 4;
   return length + mod;
}

/* Is a the address after a call? */
static Bool is_after_call(Addr a)
{
   const UChar* end = (const UChar*)a;

   if (!VG_(am_is_valid_for_client)(a - LONGEST_CALL, LONGEST_CALL + 1,
                                    VKI_PROT_EXEC))
      return False;
   if (end[-5] == 0xE8
       && VG_(am_is_valid_for_client)(a + *(const Int*)(end - 4), 1,
                                      VKI_PROT_EXEC))
      return True;
   for (UInt n = 2; n <= LONGEST_CALL; n++)
      if (end[-(Int)n] == 0xFF && (end[1 - (Int)n] & 0x38) == 0x10
          && length_of_ff(end - n) == n)
         return True;
   return False;
}

/* Up to there from the SP of its first entry on, a coroutine's stack may have
   what it was started with: registers to be loaded, arguments. */
#define ENTRY_FRAME 256

/* What would be returned to there, but has called nobody: what was prepared for the
   end of the coroutine's function. */
static Bool is_prepared(const VrCoro* coro, Addr ip, Addr sp)
{
   return coro->return_slot != 0 && sp > coro->return_slot
       && !is_after_call(ip + 1);
}

UInt VR_(cut_at_entry)(const VrCoro* coro, const Addr* frame_ips,
                       const Addr* frame_sps, UInt n)
{
   Addr end = coro->high;

   if (coro->entry_sp != 0 && coro->entry_sp + ENTRY_FRAME < end)
      end = coro->entry_sp + ENTRY_FRAME;
   for (UInt i = 1; i < n; i++)
      if (frame_sps[i] > end
          || !VG_(am_is_valid_for_client)(frame_ips[i], 1, VKI_PROT_EXEC)
          || is_prepared(coro, frame_ips[i], frame_sps[i]))
         return i;
   return n;
}

#define DEEPEST 64
static Addr ips[DEEPEST], sps[DEEPEST], fps[DEEPEST];

/* Of so many words from there on the first that is the address after a call: where
   it is; 0: none. */
static Addr find_call(Addr from, UInt words, Addr high)
{
   Addr at = from;

   for (UInt i = 0; i < words && at + sizeof(Addr) <= high; i++) {
      if (is_after_call(*(const Addr*)at))
         return at;
      at += sizeof(Addr);
   }
   return 0;
}

/* Code that switches is often written by hand, without debug information, and has
   nothing but registers on the stack, below the address that it returns to.  Where
   that is; 0: this isn't such code. */
static Addr find_return_address(const VrCoro* coro)
{
   const UInt   most = 16;                   /* words */
   D3UnwindRegs regs = { coro->stop.ip, coro->stop.sp,
                         coro->stop.registers[VR_CORO_RBP] };

   if (VG_(use_CF_info)(&regs, coro->stop.sp, coro->high - 1))
      return 0;
   return find_call(coro->stop.sp, most, coro->high);
}

/* Some load the registers of whoever is switched to before SP.  Then RBP is to be
   found by what a function that uses it does first. */
static Addr frame_pointer(const VrCoro* coro, Addr sp)
{
   const SizeT furthest = 2048;
   Addr rbp = coro->stop.registers[VR_CORO_RBP];
   Addr end = sp + furthest < coro->high ? sp + furthest : coro->high;

   if (rbp >= sp && rbp < coro->high)
      return rbp;
   for (Addr at = VG_ROUNDUP(sp, sizeof(Addr)); at + 2 * sizeof(Addr) <= end;
        at += sizeof(Addr)) {
      const Addr* frame = (const Addr*)at;
      if (frame[0] > at && frame[0] < coro->high && is_after_call(frame[1]))
         return at;
   }
   return rbp;
}

/* The registers are those at the switch. */
static void unwind(const VrCoro* coro, UInt n_ips)
{
   UnwindStartRegs regs;
   Addr returns = find_return_address(coro);
   UInt known   = returns != 0 ? 1 : 0;

   VG_(memset)(&regs, 0, sizeof regs);
   ips[0] = regs.r_pc = coro->stop.ip;
   sps[0] = regs.r_sp = coro->stop.sp;
   if (returns != 0) {
      regs.r_pc = *(const Addr*)returns - 1;
      regs.r_sp = returns + sizeof(Addr);
   }
   regs.misc.AMD64.r_rbp = frame_pointer(coro, regs.r_sp);
   VG_(get_StackTrace_wrk)(0, ips + known, n_ips - known, sps + known,
                           fps + known, &regs, coro->high + VKI_PAGE_SIZE);
}

/* How many. */
static UInt find_frames(const VrCoro* coro, UInt most)
{
   UInt n = 1;

   VG_(memset)(ips, 0, sizeof ips);
   ips[0] = coro->stop.ip;
   if (most > 1 && VR_FAULT_GUARD_BEGIN()) {
      unwind(coro, most);
      VR_FAULT_GUARD_END();
   }
   while (n < most && ips[n] != 0)
      n++;
   return n;
}

ExeContext* VR_(where_suspended)(const VrCoro* coro)
{
   UInt most = VG_(clo_backtrace_size) < DEEPEST ? VG_(clo_backtrace_size)
                                                 : DEEPEST;
   UInt n;

   if (coro->stop.sp == 0)
      return VG_(null_ExeContext)();
   n = find_frames(coro, most);
   return VG_(make_ExeContext_from_StackTrace)(
             ips, VR_(cut_at_entry)(coro, ips, sps, n));
}

/* Whoever is suspended has been called by somebody, by way of a function that
   switches. */
Bool VR_(frames_are_there)(const VrCoro* coro)
{
   const UInt most = 64;                     /* words */
   static volatile Bool found;

   found = False;
   if (VR_FAULT_GUARD_BEGIN()) {
      found = find_call(VG_ROUNDUP(coro->stop.sp, sizeof(Addr)), most,
                        coro->high) != 0;
      VR_FAULT_GUARD_END();
   }
   return found;
}

/* ------------------------------------------------------------------ */
/*  Has it returned?                                                   */
/* ------------------------------------------------------------------ */

/* Code that nobody calls: it is entered by other means. */
static Bool is_uncalled_code(UWord word)
{
   return word != 0 && VG_(am_is_valid_for_client)(word, 1, VKI_PROT_EXEC)
       && !is_after_call(word);
}

/* Where it is.  The ABI has the return address at an odd word when a function
   begins.  If SP is such, that may be it; otherwise registers come first, and the
   address of the code that is returned to in order to begin. */
static Addr find_prepared_return(Addr sp, Addr end)
{
   const Addr odd = sizeof(UWord);

   if ((sp & odd) != 0 && is_uncalled_code(*(const UWord*)sp))
      return sp;
   for (Addr at = (sp + odd) & ~(2 * odd - 1); at + 2 * odd <= end; at += 2 * odd)
      if (is_uncalled_code(*(const UWord*)at))
         return is_uncalled_code(*(const UWord*)(at + odd)) ? at + odd : 0;
   return 0;
}

void VR_(note_return_address)(VrCoro* coro, Addr sp)
{
   Addr end = sp + ENTRY_FRAME < coro->high ? sp + ENTRY_FRAME : coro->high;

   coro->return_slot = coro->return_to = 0;
   if (VG_IS_8_ALIGNED(sp) && VR_FAULT_GUARD_BEGIN()) {
      coro->return_slot = find_prepared_return(sp, end);
      if (coro->return_slot != 0)
         coro->return_to = *(const Addr*)coro->return_slot;
      VR_FAULT_GUARD_END();
   }
}

/* The function that begins at start; or, where there are no names, code that is
   close to it. */
static Bool is_in_function(Addr start, Addr ip)
{
   const SizeT nearby = 256;
   DiEpoch     ep = VG_(current_DiEpoch)();
   PtrdiffT    from_start, offset;
   Bool        is_named = VG_(get_inst_offset_in_function)(ep, start,
                                                           &from_start);

   if (ip < start)
      return False;
   return VG_(get_inst_offset_in_function)(ep, ip, &offset)
        ? is_named && ip - offset == start - from_start
        : !is_named && ip - start < nearby;
}

/* The outermost frame that somebody has called from. */
static Addr outermost_ip(UInt n)
{
   UInt last = 0;

   while (last + 1 < n && is_after_call(ips[last + 1] + 1))
      last++;
   return ips[last];
}

/* Further down there are more frames than the end of a coroutine needs. */
#define DEEPEST_END 1024

Bool VR_(has_returned)(const VrCoro* coro)
{
   const UInt n_ips = 16;

   return coro->return_to != 0 && coro->stop.sp != 0
       && coro->stop.sp + DEEPEST_END > coro->entry_sp
       && is_in_function(coro->return_to,
                         outermost_ip(find_frames(coro, n_ips)));
}

static Bool is_in_libc(Addr ip)
{
   const HChar* object;

   return VG_(get_objname)(VG_(current_DiEpoch)(), ip, &object)
       && VG_(strstr)(object, "/libc.so.") != NULL;
}

/* Only compiled functions that call nothing keep things there; such a one may
   switch by a few instructions of assembler in its midst. */
Bool VR_(may_use_red_zone)(const VrCoro* coro)
{
   static volatile Bool is_handmade;

   is_handmade = is_in_libc(coro->stop.ip);
   if (!is_handmade && VR_FAULT_GUARD_BEGIN()) {
      is_handmade = find_return_address(coro) != 0;
      VR_FAULT_GUARD_END();
   }
   return !is_handmade;
}

void VR_(finish_if_returned)(VrCoro* coro)
{
   if (coro->state == VrCoro_Suspended && VR_(has_returned)(coro))
      coro->state = VrCoro_Finished;
}
