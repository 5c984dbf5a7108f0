/* vr_live.c: see vr_live.h.

   Work is done where the scheduler is about to run a thread: no signal is
   being handled then, and the program's state is consistent.

      signal ──> take_signal: wanted ──┐
      vr_restart: the call goes on     ├──> before_client_code ──> report
      clock  ──> due ──────────────────┘

   There is no timer, which would disturb system calls.  A program that does
   nothing is not looked at: what a report would say has not changed.

   The program believes that the signal is its own to use: it can set handlers
   and block it, and is told what it has set, but the core never hears of that.
   So a signal reaches vrleak whatever the program does.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_live.h"
#include "vr_errortext.h"
#include "vr_fault.h"
#include "vr_heap.h"
#include "vr_leak.h"
#include "vr_options.h"
#include "vr_report.h"
#include "vr_restart.h"
#include "vr_signals.h"
#include "vr_unwatched.h"

/* ------------------------------------------------------------------ */
/*  Reports                                                            */
/* ------------------------------------------------------------------ */

static const VrRunEnd not_ended = { .complete = False };

static Bool wanted;              /* a signal came */

/* Nothing counts as an error before the program has ended.  Who asks gets an
   answer, even with -q and --leak-check=no. */
static void show_leaks(ThreadId tid)
{
   VrLeakParams params = VR_(leak_params)();
   Int verbosity = VG_(clo_verbosity);

   params.error_kinds = 0;             /* not before the end */
   if (params.mode == VrLeakCheck_No)
      params.mode = VrLeakCheck_Summary;
   if (verbosity == 0)
      VG_(clo_verbosity) = 1;
   VR_(leak_print_heap_summary)();
   VR_(leak_check)(tid, &params);
   VG_(clo_verbosity) = verbosity;
}

/* As the monitor's answers, this is text whatever the format of the errors. */
static void report_now(ThreadId tid)
{
   const HChar* why = VR_(why_heap_is_unwatched)();
   Bool  xml = VG_(clo_xml);
   HChar name[VR_SIGNAL_NAME_SIZE];

   VG_(clo_xml) = False;
   VR_(signal_name)(name, VR_(options).live_signal);
   VG_(umsg)("\n");
   VG_(umsg)("Live report on %s, as if the program ended now:\n", name);
   VG_(umsg)("\n");
   VR_(leak_set_aside)();
   if (why == NULL)
      show_leaks(tid);
   else
      VG_(umsg)("The heap of this program is not watched: %s.\n", why);
   VR_(report_write)(&not_ended);
   VR_(leak_bring_back)();
   VG_(umsg)("End of the live report (%u errors so far).\n",
             VG_(get_n_errs_found)());
   VG_(umsg)("\n");
   VG_(clo_xml) = xml;
}

/* ------------------------------------------------------------------ */
/*  Intervals                                                          */
/* ------------------------------------------------------------------ */

/* Searches for leaks, and reports, take at most one part in so many of the
   program's time, each.  A search takes longer, so that there may be several
   reports before the next, with the leaks of the last one. */
#define SHARE_OF_TIME 40

typedef struct {
   UInt done_ms;                 /* when the last was done            */
   UInt cost_ms;                 /* how long it took                  */
} Work;

static Work  search, report;
static UInt  n_searches;
static SizeT lost_bytes, lost_blocks;   /* definitely, at the last one */

static UInt interval_ms(void)
{
   return VR_(options).live_interval * 1000;
}

static UInt pause_ms(const Work* work)
{
   UInt cost = SHARE_OF_TIME * work->cost_ms;

   return cost > interval_ms() ? cost : interval_ms();
}

static void work_done(Work* work, UInt began)
{
   work->done_ms = VG_(read_millisecond_timer)();
   work->cost_ms = work->done_ms - began;
}

/* Not on the dot, since it was begun before the last report. */
static Bool search_is_due(UInt now)
{
   return n_searches == 0
       || SHARE_OF_TIME * search.cost_ms <= interval_ms()
       || now - search.done_ms >= pause_ms(&search);
}

