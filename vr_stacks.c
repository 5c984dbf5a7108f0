/* vr_stacks.c: the stack that a thread runs on.  See vr_stacks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_stacks.h"
#include "vr_shadow.h"
#include "vr_switch.h"

/* Set 1 of the core's copies of the registers: the shadow registers. */
#define SHADOW_REGISTERS 1

/* What --workaround-gcc296-bugs lets pass, as Memcheck defines it. */
#define GCC296_SLOP 1024

typedef struct { Addr low, high; } Bounds;    /* high: one past the end */

static const Bounds nowhere;

/* By thread. */
static struct {
   Bounds own;           /* what it was started on; nowhere: the C library
                            doesn't say                                    */
   Bool   in_handler;    /* a signal was delivered on the alternate stack  */
} *threads;

static Bool contains(Bounds bounds, Addr a)
{
   return a >= bounds.low && a < bounds.high;
}

/* ------------------------------------------------------------------ */
/*  Which stacks a thread has                                          */
/* ------------------------------------------------------------------ */

static Bounds main_stack(void)
{
   Addr high = VG_(thread_get_stack_max)(1) + 1;
   return (Bounds){ high - VG_(thread_get_stack_size)(1), high };
}

/* Are these four words stackblock, stackblock_size, guardsize and
   reported_guardsize of a thread descriptor at `descriptor'? */
static Bool are_stack_fields(const UWord words[4], Addr descriptor, Addr sp)
{
   const SizeT descriptor_limit = 0x4000;
   Bounds block = { words[0], words[0] + words[1] };
   SizeT  guard = words[2];

   return block.high <= VR_ADDRESS_LIMIT && words[1] <= VR_ADDRESS_LIMIT
       && contains(block, sp) && contains(block, descriptor)
       && sp < descriptor && block.high - descriptor < descriptor_limit
       && guard <= sp - block.low && guard % VKI_PAGE_SIZE == 0
       && words[3] <= guard
       && VG_(am_is_valid_for_client)(block.low + guard, words[1] - guard,
                                      VKI_PROT_READ | VKI_PROT_WRITE);
}

/* Where glibc keeps these fields differs from release to release, but they
   give themselves away: a range, all of it accessible, that contains both the
   stack pointer and, near its end, the descriptor itself. */
static Bounds stack_in_descriptor(Addr descriptor, Addr sp)
{
   const UWord* words = (const UWord*)descriptor;
   const UInt n_words = 384;

   if (descriptor % sizeof(UWord) != 0
       || !VG_(am_is_valid_for_client)(descriptor, sizeof(UWord),
                                       VKI_PROT_READ))
      return nowhere;
   for (UInt i = 0; i < n_words; i++) {
      if (!VG_(am_is_valid_for_client)((Addr)&words[i], 4 * sizeof(UWord),
                                       VKI_PROT_READ))
         return nowhere;
      if (are_stack_fields(&words[i], descriptor, sp))
         return (Bounds){ words[i] + words[i + 2], words[i] + words[i + 1] };
   }
   return nowhere;
}

static Addr thread_descriptor(ThreadId tid)
{
   Addr fs;
   VG_(get_shadow_regs_area)(tid, (UChar*)&fs, 0/*the registers themselves*/,
                             offsetof(VexGuestAMD64State, guest_FS_CONST),
                             sizeof fs);
   return fs;
}

static Bounds signal_stack(ThreadId tid)
{
   Addr low = VG_(thread_get_altstack_min)(tid);
   return (Bounds){ low, low + VG_(thread_get_altstack_size)(tid) };
}

/* ------------------------------------------------------------------ */
/*  The record                                                         */
/* ------------------------------------------------------------------ */

static VrStack get_record(ThreadId tid)
{
   VrStack stack;
   VG_(get_shadow_regs_area)(tid, (UChar*)&stack, SHADOW_REGISTERS, 0,
                             sizeof stack);
   return stack;
}

static void set_record(ThreadId tid, VrStack stack)
{
   VG_(set_shadow_regs_area)(tid, SHADOW_REGISTERS, 0, sizeof stack,
                             (const UChar*)&stack);
}

void VR_(stack_home)(ThreadId tid, /*OUT*/Addr* low, /*OUT*/Addr* high)
{
   Bounds own = threads == NULL ? nowhere : threads[tid].own;

   if (own.high == 0) {
      own.high = VG_(thread_get_stack_max)(tid) + 1;
      own.low  = own.high - VG_(thread_get_stack_size)(tid);
   }
   *low  = own.low;
   *high = own.high;
}

