/* vr_switch.c: which coroutine does the thread run in now?  See vr_switch.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_switch.h"
#include "vr_callers.h"
#include "vr_closed.h"
#include "vr_heap.h"
#include "vr_mapped.h"
#include "vr_stackuse.h"
#include "vr_stats.h"
#include "vr_suspended.h"
#include "vr_withdrawn.h"

/* No two stacks in the same memory are closer to each other. */
#define SMALLEST_STACK VKI_PAGE_SIZE

/* Above the SP at which a stack is entered lies what is loaded then: registers,
   the address of the entry function, its arguments. */
#define ENTRY_ROOM 256

/* Perhaps also the record of whoever pools stacks. */
#define SMALLEST_GAP 1024

/* What is known of a thread. */
typedef struct {
   UWord  expected;              /* the id that will get the next stack; 0  */
   UWord  previous;              /* the id that was left last; 0: home      */
   Bool   finishing;             /* the current one won't be resumed        */
   Bool   ended_away;            /* it has ended on a coroutine's stack     */
   VrStop home;                  /* where it left its own stack             */
} Follower;

static Follower* threads;        /* by ThreadId */

/* ------------------------------------------------------------------ */
/*  Leaving a stack                                                    */
/* ------------------------------------------------------------------ */

static void save(VrStop* stop, const VexGuestAMD64State* guest)
{
   *stop = (VrStop){ guest->guest_RSP, guest->guest_RIP,
                     { guest->guest_RBX, guest->guest_RBP, guest->guest_R12,
                       guest->guest_R13, guest->guest_R14, guest->guest_R15 } };
}

/* Elsewhere it is on a signal stack; where it was before is known. */
static void save_if_there(VrCoro* coro, const VexGuestAMD64State* guest)
{
   Addr sp = guest->guest_RSP;

   if (sp - coro->low > coro->high - coro->low)
      return;
   save(&coro->stop, guest);
   if (sp < coro->low_water)
      coro->low_water = sp;
}

/* The entry function has returned into what was above it: that will switch
   once more, never to come back.  Or it has popped what it was entered with, and
   no frame of its own needs that much. */
static Bool has_finished(VrCoro* coro)
{
   if (coro->return_to == 0)
      return coro->stop.sp > coro->entry_sp;
   if (VR_(has_returned)(coro))
      return True;
   coro->has_popped = True;
   return False;
}

/* Its frames reach below its low end: if another stack was thought to be
   there, there is none. */
static void take_back(VrCoro* coro, Addr sp)
{
   VrCoro* other = VR_(coro_at)(sp - 1);

   if (other == NULL || other->exact || other->state == VrCoro_Running
       || other->high != coro->low)
      return;
   VR_(coro_move)(coro, other->low, coro->high);
   coro->shared = True;
}

/* Its frames are below its stack, in memory of something else: the switch back
   to there is to be known for what it is.  There will not be many. */
static UWord left_below[8];
static UInt  n_left_below;

static void leave_below(VrCoro* coro, const VexGuestAMD64State* guest)
{
   save(&coro->stop, guest);
   left_below[n_left_below++ % 8] = coro->id;
}

static VrCoro* left_at(Addr sp)
{
   const SizeT frames_of_switch = 128;

   for (UInt i = 0; i < n_left_below && i < 8; i++) {
      VrCoro* coro = VR_(coro_by_id)(left_below[i]);
      if (coro != NULL && coro->state == VrCoro_Suspended
          && coro->stop.sp < coro->low
          && sp - coro->stop.sp <= frames_of_switch)
         return coro;
   }
   return NULL;
}

/* coro: that tid runs in. */
static void leave(ThreadId tid, VrCoro* coro, const VexGuestAMD64State* guest)
{
   Addr sp = guest->guest_RSP;

   threads[tid].previous = coro == NULL ? 0 : coro->id;
   if (coro == NULL) {
      save(&threads[tid].home, guest);
      return;
   }
   VR_(coro_current)[tid] = NULL;
   if (UNLIKELY(coro->overflowed && sp < coro->low))
      leave_below(coro, guest);
   else if (!coro->exact && sp <= coro->low)
      take_back(coro, sp);
   save_if_there(coro, guest);
   coro->state = VrCoro_Suspended;
   if (UNLIKELY(threads[tid].finishing || sp >= coro->entry_sp)
       && (threads[tid].finishing
           || (!coro->has_popped && has_finished(coro))))
      coro->state = VrCoro_Finished;
   threads[tid].finishing = False;
   if (UNLIKELY(coro->leaving)) {
      VR_(withdrawn_add)(coro);
      VR_(coro_destroy)(coro, coro->destroyed);
   }
}

/* ------------------------------------------------------------------ */
/*  A stack that isn't known                                           */
/* ------------------------------------------------------------------ */