static void print_beat(Bool searched)
{
   const VrHeapStats*  heap = &VR_(heap_stats);
   const VrLeakTotals* lost = &VR_(leak_totals);
   HChar change[VR_CHANGE_SIZE], ago[60] = "", later[60] = "";
   SizeT old_lost_bytes = lost_bytes;

   if (searched) {
      lost_bytes  = lost->bytes[VrLeak_Definite];
      lost_blocks = lost->blocks[VrLeak_Definite];
   }
   if (VG_(clo_verbosity) < 1)
      return;
   if (!searched && n_searches > 0)
      VG_(sprintf)(ago, " (searched for %u s ago)",
                   (report.done_ms - search.done_ms) / 1000);
   if (pause_ms(&report) > interval_ms())
      VG_(sprintf)(later, "; this took %u ms, the next is in %u s",
                   report.cost_ms, pause_ms(&report) / 1000);
   VR_(change_text)(change, True, lost_bytes, old_lost_bytes);
   VG_(umsg)("Heartbeat: %'llu bytes in %'llu blocks in use, "
             "%u errors so far, definitely lost: %'lu%s bytes in %'lu blocks"
             "%s%s\n",
             heap->live_bytes, heap->live_blocks, VG_(get_n_errs_found)(),
             lost_bytes, change, lost_blocks, ago, later);
}

static void beat(ThreadId tid)
{
   UInt began    = VG_(read_millisecond_timer)();
   Bool searched = VR_(why_heap_is_unwatched)() == NULL
                && search_is_due(began);

   VR_(leak_set_aside)();
   if (searched) {
      VR_(leak_search)(tid);
      work_done(&search, began);
      n_searches++;
   }
   began = VG_(read_millisecond_timer)();
   VrRunEnd not_ended_brief = { .complete = False, .is_brief = True,
                                .same_leaks = !searched && n_searches > 0 };
   VR_(report_write)(&not_ended_brief);
   work_done(&report, began);
   print_beat(searched);
   VR_(leak_bring_back)();
}

static Bool beat_is_due(void)
{
   return VR_(options).live_interval != 0
       && VG_(read_millisecond_timer)() - report.done_ms >= pause_ms(&report);
}

/* A forked process has lived for no time yet. */
static void in_child(ThreadId tid)
{
   report.done_ms = VG_(read_millisecond_timer)();
   n_searches     = 0;
   wanted         = False;
}

/* ------------------------------------------------------------------ */
/*  The signal                                                         */
/* ------------------------------------------------------------------ */

extern SysRes __real_vgPlain_do_sys_sigaction(
   Int signal, const vki_sigaction_toK_t* act, vki_sigaction_fromK_t* old);
extern SysRes __wrap_vgPlain_do_sys_sigaction(
   Int signal, const vki_sigaction_toK_t* act, vki_sigaction_fromK_t* old);
extern SysRes __real_vgPlain_do_sys_sigprocmask(
   ThreadId tid, Int how, vki_sigset_t* set, vki_sigset_t* old);
extern SysRes __wrap_vgPlain_do_sys_sigprocmask(
   ThreadId tid, Int how, vki_sigset_t* set, vki_sigset_t* old);

/* What the program believes to have set. */
static vki_sigaction_fromK_t its_action;
static Bool* is_blocked;         /* by thread */

static Bool taken(Int signal)
{
   return signal != 0 && signal == VR_(options).live_signal;
}

static void say_who_has_it(const HChar* what_the_program_does)
{
   static Bool said;
   HChar name[VR_SIGNAL_NAME_SIZE];

   if (said)
      return;
   said = True;
   VG_(umsg)("Warning: the program %s %s, which --live-report takes: "
             "the program will not get it; choose a signal that it does not "
             "use\n", what_the_program_does,
             VR_(signal_name)(name, VR_(options).live_signal));
}

SysRes __wrap_vgPlain_do_sys_sigaction(
   Int signal, const vki_sigaction_toK_t* act, vki_sigaction_fromK_t* old)
{
   vki_sigaction_fromK_t before = its_action;

   if (!taken(signal))
      return __real_vgPlain_do_sys_sigaction(signal, act, old);
   if (act != NULL) {
      its_action = *act;
      if (act->ksa_handler != VKI_SIG_DFL && act->ksa_handler != VKI_SIG_IGN)
         say_who_has_it("has a handler for");
   }
   if (old != NULL)
      *old = before;
   return __real_vgPlain_do_sys_sigaction(signal, NULL, NULL);
}

