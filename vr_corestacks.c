/* vr_corestacks.c: what the core believes about stacks.  See vr_corestacks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_corestacks.h"
#include "vr_corodecl.h"
#include "vr_guard.h"
#include "vr_suspended.h"
#include "libvex_guest_amd64.h"
#include "valgrind.h"

/* ------------------------------------------------------------------ */
/*  Stacks of threads                                                  */
/* ------------------------------------------------------------------ */

/* The core's ids for them: for the stack that the program was started on, and
   from where on the others have theirs.  Coroutines are numbered from 1. */
#define MAIN_STACK    0
#define THREAD_STACKS (1UL << 62)

/* By the last byte, where the thread was started.  What the core takes for the
   low end is that of the mapping, in which there may be many. */
typedef struct { Addr last, low; UWord id; } ThreadStack;

static OSet* thread_stacks;

static void enter_thread_stack(Addr low, Addr last, UWord id)
{
   ThreadStack* stack = VG_(OSetGen_AllocNode)(thread_stacks, sizeof *stack);

   *stack = (ThreadStack){ last, low, id };
   VG_(OSetGen_Insert)(thread_stacks, stack);
}

static void remove_thread_stack(const ThreadStack* stack)
{
   VG_(OSetGen_FreeNode)(thread_stacks,
                         VG_(OSetGen_Remove)(thread_stacks, &stack->last));
}

/* Its memory is another thread's already, though the core hasn't said that this
   one has ended: it is kept beyond all addresses. */
static void set_aside(const ThreadStack* stack)
{
   UWord id = stack->id;

   remove_thread_stack(stack);
   enter_thread_stack(~(Addr)0, ~id, id);
}

static UWord add_thread_stack(Addr low, Addr last)
{
   static UWord n_threads;
   ThreadStack* before;
   UWord        id = n_threads == 0 ? MAIN_STACK : THREAD_STACKS + n_threads;

   n_threads++;
   if (thread_stacks == NULL)
      thread_stacks = VG_(OSetGen_Create)(offsetof(ThreadStack, last), NULL,
                                          VG_(malloc), "vr.corestacks",
                                          VG_(free));
   before = VG_(OSetGen_Lookup)(thread_stacks, &last);
   if (before != NULL)
      set_aside(before);
   enter_thread_stack(low, last, id);
   return id;
}

static ThreadStack* thread_stack_at(Addr a)
{
   ThreadStack* stack;

   if (thread_stacks == NULL)
      return NULL;
   VG_(OSetGen_ResetIterAt)(thread_stacks, &a);
   stack = VG_(OSetGen_Next)(thread_stacks);
   return stack != NULL && a >= stack->low ? stack : NULL;
}

/* There are as many as there are threads, and this is for one that ends. */
static ThreadStack* thread_stack_with_id(UWord id)
{
   ThreadStack* stack;

   VG_(OSetGen_ResetIter)(thread_stacks);
   do
      stack = VG_(OSetGen_Next)(thread_stacks);
   while (stack != NULL && stack->id != id);
   return stack;
}

/* ------------------------------------------------------------------ */
/*  Registering                                                        */
/* ------------------------------------------------------------------ */

/* The core does the same for a thread, in a system call, as for a request.  Then
   RAX has the address of what is requested. */
static Bool is_requested(void)
{
   Addr arguments;

   VG_(get_shadow_regs_area)(VG_(get_running_tid)(), (UChar*)&arguments,
                             0/*the registers*/,
                             offsetof(VexGuestAMD64State, guest_RAX),
                             sizeof arguments);
   return VG_(am_is_valid_for_client)(arguments, sizeof(UWord), VKI_PROT_READ)
       && *(const UWord*)arguments == VG_USERREQ__STACK_REGISTER;
}

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
   put_right(&start, &end);
   if (thread_stacks == NULL || !is_requested())
      return add_thread_stack(start, end - 1);
   return VR_(corodecl_create)(VG_(get_running_tid)(),
                               "VALGRIND_STACK_REGISTER", start, end,
                               VrCoroBy_Valgrind)->id;
}

/* Error paths of programs withdraw what was never registered: 0, the main
   stack's id.  Only a thread's end withdraws a thread's stack. */
void VG_(deregister_stack)(UWord id)
{
   ThreadStack* stack;

   if (id == MAIN_STACK)
      return;
   stack = id > THREAD_STACKS ? thread_stack_with_id(id) : NULL;
   if (stack != NULL)
      remove_thread_stack(stack);
   else
      VR_(corodecl_destroy)(VG_(get_running_tid)(),
                            "VALGRIND_STACK_DEREGISTER", id);
}

/* The main stack has grown. */
static void change_main(Addr start)
{
   ThreadStack* stack = thread_stack_with_id(MAIN_STACK);

   if (stack != NULL && start <= stack->last)
      stack->low = start;
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
      *end   = thread->last;
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
