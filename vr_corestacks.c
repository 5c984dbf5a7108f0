/* vr_corestacks.c: what the core believes about stacks.  See vr_corestacks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_corestacks.h"
#include "vr_below.h"
#include "vr_corodecl.h"
#include "vr_guard.h"
#include "vr_suspended.h"

/* The core's id for the stack that the program was started on. */
#define MAIN_STACK 0

/* ------------------------------------------------------------------ */
/*  Stacks of threads                                                  */
/* ------------------------------------------------------------------ */

/* Ordered as in vr_coro.c: the first that is not less is the one at or below. */
typedef struct { UWord key; Addr low, high; UWord id; } ThreadStack;

static OSet* thread_stacks;

/* The one that was registered last, while it isn't known by whom: the core does
   the same for a thread and for a request, and tells of the latter afterwards. */
static ThreadStack newest;

static void remove_thread_stack(const ThreadStack* stack)
{
   VG_(OSetGen_FreeNode)(thread_stacks,
                         VG_(OSetGen_Remove)(thread_stacks, &stack->key));
}

/* So it was a thread's. */
static void settle_newest(void)
{
   ThreadStack* stack;

   if (newest.high == 0)
      return;
   if (thread_stacks == NULL)
      thread_stacks = VG_(OSetGen_Create)(offsetof(ThreadStack, key), NULL,
                                          VG_(malloc), "vr.corestacks",
                                          VG_(free));
   stack = VG_(OSetGen_Lookup)(thread_stacks, &newest.key);
   if (stack != NULL)
      remove_thread_stack(stack);
   stack  = VG_(OSetGen_AllocNode)(thread_stacks, sizeof *stack);
   *stack = newest;
   VG_(OSetGen_Insert)(thread_stacks, stack);
   newest.high = 0;
}

static ThreadStack* thread_stack_at(Addr a)
{
   ThreadStack* stack;

   settle_newest();
   stack = VR_(at_or_below)(thread_stacks, a);
   return stack != NULL && a < stack->high ? stack : NULL;
}

/* There are as many as there are threads, and this is for one that ends. */
static ThreadStack* thread_stack_with_id(UWord id)
{
   ThreadStack* stack = NULL;

   settle_newest();
   if (thread_stacks != NULL) {
      VG_(OSetGen_ResetIter)(thread_stacks);
      do
         stack = VG_(OSetGen_Next)(thread_stacks);
      while (stack != NULL && stack->id != id);
   }
   return stack;
}

/* ------------------------------------------------------------------ */
/*  Registering                                                        */
/* ------------------------------------------------------------------ */

/* Programs say it in any order, and mean by the second either the last byte or
   the one after it.  A stack ends at a word. */
static void put_right(Addr* low, Addr* high)
{
   if (*low > *high) {
      Addr swap = *low;
      *low  = *high;
      *high = swap;
   }
   *high = VG_ROUNDUP(*high, sizeof(UWord));
}

UWord VG_(register_stack)(Addr start, Addr end)
{
   static Bool main_is_known;
   UWord id = main_is_known ? VR_(coro_new_id)() : MAIN_STACK;

   main_is_known = True;
   settle_newest();
   put_right(&start, &end);
   newest = (ThreadStack){ VR_(below_key)(start), start, end, id };
   return id;
}

static void registered_by_client(Addr start, Addr end)
{
   newest.high = 0;
   put_right(&start, &end);
   VR_(corodecl_create)(VG_(get_running_tid)(), "VALGRIND_STACK_REGISTER",
                        newest.id, start, end, VrCoroBy_Valgrind);
}

/* Error paths of programs withdraw what was never registered: 0, the main
   stack's id.  Only a thread's end withdraws a thread's stack. */
void VG_(deregister_stack)(UWord id)
{
   ThreadStack* stack;

   if (id == MAIN_STACK)
      return;
   if (VR_(coro_by_id)(id) == NULL
       && (stack = thread_stack_with_id(id)) != NULL)
      remove_thread_stack(stack);
   else
      VR_(corodecl_destroy)(VG_(get_running_tid)(),
                            "VALGRIND_STACK_DEREGISTER", id);
}

/* The main stack has grown. */
static void change_main(Addr start)
{
   ThreadStack* stack = thread_stack_with_id(MAIN_STACK);

   if (stack == NULL || start >= stack->high)
      return;
   newest = *stack;
   newest.low = start;
   newest.key = VR_(below_key)(start);
   remove_thread_stack(stack);
   settle_newest();
}

void VG_(change_stack)(UWord id, Addr start, Addr end)
{
   put_right(&start, &end);
   if (id == MAIN_STACK)
      change_main(start);
   else
      VR_(corodecl_move)(VG_(get_running_tid)(), "VALGRIND_STACK_CHANGE",
                         id, start, end);
}

/* ------------------------------------------------------------------ */
/*  Limits                                                             */
/* ------------------------------------------------------------------ */

static Bool is_writable(const NSegment* seg)
{
   return VR_(is_client_segment)(seg) && seg->hasR && seg->hasW;
}

/* The memory that a is in; below the main stack also what it may grow into. */
static Bool find_memory(Addr a, /*OUT*/Addr* low, /*OUT*/Addr* last)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);

   if (seg == NULL)
      return False;
   *low  = seg->start;
   *last = seg->end;
   if (seg->kind == SkResvn && seg->smode == SmUpper) {
      seg = VG_(am_next_nsegment)(seg, True);
      if (seg == NULL || seg->kind != SkAnonC)
         return False;
      *last = seg->end;
   }
   return is_writable(seg);
}