SysRes __wrap_vgPlain_do_sys_sigprocmask(
   ThreadId tid, Int how, vki_sigset_t* set, vki_sigset_t* old)
{
   Int    signal = VR_(options).live_signal;
   vki_sigset_t ours;
   Bool   is_in_set, was_blocked;
   SysRes res;

   if (signal == 0)
      return __real_vgPlain_do_sys_sigprocmask(tid, how, set, old);
   is_in_set   = set != NULL && VG_(sigismember)(set, signal);
   was_blocked = is_blocked[tid];
   if (set != NULL) {
      ours = *set;
      VG_(sigdelset)(&ours, signal);
   }
   res = __real_vgPlain_do_sys_sigprocmask(tid, how, set == NULL ? NULL : &ours,
                                           old);
   if (sr_isError(res))
      return res;
   if (set != NULL && (is_in_set || how == VKI_SIG_SETMASK))
      is_blocked[tid] = is_in_set && how != VKI_SIG_UNBLOCK;
   if (old != NULL && was_blocked)
      VG_(sigaddset)(old, signal);
   return res;
}

/* The program may have been started with the signal ignored or blocked. */
static void take_over(ThreadId tid)
{
   Int signal = VR_(options).live_signal;
   vki_sigaction_toK_t by_default;
   vki_sigset_t set, old;

   VG_(memset)(&by_default, 0, sizeof by_default);
   by_default.ksa_handler = VKI_SIG_DFL;
   __real_vgPlain_do_sys_sigaction(signal, &by_default, &its_action);
   VG_(sigemptyset)(&set);
   VG_(sigaddset)(&set, signal);
   __real_vgPlain_do_sys_sigprocmask(tid, VKI_SIG_UNBLOCK, &set, &old);
   is_blocked[tid] = VG_(sigismember)(&old, signal);
}

static Bool take_signal(ThreadId tid, Int signal)
{
   Bool take = taken(signal);

   VR_(restart_on_signal)(tid, !take);
   wanted = wanted || take;
   return take;
}

/* Does the program wait for the signal without a handler? */
static void notice_waiting(UInt number, const UWord* args)
{
   UWord set = number == __NR_rt_sigtimedwait ? args[0]
             : number == __NR_signalfd || number == __NR_signalfd4 ? args[1]
             : 0;

   if (set != 0
       && VG_(am_is_valid_for_client)(set, sizeof(vki_sigset_t), VKI_PROT_READ)
       && VG_(sigismember)((const vki_sigset_t*)set, VR_(options).live_signal))
      say_who_has_it("waits for");
}

void VR_(live_before_syscall)(ThreadId tid, UInt number, const UWord* args)
{
   if (VR_(options).live_signal == 0)
      return;
   notice_waiting(number, args);
   VR_(restart_before_syscall)(tid, number, args);
}

void VR_(live_after_syscall)(ThreadId tid, UInt number, const UWord* args,
                             SysRes result)
{
   if (VR_(options).live_signal == 0)
      return;
   if (number == __NR_rt_sigtimedwait && !sr_isError(result)
       && taken(sr_Res(result))) {
      wanted = True;
      VR_(restart_now)(tid, number, args);
   } else {
      VR_(restart_after_syscall)(tid, number, args, result);
   }
}

/* ------------------------------------------------------------------ */

void VR_(live_before_client_code)(ThreadId tid)
{
   static Bool is_ours;

   if (!is_ours && VR_(options).live_signal != 0) {
      is_ours = True;
      take_over(tid);
   }
   if (wanted) {
      wanted = False;
      report_now(tid);
      VR_(restart_catch_up)(tid);
   }
   if (beat_is_due())
      beat(tid);
}

void VR_(live_init)(void)
{
   if (VR_(options).live_signal == 0 && VR_(options).live_interval == 0)
      return;
   if (VR_(options).live_signal != 0) {
      is_blocked = VG_(calloc)("vr.live.blocked", VG_N_THREADS,
                               sizeof *is_blocked);
      VR_(restart_init)();
      VR_(take_signal) = take_signal;
   }
   report.done_ms = VG_(read_millisecond_timer)();
   VG_(atfork)(NULL, NULL, in_child);
}
