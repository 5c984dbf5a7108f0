/* vr_restart.c: see vr_restart.h.

   The core asks what to do with a signal right after it has made up the result
   of the system call that the signal interrupted:

      async_signalhandler
         fixup_guest_state_after_syscall_interrupted     (wrapped)
            post_syscall -> restart_after_syscall: EINTR, noted
         gdbserver_report_signal -> restart_on_signal: execute it again, or not

   A thread may also be woken by a signal that another one then takes; its call
   returns EINTR to client_syscall as from any other error, and is executed
   again if there was such a signal since it began.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_restart.h"
#include "libvex_guest_amd64.h"

#define N_ARGS 6

/* What is known of the system call that a thread is in, or was in last. */
typedef struct {
   UInt  number;
   UInt  began_ms;         /* when the program made it                      */
   UInt  signals;          /* that were not for the program, until then     */
   Bool  is_shortened;     /* it is executed again, with a shorter timeout: */
   Addr  ip;               /*    from here                                  */
   UWord timeout;          /*    the program's argument                     */
   UWord shortened;        /*    ours                                       */
} Call;

static Call* calls;        /* by thread; NULL: nothing is watched           */
static UInt  n_signals;    /* that were not for the program                 */

/* Within the wrapped function, and between it and the next signal. */
static Bool     in_fixup;
static ThreadId interrupted = VG_INVALID_THREADID;
static UInt     interrupted_number;
static UWord    interrupted_args[N_ARGS];

/* ---- the program's registers ---- */

static const Int argument_registers[N_ARGS] = {
   offsetof(VexGuestAMD64State, guest_RDI),
   offsetof(VexGuestAMD64State, guest_RSI),
   offsetof(VexGuestAMD64State, guest_RDX),
   offsetof(VexGuestAMD64State, guest_R10),
   offsetof(VexGuestAMD64State, guest_R8),
   offsetof(VexGuestAMD64State, guest_R9)
};

/* Of "syscall" and "int $0x80". */
#define SYSCALL_INSTRUCTION_BYTES 2

static void set_register(ThreadId tid, Int offset, UWord value)
{
   VG_(set_shadow_regs_area)(tid, 0/*the registers*/, offset, sizeof value,
                             (const UChar*)&value);
}

static UWord get_register(ThreadId tid, Int offset)
{
   UWord value;

   VG_(get_shadow_regs_area)(tid, (UChar*)&value, 0, offset, sizeof value);
   return value;
}

/* ---- timeouts ---- */

typedef enum { Timeout_None, Timeout_Ms, Timeout_Timespec } TimeoutKind;
typedef struct { TimeoutKind kind; UInt argument; } Timeout;

/* Of how long a call waits at most.  (select, pselect and ppoll are told by
   the kernel itself what is left.) */
static Timeout timeout_of(UInt number, const UWord* args)
{
   static const struct { UInt number; Timeout timeout; } table[] = {
      { __NR_poll,            { Timeout_Ms, 2 } },
      { __NR_epoll_wait,      { Timeout_Ms, 3 } },
      { __NR_epoll_pwait,     { Timeout_Ms, 3 } },
      { __NR_nanosleep,       { Timeout_Timespec, 0 } },
      { __NR_clock_nanosleep, { Timeout_Timespec, 2 } },
      { __NR_futex,           { Timeout_Timespec, 3 } },
      { __NR_rt_sigtimedwait, { Timeout_Timespec, 2 } },
      { __NR_semtimedop,      { Timeout_Timespec, 3 } },
      { __NR_io_getevents,    { Timeout_Timespec, 4 } },
   };
   static const Timeout none = { Timeout_None, 0 };
   enum { timer_abstime = 1, futex_wait = 0, futex_command = 127 };

   /* Waiting until some moment, which is the same the second time. */
   if ((number == __NR_clock_nanosleep && (args[1] & timer_abstime))
       || (number == __NR_futex && (args[1] & futex_command) != futex_wait))
      return none;
   for (UInt i = 0; i < sizeof table / sizeof table[0]; i++)
      if (table[i].number == number)
         return table[i].timeout;
   return none;
}