/* The stack that a is on, both ends included; both 0: none.  The unwinder passes
   SP, and in *end what it believes; whoever describes an address passes 0, and
   does not want to hear of memory that merely could be a stack. */
void VG_(stack_limits)(Addr a, Addr* start, Addr* end)
{
   Bool         is_sp  = *end != 0;
   ThreadStack* thread = thread_stack_at(a);
   VrCoro*      coro   = VR_(coro_at)(a);
   Addr         low, last;

   *start = *end = 0;
   if (!find_memory(a, &low, &last))
      return;
   if (coro != NULL) {
      *start = coro->low;
      *end   = coro->high - 1;
   } else if (thread != NULL) {
      *start = thread->low;
      *end   = thread->high - 1;
   } else if (is_sp) {
      *start = low;
      *end   = last;
   } else {
      return;
   }
   if (*start < low)
      *start = low;
   if (*end > last)
      *end = last;
}

/* For tools that follow SP. */
VG_REGPARM(3)
void VG_(unknown_SP_update_w_ECU)(Addr old_sp, Addr new_sp, UInt ecu) { }
VG_REGPARM(2)
void VG_(unknown_SP_update)(Addr old_sp, Addr new_sp) { }

/* ------------------------------------------------------------------ */
/*  Traces                                                             */
/* ------------------------------------------------------------------ */

#define MAX_TRACE 512

extern UInt __real_vgPlain_get_StackTrace(ThreadId tid, StackTrace ips, UInt n_ips,
                                     StackTrace sps, StackTrace fps,
                                     Word first_ip_delta);

/* The coroutine whose frames those of tid are.  Its SP is on the stack, or below
   it (vr_overflow). */
static const VrCoro* coroutine_of_frames(ThreadId tid)
{
   const VrCoro* coro;

   if (!VR_(coro_seen))
      return NULL;
   coro = VR_(coro_of)(tid);
   return coro != NULL && coro->overflowed ? coro
                                           : VR_(coro_at)(VG_(get_SP)(tid) - 1);
}

/* Within the distance from the end of the stack at which the unwinder returns
   a single frame, and where SP is below the stack, it is told what to believe.
   It may then read what isn't there. */
static UInt guarded_trace(ThreadId tid, Addr sp, Addr end, StackTrace ips,
                          UInt n_ips, StackTrace sps, StackTrace fps)
{
   UnwindStartRegs regs;
   UInt n = 1;

   VG_(memset)(&regs, 0, sizeof regs);
   VG_(get_UnwindStartRegs)(&regs, tid);
   regs.r_sp = sp;
   for (UInt i = 1; i < n_ips; i++)
      ips[i] = 0;
   if (VR_FAULT_GUARD_BEGIN()) {
      VG_(get_StackTrace_wrk)(tid, ips, n_ips, sps, fps, &regs, end);
      VR_FAULT_GUARD_END();
   }
   while (n < n_ips && ips[n] != 0)
      n++;
   return n;
}

/* A push or call that the processor refused has moved SP to where there is no
   memory, though the frame is the one before. */
static UInt trace_below_stack(ThreadId tid, const VrCoro* coro, StackTrace ips,
                              UInt n_ips, StackTrace sps, StackTrace fps)
{
   UInt n = guarded_trace(tid, VG_(get_SP)(tid), coro->high - 1, ips, n_ips,
                          sps, fps);

   return n > 1 ? n : guarded_trace(tid, VG_(get_SP)(tid) + sizeof(UWord),
                                    coro->high - 1, ips, n_ips, sps, fps);
}

UInt __wrap_vgPlain_get_StackTrace(ThreadId tid, StackTrace ips, UInt n_ips,
                              StackTrace sps, StackTrace fps,
                              Word first_ip_delta);
UInt __wrap_vgPlain_get_StackTrace(ThreadId tid, StackTrace ips, UInt n_ips,
                              StackTrace sps, StackTrace fps,
                              Word first_ip_delta)
{
   Addr    own_sps[MAX_TRACE], own_fps[MAX_TRACE];
   UInt    n;
   const VrCoro* coro = coroutine_of_frames(tid);

   if (coro == NULL || n_ips > MAX_TRACE)
      return __real_vgPlain_get_StackTrace(tid, ips, n_ips, sps, fps,
                                      first_ip_delta);
   if (sps == NULL)
      sps = own_sps;
   if (fps == NULL)
      fps = own_fps;
   if (VG_(get_SP)(tid) < coro->low && first_ip_delta == 0)
      n = trace_below_stack(tid, coro, ips, n_ips, sps, fps);
   else
      n = __real_vgPlain_get_StackTrace(tid, ips, n_ips, sps, fps,
                                        first_ip_delta);
   if (n == 1 && n_ips > 1 && first_ip_delta == 0)
      n = guarded_trace(tid, VG_(get_SP)(tid), coro->high + VKI_PAGE_SIZE, ips,
                        n_ips, sps, fps);
   return VR_(cut_at_entry)(coro, ips, sps, n);
}

void VR_(corestacks_init)(void)
{
   VG_(track_register_stack)(registered_by_client);
}