/* created: where; a number of vr_contexts.h, 0: not known. */
typedef struct { Addr low, high; UInt created; } Memory;

/* What SP points into: a live block of the heap, a variable (of whose end it
   matters whether it is near), or a mapping. */
static Bool find_memory(Addr sp, /*OUT*/Memory* memory)
{
   const NSegment* seg;
   VrBlock block;
   Addr    start;

   if (VR_(heap_block_near)(sp - 1, &block)) {
      *memory = (Memory){ block.start, block.start + block.record->size,
                          block.record->alloc_ecu };
      return block.record->state == VrSlot_Live
          && sp - 1 - block.start < block.record->size;
   }
   seg = VG_(am_find_nsegment)(sp - 1);
   if (!VR_(is_client_segment)(seg) || !seg->hasR || !seg->hasW || seg->isCH)
      return False;
   *memory = (Memory){ seg->start, seg->end + 1, 0 };
   if (VR_(variable_at)(sp - 1, &start)) {
      if (start > memory->low)
         memory->low = start;
      if (memory->high - sp > SMALLEST_STACK)
         memory->high = sp + SMALLEST_STACK;
      memory->high = VR_(variable_end)(sp - 1, memory->high);
      return True;
   }
   memory->created = VR_(mapped_where)(sp - 1, &memory->low, &memory->high);
   return True;
}

/* The stack that begins at sp, in memory which may hold others, too. */
static Memory cut_out(Memory memory, Addr sp)
{
   VrCoro* around = VR_(coro_at)(sp - 1);
   VrCoro* other;

   if (memory.high - sp >= SMALLEST_STACK)
      memory.high = VG_ROUNDUP(sp + ENTRY_ROOM, 16);
   if (around == NULL || around->high < memory.high)
      while ((other = VR_(coro_at_or_below)(memory.high - 1)) != NULL
             && other->low >= sp)
         memory.high = other->low;
   other = around != NULL ? around : VR_(coro_at_or_below)(sp - 1);
   if (other == NULL || other->high <= memory.low)
      return memory;
   if (other->high < sp) {
      memory.low = other->high;
   } else {
      memory.low = other->low;         /* its frames are far above */
      VR_(coro_move)(other, memory.high, other->high);
   }
   return memory;
}

/* Shortly above a stack that nobody else uses: this is part of it. */
static VrCoro* grow_to(ThreadId tid, const Memory* memory, Addr sp)
{
   VrCoro* below = sp - memory->low >= SMALLEST_GAP
                 ? NULL : VR_(coro_at_or_below)(sp - 1);

   if (below == NULL || below->exact
       || (below->state == VrCoro_Running && below->tid != tid)
       || below->high > sp || below->high != memory->low)
      return NULL;
   VR_(coro_move)(below, below->low, memory->high);
   return below;
}

/* The next stack that is entered is that of a coroutine without bounds. */
static VrCoro* take_expected(ThreadId tid, const Memory* memory)
{
   VrCoro* coro = threads[tid].expected == 0
                ? NULL : VR_(coro_by_id)(threads[tid].expected);

   if (coro == NULL || coro->high != 0)
      return NULL;
   VR_(coro_move)(coro, memory->low, memory->high);
   coro->exact = False;
   return coro;
}

/* It comes from where its memory comes from; of a static array nobody knows
   more than who was first to enter it. */
static VrCoro* add_stack(ThreadId tid, const Memory* memory)
{
   Bool    known = memory->created != 0;
   VrCoro* coro  = VR_(coro_add)(memory->low, memory->high,
                                 VrCoroBy_Detection,
                                 known ? memory->created
                                       : VR_(callers_record)(tid));

   coro->created_unknown = !known;
   return coro;
}

static void (*tell_of_resumption)(ThreadId tid, const VrDeadCoro* dead,
                                  Addr sp);

void VR_(switch_at_resumption)(void (*tell)(ThreadId tid,
                                            const VrDeadCoro* dead, Addr sp))
{
   tell_of_resumption = tell;
}

/* What is switched to is where a destroyed coroutine was suspended, and not near
   where a new one on the same stack would begin.  Leaving takes a few frames
   (longjmp's), which are over when it is resumed.  VALGRIND_STACK_DEREGISTER
   only says that a stack is no longer registered; programs go on using it. */
static void tell_if_dead(ThreadId tid, Addr sp, Bool is_memory)
{
   const SizeT frames_of_switch = 128;
   VrDeadCoro* dead = VR_(coro_dead_at)(sp - 1);

   if (dead == NULL || dead->resumed || tell_of_resumption == NULL
       || dead->state != VrCoro_Suspended)
      return;
   if (is_memory && (dead->memory_gone || dead->origin != VrCoroBy_Vrleak
                     || dead->stop_sp == 0
                     || sp - dead->stop_sp > frames_of_switch
                     || sp + frames_of_switch > dead->entry_sp))
      return;
   dead->resumed = True;
   tell_of_resumption(tid, dead, sp);
}