/* Never less than what is left: clocks are read in whole milliseconds. */
static UInt elapsed_ms(const Call* call)
{
   UInt ms = VG_(read_millisecond_timer)() - call->began_ms;

   return ms > 0 ? ms - 1 : 0;
}

/* The kernel reads a struct timespec from the program's memory, so ours has to
   be there: a page for that purpose, mapped when it is first needed. */
static struct vki_timespec* our_timespec(ThreadId tid)
{
   static struct vki_timespec* page;
   enum { PER_PAGE = VKI_PAGE_SIZE / sizeof(struct vki_timespec) };

   if (page == NULL) {
      SysRes res = VG_(am_mmap_client_heap)(VKI_PAGE_SIZE, VKI_PROT_READ
                                                           | VKI_PROT_WRITE);
      if (sr_isError(res))
         return NULL;
      page = (struct vki_timespec*)sr_Res(res);
   }
   return &page[tid % PER_PAGE];
}

/* Our argument instead of the program's timeout; the same if there is none. */
static UWord shortened_ms(UWord timeout, UInt elapsed)
{
   Int ms = (Int)timeout;

   if (ms < 0)                   /* forever */
      return timeout;
   return (UInt)ms > elapsed ? ms - elapsed : 0;
}

static UWord shortened_timespec(ThreadId tid, UWord timeout, UInt elapsed)
{
   const struct vki_timespec* theirs = (const struct vki_timespec*)timeout;
   struct vki_timespec* ours;
   Long ns;

   if (theirs == NULL
       || !VG_(am_is_valid_for_client)(timeout, sizeof *theirs, VKI_PROT_READ)
       || (ours = our_timespec(tid)) == NULL)
      return timeout;
   *ours = *theirs;
   ours->tv_sec -= elapsed / 1000;
   ns = ours->tv_nsec - (Long)(elapsed % 1000) * 1000000;
   if (ns < 0) {
      ns += 1000000000;
      ours->tv_sec--;
   }
   ours->tv_nsec = ns;
   if (ours->tv_sec < 0)
      ours->tv_sec = ours->tv_nsec = 0;
   return (UWord)ours;
}

static void get_arguments(ThreadId tid, /*OUT*/UWord args[N_ARGS])
{
   for (UInt i = 0; i < N_ARGS; i++)
      args[i] = get_register(tid, argument_registers[i]);
}

static void shorten_timeout(ThreadId tid, Call* call)
{
   UWord   args[N_ARGS];
   Timeout timeout;
   UInt    elapsed = elapsed_ms(call);

   get_arguments(tid, args);
   timeout = timeout_of(call->number, args);
   if (timeout.kind == Timeout_None)
      return;
   if (!call->is_shortened)
      call->timeout = args[timeout.argument];
   call->shortened = timeout.kind == Timeout_Ms
                   ? shortened_ms(call->timeout, elapsed)
                   : shortened_timespec(tid, call->timeout, elapsed);
   call->is_shortened = True;
   set_register(tid, argument_registers[timeout.argument], call->shortened);
}

/* The call has ended for the program, whose registers are as they were. */
static void restore_timeout(ThreadId tid, Call* call)
{
   UWord   args[N_ARGS];
   Timeout timeout;

   if (!call->is_shortened)
      return;
   call->is_shortened = False;
   get_arguments(tid, args);
   timeout = timeout_of(call->number, args);
   if (timeout.kind != Timeout_None
       && args[timeout.argument] == call->shortened)
      set_register(tid, argument_registers[timeout.argument], call->timeout);
}

/* Is this the call again that was shortened? */
static Bool goes_on(const Call* call, UInt number, const UWord* args)
{
   return call->is_shortened && call->number == number
       && args[timeout_of(number, args).argument] == call->shortened;
}