/* Where SP is on none of the thread's stacks: the gap between them that it is
   in. */
static void narrow(Bounds* gap, Bounds stack, Addr sp)
{
   if (stack.low == stack.high)
      return;
   if (stack.high <= sp && stack.high > gap->low)
      gap->low = stack.high;
   if (stack.low > sp && stack.low < gap->high)
      gap->high = stack.low;
}

/* The window is kept within the dead part, in large steps: where it reaches
   beyond the stack, sound accesses are tested in vain. */
static SizeT window_for(Addr low, Addr sp)
{
   const SizeT largest = 256 * 1024, step = 4096;
   SizeT dead = sp - low < largest ? sp - low : largest;
   return VG_ROUNDDN(dead, step);
}

/* What follows writes the record in place: a struct that is returned is copied in
   larger pieces than it was made of, for which the processor has to wait. */

static void set_known(VrStack* record, Bounds stack, Addr sp)
{
   record->window   = window_for(stack.low, sp);
   record->sp_low   = stack.low;
   record->sp_high  = stack.high;
   record->dead_low = stack.low;
}

static void set_unknown(VrStack* record, Addr low, Addr high)
{
   record->window   = 0;
   record->sp_low   = low;
   record->sp_high  = high;
   record->dead_low = VR_NO_STACK;
}

static void set_between_stacks(VrStack* record, ThreadId tid, Addr sp)
{
   Bounds gap = { 0, ~(Addr)0 >> 1 };

   narrow(&gap, threads[tid].own, sp);
   narrow(&gap, signal_stack(tid), sp);
   set_unknown(record, gap.low, gap.high);
}

/* guest: as in stack_switched; NULL if SP is there already, and nothing has
   happened. */
static void set_coroutines_stack(VrStack* record, ThreadId tid,
                                 const VexGuestAMD64State* guest, Addr sp)
{
   VrCoro* coro = guest != NULL ? VR_(switch_to)(tid, guest, sp)
                                : VR_(coro_at)(sp - 1);

   if (coro != NULL)
      set_unknown(record, coro->low, coro->high);
   else
      set_unknown(record, VG_PGROUNDDN(sp), VG_PGROUNDUP(sp));
}

static void find(VrStack* record, ThreadId tid,
                 const VexGuestAMD64State* guest, Addr sp)
{
   Bool follow = VR_(options).coro_detect;
   Addr low, high;

   if ((threads[tid].in_handler || !follow)
       && contains(signal_stack(tid), sp)) {
      set_known(record, signal_stack(tid), sp);
      return;
   }
   threads[tid].in_handler = False;
   VR_(stack_home)(tid, &low, &high);
   if (sp - 1 - low < high - low) {
      if (follow && guest != NULL)
         VR_(switch_home)(tid, guest);
      if (threads[tid].own.high != 0)
         set_known(record, threads[tid].own, sp);
      else
         set_unknown(record, low, high);
   } else if (follow) {
      set_coroutines_stack(record, tid, guest, sp);
   } else {
      set_between_stacks(record, tid, sp);
   }
}

static void learn_of_main(void)
{
   static Bool known;

   if (LIKELY(known))
      return;
   threads[1].own = main_stack();
   known = True;
}

void VR_(stack_switched)(VexGuestAMD64State* guest, Addr sp)
{
   VrStack* record = (VrStack*)(guest + 1);

   /* The program is about to read there, and it was long ago that it did. */
   __builtin_prefetch((const void*)sp);
   learn_of_main();
   find(record, VG_(get_running_tid)(), guest, sp);
}

static VrStack up_to_date(ThreadId tid, Addr sp)
{
   VrStack stack = get_record(tid);

   if (sp >= stack.sp_low && sp <= stack.sp_high)
      return stack;
   learn_of_main();
   find(&stack, tid, NULL, sp);
   set_record(tid, stack);
   return stack;
}

void VR_(stack_dead_part)(ThreadId tid, /*OUT*/Addr* low, /*OUT*/Addr* end)
{
   Addr    sp    = VG_(get_SP)(tid);
   VrStack stack = up_to_date(tid, sp);

   *low = *end = 0;
   sp -= VG_STACK_REDZONE_SZB;
   if (VR_(options).gcc296_bugs)
      sp -= GCC296_SLOP;
   if (sp > stack.dead_low) {
      *low = stack.dead_low;
      *end = sp;
   }
}