static VrCoro* discover(ThreadId tid, Addr sp)
{
   Memory  memory;
   VrCoro* coro;
   Bool    is_memory = find_memory(sp, &memory);

   tell_if_dead(tid, sp, is_memory);
   if (!is_memory)
      return NULL;
   memory = cut_out(memory, sp);
   coro   = take_expected(tid, &memory);
   if (coro == NULL)
      coro = grow_to(tid, &memory, sp);
   return coro != NULL ? coro : add_stack(tid, &memory);
}

/* ------------------------------------------------------------------ */
/*  Entering a stack                                                   */
/* ------------------------------------------------------------------ */

/* Is this stack entered from the top again, though it was suspended deeper, or
   has finished?  Then it is another coroutine's now.  No function that is resumed
   has its SP where another one was prepared, unless it was left there. */
static Bool is_used_again(const VrCoro* coro, Addr sp)
{
   if (coro->origin != VrCoroBy_Detection || coro->entry_sp == 0)
      return False;
   if (coro->state == VrCoro_Finished)
      return sp + SMALLEST_GAP > coro->entry_sp;
   return coro->state == VrCoro_Suspended && !coro->shared
       && sp == coro->entry_sp
       && (sp - coro->stop.sp > SMALLEST_GAP
           || (coro->return_to != 0 && sp != coro->stop.sp));
}

/* Can sp, within the bounds of coro, be its SP?  Not far below its frames: then
   another stack was taken for a part of it.  Nor is it resumed far above where it was
   left: there is another one, which goes on being taken for it. */
static Bool is_its_sp(VrCoro* coro, const VrCoro* running, Addr sp,
                      const VexGuestAMD64State* guest)
{
   Addr bottom = coro == running ? guest->guest_RSP : coro->stop.sp;

   if (LIKELY(sp - bottom + SMALLEST_STACK <= SMALLEST_STACK + SMALLEST_GAP)
       || coro->exact || coro->shared || coro->state == VrCoro_Finished)
      return True;
   if (sp < bottom)
      return False;
   if (coro->state == VrCoro_Suspended && !is_used_again(coro, sp))
      coro->shared = True;
   return True;
}

static VrCoro* use_again(ThreadId tid, VrCoro* coro)
{
   Memory memory = { coro->low, coro->high,
                     coro->created_unknown ? 0 : coro->created };

   return add_stack(tid, &memory);
}

static void enter(ThreadId tid, VrCoro* coro, Addr sp)
{
   if (UNLIKELY(coro->state == VrCoro_Running)
       && VR_(coro_current)[coro->tid] == coro)
      VR_(coro_current)[coro->tid] = NULL;
   if (UNLIKELY(coro->entry_sp == 0)) {
      coro->entry_sp  = sp;
      coro->low_water = sp;
      coro->first_frame = coro->origin == VrCoroBy_Vrleak
                        ? VR_(first_frame)(coro, sp) : sp;
      VR_(stack_use_begins)(coro, sp);
      VR_(note_return_address)(coro, sp);
   }
   if (UNLIKELY(coro->state == VrCoro_Finished))
      coro->entry_sp = coro->high;     /* it had not; or is used once more */
   coro->state   = VrCoro_Running;
   coro->cut_off = coro->abandoned = False;
   coro->tid     = tid;
   coro->resumes++;
   VR_(coro_current)[tid] = coro;
}

UWord VR_(pointer_guard);

/* It is the same for all threads; that a thread's block has it at this place is
   part of the ABI. */
static void note_pointer_guard(const VexGuestAMD64State* guest)
{
   const Addr  place = guest->guest_FS_CONST + 0x30;
   static Bool known;

   if (LIKELY(known))
      return;
   known = True;
   if (VG_(am_is_valid_for_client)(place, sizeof(UWord), VKI_PROT_READ))
      VR_(pointer_guard) = *(const UWord*)place;
}

/* Frames above the one by which coro was entered return into what lies above
   it: that is the same stack, of which it was taken for a part of its own.  The
   stack that it belongs to; NULL: it is not so. */
static VrCoro* belongs_to(const VrCoro* coro, Addr old_sp, Addr sp)
{
   VrCoro* above;

   if (coro->exact || old_sp <= coro->entry_sp || sp <= coro->high
       || sp - old_sp >= SMALLEST_STACK)
      return NULL;
   above = VR_(coro_at)(sp - 1);
   return above == NULL || above->exact || above->state == VrCoro_Running
          || above->low != coro->high ? NULL : above;
}

static VrCoro* join(ThreadId tid, VrCoro* coro, VrCoro* above, Addr sp)
{
   VR_(coro_move)(above, coro->low, above->high);
   above->shared = True;
   enter(tid, above, sp);
   return above;
}