/* ---- system calls and signals ---- */

void VR_(restart_init)(void)
{
   calls = VG_(calloc)("vr.restart.calls", VG_N_THREADS, sizeof *calls);
}

void VR_(restart_before_syscall)(ThreadId tid, UInt number, const UWord* args)
{
   Call* call;

   if (calls == NULL)
      return;
   call          = &calls[tid];
   call->signals = n_signals;
   if (goes_on(call, number, args))
      return;
   call->number       = number;
   call->is_shortened = False;
   if (timeout_of(number, args).kind != Timeout_None)
      call->began_ms = VG_(read_millisecond_timer)();
}

/* A descriptor is closed even then; it may be another file's already. */
static Bool may_be_repeated(UInt number)
{
   return number != __NR_close;
}

/* The core may have given the kernel other arguments than the program did, and
   leaves them in the registers. */
void VR_(restart_now)(ThreadId tid, UInt number, const UWord* args)
{
   for (UInt i = 0; i < N_ARGS; i++)
      set_register(tid, argument_registers[i], args[i]);
   if (calls[tid].number == number)
      shorten_timeout(tid, &calls[tid]);
   calls[tid].ip = VG_(get_IP)(tid) - SYSCALL_INSTRUCTION_BYTES;
   VG_(set_IP)(tid, calls[tid].ip);
   set_register(tid, offsetof(VexGuestAMD64State, guest_RAX), number);
}

void VR_(restart_catch_up)(ThreadId tid)
{
   Call* call = calls == NULL ? NULL : &calls[tid];
   UWord args[N_ARGS];

   if (call == NULL || VG_(get_IP)(tid) != call->ip
       || get_register(tid, offsetof(VexGuestAMD64State, guest_RAX))
          != call->number)
      return;
   get_arguments(tid, args);
   if (goes_on(call, call->number, args))
      shorten_timeout(tid, call);
}

void VR_(restart_after_syscall)(ThreadId tid, UInt number, const UWord* args,
                                SysRes result)
{
   Bool was_interrupted;

   if (calls == NULL)
      return;
   was_interrupted = sr_isError(result) && sr_Err(result) == VKI_EINTR
                     && may_be_repeated(number);
   if (was_interrupted && in_fixup) {
      interrupted        = tid;
      interrupted_number = number;
      VG_(memcpy)(interrupted_args, args, sizeof interrupted_args);
   } else if (was_interrupted && calls[tid].signals != n_signals) {
      VR_(restart_now)(tid, number, args);
   } else {
      restore_timeout(tid, &calls[tid]);
   }
}

void VR_(restart_on_signal)(ThreadId tid, Bool for_program)
{
   if (calls == NULL)
      return;
   if (!for_program)
      n_signals++;
   if (interrupted == tid) {
      if (for_program)
         restore_timeout(tid, &calls[tid]);
      else
         VR_(restart_now)(tid, interrupted_number, interrupted_args);
   }
   interrupted = VG_INVALID_THREADID;
}

/* ---- the wrapped function of the core ---- */

extern void __real_vgPlain_fixup_guest_state_after_syscall_interrupted(
   ThreadId tid, Addr ip, SysRes res, Bool restart, struct vki_ucontext* uc);
extern void __wrap_vgPlain_fixup_guest_state_after_syscall_interrupted(
   ThreadId tid, Addr ip, SysRes res, Bool restart, struct vki_ucontext* uc);

void __wrap_vgPlain_fixup_guest_state_after_syscall_interrupted(
   ThreadId tid, Addr ip, SysRes res, Bool restart, struct vki_ucontext* uc)
{
   interrupted = VG_INVALID_THREADID;
   in_fixup    = True;
   __real_vgPlain_fixup_guest_state_after_syscall_interrupted(tid, ip, res,
                                                              restart, uc);
   in_fixup = False;
}