/* ------------------------------------------------------------------ */
/*  Marks                                                              */
/* ------------------------------------------------------------------ */

static Bounds marked;

void VR_(stack_settle)(void)
{
   if (LIKELY(marked.high == 0))
      return;
   VR_(shadow_clear)(marked.low, marked.high - marked.low);
   marked = nowhere;
}

/* Programs that are wrong once are so often: what is marked already stays. */
static void mark(Bounds wanted)
{
   if (wanted.low != marked.low || wanted.high < marked.low)
      VR_(stack_settle)();
   if (marked.high == 0)
      marked = (Bounds){ wanted.low, wanted.low };
   if (wanted.high > marked.high)
      VR_(shadow_mark)(marked.high, wanted.high - marked.high);
   else
      VR_(shadow_clear)(wanted.high, marked.high - wanted.high);
   marked.high = wanted.high;
}

void VR_(stack_mark_dead)(ThreadId tid)
{
   Addr    sp = VG_(get_SP)(tid);
   VrStack stack = up_to_date(tid, sp);
   Addr    low, end;

   VR_(stack_dead_part)(tid, &low, &end);
   if (low == end) {
      VR_(stack_settle)();
      return;
   }
   if (stack.window > end - low) {
      stack.window = window_for(low, end);
      set_record(tid, stack);
   }
   /* In whole pages, for marks to stay the same while SP changes little. */
   if (VG_PGROUNDDN(end - stack.window) > low)
      low = VG_PGROUNDDN(end - stack.window);
   mark((Bounds){ low, end });
}

/* ------------------------------------------------------------------ */
/*  Events                                                             */
/* ------------------------------------------------------------------ */

static void make_void(ThreadId tid)
{
   set_record(tid, (VrStack){ ~(SizeT)0, 0, 0, 0 });
}

static void take_memory(Bounds stack)
{
   VR_(coro_memory_taken)(stack.low, stack.high - stack.low);
}

/* The record is a copy of the parent's so far. */
static void before_first_instruction(ThreadId tid)
{
   threads[tid].own = stack_in_descriptor(thread_descriptor(tid),
                                          VG_(get_SP)(tid));
   threads[tid].in_handler = False;
   take_memory(threads[tid].own);
   VR_(switch_thread_begins)(tid);
   make_void(tid);
}

/* Perhaps on another stack: that is no frame of a coroutine's. */
static void in_child(ThreadId tid)
{
   make_void(tid);
}

/* On the stack of a coroutine the handler's frames count as its own. */
static void before_signal(ThreadId tid, Int signal, Bool on_alternate_stack)
{
   VR_(switch_interrupted)(tid);
   if (on_alternate_stack) {
      threads[tid].in_handler = True;
      take_memory(signal_stack(tid));
   }
   if (on_alternate_stack || VR_(coro_of)(tid) == NULL)
      make_void(tid);
}

/* An alternate stack may be a block of the heap, which marks it itself when it
   is freed. */
static void after_signal(ThreadId tid, Int signal)
{
   VR_(stack_settle)();
   if (VR_(coro_of)(tid) != NULL)
      up_to_date(tid, VG_(get_SP)(tid));
}

Bool VR_(stack_is_of)(ThreadId tid, const VrCoro* coro)
{
   VrStack stack = get_record(tid);

   return stack.sp_low == coro->low && stack.sp_high == coro->high;
}

void VR_(stack_declared)(ThreadId tid, VrCoro* coro)
{
   Addr low, high, sp = VG_(get_SP)(tid);

   if (!VR_(options).coro_detect)
      return;
   VR_(stack_home)(tid, &low, &high);
   if (sp >= low && sp < high)
      return;
   VR_(switch_adopt)(tid, coro);
   make_void(tid);
}

void VR_(stack_thread_ends)(ThreadId tid)
{
   VR_(switch_thread_ends)(tid);
}

void VR_(stacks_init)(void)
{
   VR_(switch_init)();
   if (!VR_(stacks_followed)())
      return;
   threads = VG_(calloc)("vr.stacks", VG_N_THREADS, sizeof *threads);
   VG_(track_pre_thread_first_insn)(before_first_instruction);
   VG_(track_pre_deliver_signal)(before_signal);
   VG_(track_post_deliver_signal)(after_signal);
   VG_(atfork)(NULL, NULL, in_child);
}