VrCoro* VR_(switch_to)(ThreadId tid, const VexGuestAMD64State* guest, Addr sp)
{
   VrCoro* running = VR_(coro_current)[tid];
   VrCoro* coro    = VR_(coro_at)(sp - 1);
   VrCoro* whole   = running == NULL
                   ? NULL : belongs_to(running, guest->guest_RSP, sp);

   if (UNLIKELY(whole != NULL))
      return join(tid, running, whole, sp);
   if (UNLIKELY(n_left_below > 0) && left_at(sp) != NULL)
      coro = left_at(sp);
   else if (coro == NULL || !is_its_sp(coro, running, sp, guest))
      coro = discover(tid, sp);
   else if (coro != running && UNLIKELY(is_used_again(coro, sp)))
      coro = use_again(tid, coro);
   if (coro == running)
      return coro;
   note_pointer_guard(guest);
   /* Not `running': a stack that is new may have taken its place. */
   leave(tid, VR_(coro_current)[tid], guest);
   if (coro != NULL)
      enter(tid, coro, sp);
   threads[tid].expected = 0;
   VR_(stats).switches++;
   return coro;
}

void VR_(switch_home)(ThreadId tid, const VexGuestAMD64State* guest)
{
   VrCoro* running = VR_(coro_current)[tid];

   if (running == NULL)
      return;
   leave(tid, running, guest);
   threads[tid].expected = 0;
   VR_(stats).switches++;
}

/* ------------------------------------------------------------------ */
/*  Other events                                                       */
/* ------------------------------------------------------------------ */

static void save_now(ThreadId tid, VrCoro* coro)
{
   VexGuestAMD64State guest;

   VG_(get_shadow_regs_area)(tid, (UChar*)&guest, 0/*the registers*/, 0,
                             sizeof guest);
   save_if_there(coro, &guest);
}

void VR_(switch_interrupted)(ThreadId tid)
{
   VrCoro* coro = VR_(coro_of)(tid);

   if (coro != NULL)
      save_now(tid, coro);
}

static void cut_off(ThreadId tid, VrCoro* coro)
{
   coro->state   = VrCoro_Finished;
   coro->cut_off = True;
   VR_(coro_current)[tid] = NULL;
}

void VR_(switch_thread_ends)(ThreadId tid)
{
   VrCoro* coro = VR_(coro_of)(tid);

   if (coro != NULL) {
      save_now(tid, coro);
      cut_off(tid, coro);
   }
   threads[tid] = (Follower){ .ended_away = coro != NULL,
                              .home       = threads[tid].home };
}

/* In the child there is only the thread that has forked, and nothing is known of
   the others any more.  It itself may go on elsewhere (clone with a stack, as
   posix_spawn has it). */

static void before_fork(ThreadId forking)
{
   for (ThreadId tid = 1; tid < VG_N_THREADS; tid++)
      if (VR_(coro_of)(tid) != NULL)
         save_now(tid, VR_(coro_of)(tid));
}

static void in_child(ThreadId forked)
{
   for (ThreadId tid = 1; tid < VG_N_THREADS; tid++)
      if (tid != forked && VR_(coro_of)(tid) != NULL)
         cut_off(tid, VR_(coro_of)(tid));
}

void VR_(switch_thread_begins)(ThreadId tid)
{
   threads[tid] = (Follower){ 0 };
}

void VR_(switch_expect)(ThreadId tid, VrCoro* coro)
{
   threads[tid].expected = coro->id;
}

void VR_(switch_finishing)(ThreadId tid)
{
   threads[tid].finishing = VR_(coro_of)(tid) != NULL;
}

const VrStop* VR_(switch_home_stop)(ThreadId tid)
{
   return threads[tid].ended_away || VR_(coro_of)(tid) != NULL
        ? &threads[tid].home : NULL;
}

void VR_(switch_leaving)(ThreadId tid)
{
   VrCoro* coro = VR_(coro_of)(tid);

   threads[tid].previous = coro == NULL ? 0 : coro->id;
}

void VR_(switch_adopt)(ThreadId tid, VrCoro* coro)
{
   if (VR_(coro_of)(tid) == coro)
      return;
   enter(tid, coro, VG_(get_SP)(tid));
   coro->entry_sp    = coro->high;
   coro->first_frame = VG_(get_SP)(tid);
}

VrCoro* VR_(switch_previous)(ThreadId tid)
{
   return threads[tid].previous == 0 ? NULL
                                   : VR_(coro_by_id)(threads[tid].previous);
}

void VR_(switch_init)(void)
{
   threads = VG_(calloc)("vr.switch.threads", VG_N_THREADS, sizeof *threads);
   VG_(atfork)(before_fork, NULL, in_child);
}
