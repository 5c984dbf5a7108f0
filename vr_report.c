/* vr_report.c: see vr_report.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_report.h"
#include "vr_census.h"
#include "vr_contexts.h"
#include "vr_coro.h"
#include "vr_errors.h"
#include "vr_errortext.h"
#include "vr_frames.h"
#include "vr_growth.h"
#include "vr_heap.h"
#include "vr_histories.h"
#include "vr_json.h"
#include "vr_leak.h"
#include "vr_options.h"
#include "vr_profile.h"
#include "vr_progress.h"
#include "vr_stats.h"

#ifndef VR_VERSION
#  define VR_VERSION "unknown"
#endif
#ifndef VR_VALGRIND_VERSION
#  define VR_VALGRIND_VERSION "unknown"
#endif

/* Of the report's format: changes when a reader would have to. */
#define REPORT_FORMAT 1

static void collect_stack(ExeContext* where)
{
   VR_(frames_collect)(where);
}

static void write_stack_as(const HChar* key, ExeContext* where)
{
   VR_(frames_write_stack)(key, where, 0);
}

static void write_stack(ExeContext* where)
{
   write_stack_as("stack", where);
}

/* ---- what the core does not tell at the end ---- */

static UWord exit_status;        /* from the last thread's or exit_group's call */

void VR_(report_note_syscall)(UInt number, const UWord* args)
{
   if (number == __NR_exit_group || number == __NR_exit)
      exit_status = args[0] & 0xff;
}

/* ---- the parts of the report ---- */

static void write_versions(void)
{
   VR_(json_begin_object)("vrleak");
   VR_(json_string)("version", VR_VERSION);
   VR_(json_unsigned)("format", REPORT_FORMAT);
   VR_(json_string)("valgrind", VR_VALGRIND_VERSION);
   VR_(json_end_object)();
}

static void write_command(void)
{
   Word i;

   VR_(json_begin_array)("command");
   if (VG_(args_the_exename) != NULL)
      VR_(json_string)(NULL, VG_(args_the_exename));
   for (i = 0; i < VG_(sizeXA)(VG_(args_for_client)); i++)
      VR_(json_string)(NULL, *(HChar**)VG_(indexXA)(VG_(args_for_client), i));
   VR_(json_end_array)();
}

/* What a brief report does not list. */
static struct {
   UInt sites, leaks;
} left_out;

static void write_left_out(void)
{
   if (left_out.sites == 0 && left_out.leaks == 0)
      return;
   VR_(json_begin_object)("left_out");
   VR_(json_unsigned)("sites", left_out.sites);
   VR_(json_unsigned)("leaks", left_out.leaks);
   VR_(json_end_object)();
}

static void write_run(const VrRunEnd* end)
{
   static const HChar* const growth_checks[] = { "no", "summary", "full" };

   VR_(json_begin_object)("run");
   write_command();
   VR_(json_signed)("pid", VG_(getpid)());
   VR_(json_bool)("complete", end->complete);
   VR_(json_signed)("signal", end->signal);
   VR_(json_unsigned)("exit_code", end->signal != 0 ? 0 : exit_status);
   VR_(json_unsigned)("blocks_executed", VR_(stats).blocks_executed);
   VR_(json_unsigned)("duration_ms", VG_(read_millisecond_timer)());
   VR_(json_unsigned)("threads", VR_(stats).threads);
   VR_(json_string)("growth_check", growth_checks[VR_(options).growth_check]);
   VR_(profile_write_time_unit)();
   write_left_out();
   VR_(json_end_object)();
}

/* Nothing if there was no search for leaks. */
static void write_leak_scan(void)
{
   if (VR_(stats).scans == 0)
      return;
   VR_(json_begin_object)("leak_scan");
   VR_(json_unsigned)("ms",     VR_(stats).last_scan.ms);
   VR_(json_unsigned)("bytes",  VR_(stats).last_scan.bytes);
   VR_(json_unsigned)("blocks", VR_(stats).last_scan.blocks);
   VR_(json_unsigned)("age_ms",
                      VG_(read_millisecond_timer)()
                      - VR_(stats).last_scan.ended_ms);
   VR_(json_end_object)();
}

static void write_heap(void)
{
   const VrHeapStats* stats = &VR_(heap_stats);

   VR_(json_begin_object)("heap");
   VR_(json_unsigned)("in_use_bytes",    stats->live_bytes);
   VR_(json_unsigned)("in_use_blocks",   stats->live_blocks);
   VR_(json_unsigned)("allocs",          stats->allocs);
   VR_(json_unsigned)("frees",           stats->frees);
   VR_(json_unsigned)("allocated_bytes", stats->allocated_bytes);
   VR_(json_unsigned)("peak_bytes",      stats->peak_bytes);
   VR_(profile_write_totals)();
   VR_(json_end_object)();
}

#define N_AUX (sizeof ((VrErrorView*)0)->aux_what \
               / sizeof ((VrErrorView*)0)->aux_what[0])

static void collect_error(void* opaque, const VrErrorView* error)
{
   UInt i;

   collect_stack(error->where);
   for (i = 0; i < N_AUX; i++)
      collect_stack(error->aux_where[i]);
}

static void write_error(void* opaque, const VrErrorView* error)
{
   UInt i;

   VR_(json_begin_object)(NULL);
   VR_(json_string)("kind", error->kind);
   VR_(json_string)("what", error->what);
   VR_(json_unsigned)("tid", error->tid);
   VR_(json_unsigned)("count", error->count);
   if (error->coro != 0) {
      VR_(json_begin_object)("coroutine");
      VR_(json_unsigned)("id", error->coro);
      if (error->coro_name != NULL)
         VR_(json_string)("name", error->coro_name);
      VR_(json_end_object)();
   }
   write_stack(error->where);
   VR_(json_begin_array)("aux");
   for (i = 0; i < N_AUX; i++) {
      if (error->aux_what[i] == NULL)
         continue;
      VR_(json_begin_object)(NULL);
      VR_(json_string)("what", error->aux_what[i]);
      write_stack(error->aux_where[i]);
      VR_(json_end_object)();
   }
   VR_(json_end_array)();
   VR_(json_end_object)();
}

static void write_lost_coroutines(const VrLostCoros* lost)
{
   HChar title[VR_CORO_TITLE_SIZE];

   VR_(json_begin_object)("coroutines");
   VR_(json_unsigned)("count", lost->n);
   VR_(json_unsigned)("id", lost->id);
   VR_(json_string)("what", VR_(lost_coro_title)(lost, title, sizeof title));
   VR_(json_unsigned)("stack_bytes", lost->stack_bytes);
   VR_(json_unsigned)("held_blocks", lost->held_blocks);
   VR_(json_begin_object)("suspended");
   write_stack(lost->suspended);
   VR_(json_end_object)();
   VR_(json_end_object)();
}

/* Of those that are errors, and of the others, a brief report has so many: the
   largest. */
#define MAX_LEAKS_IN_BRIEF 2000

/* The way through them. */
typedef struct {
   const VrLossRecord* records;
   UInt n, i;                       /* i of n have been looked at           */
   UInt n_errors, n_others;         /* of these                             */
   Bool is_brief;
} Leaks;

/* Those in the last brief report, the smallest first, as all are. */
static struct {
   VrLossRecord records[2 * MAX_LEAKS_IN_BRIEF];
   UInt n, n_left_out;
} *last_brief;

static Leaks all_leaks(const VrRunEnd* end)
{
   Leaks leaks = { .is_brief = end->is_brief };

   leaks.records = VR_(leak_records)(&leaks.n);
   if (end->same_leaks && last_brief != NULL) {
      leaks.records = last_brief->records;
      leaks.n       = last_brief->n;
   }
   return leaks;
}

/* The largest first; NULL: that's all. */
static const VrLossRecord* next_leak(Leaks* leaks)
{
   while (leaks->i < leaks->n) {
      const VrLossRecord* record = &leaks->records[leaks->n - ++leaks->i];
      UInt* n_alike = record->kind == VrLeak_Definite
                      || record->kind == VrLeak_Possible ? &leaks->n_errors
                                                         : &leaks->n_others;
      if (++*n_alike <= MAX_LEAKS_IN_BRIEF || !leaks->is_brief)
         return record;
   }
   return NULL;
}

/* Also for the next brief report. */
static UInt leaks_left_out(const VrRunEnd* end)
{
   Leaks leaks = all_leaks(end);
   UInt  room  = 2 * MAX_LEAKS_IN_BRIEF, n = 0;
   const VrLossRecord* leak;

   if (!end->is_brief)
      return 0;
   if (last_brief == NULL)
      last_brief = VG_(calloc)("vr.report.brief", 1, sizeof *last_brief);
   if (end->same_leaks)
      return last_brief->n_left_out;
   while ((leak = next_leak(&leaks)) != NULL)
      last_brief->records[room - ++n] = *leak;
   VG_(memmove)(last_brief->records, &last_brief->records[room - n],
                n * sizeof *leak);
   last_brief->n          = n;
   last_brief->n_left_out = leaks.n - n;
   return last_brief->n_left_out;
}

static void write_leak(const VrLossRecord* record)
{
   static const HChar* const kinds[VrLeak_KINDS] =
      { "reachable", "possible", "indirect", "definite" };

   VR_(json_begin_object)(NULL);
   VR_(json_string)("kind", kinds[record->kind]);
   VR_(json_unsigned)("bytes", record->bytes);
   VR_(json_unsigned)("indirect_bytes", record->indirect_bytes);
   VR_(json_unsigned)("blocks", record->blocks);
   write_stack(record->where);
   if (VR_(is_of_coroutines)(record))
      write_lost_coroutines(&record->coros);
   VR_(json_end_object)();
}

/* ---- growth ---- */

static void write_history(const VrGrowth* growth)
{
   VR_(json_begin_array)("history");
   for (UInt i = 0; i < growth->epochs; i++)
      VR_(json_unsigned)(NULL, (ULong)growth->history->bytes[i]
                               * VR_HISTORY_UNIT);
   VR_(json_end_array)();
   VR_(json_begin_array)("history_blocks");
   for (UInt i = 0; i < growth->epochs; i++)
      VR_(json_unsigned)(NULL, growth->history->blocks[i]);
   VR_(json_end_array)();
}

/* When the epoch began in which the growth did. */
static ULong since_time(const VrGrowth* growth)
{
   return growth->since_epoch == 0
        ? 0 : VR_(run_history).time[growth->since_epoch - 1];
}

static void write_owner(const VrOwner* owner)
{
   VR_(json_begin_object)("owner");
   VR_(json_string)("what", owner == NULL ? "" : owner->what);
   write_stack(owner == NULL ? NULL : owner->where);
   VR_(json_end_object)();
}

static void write_growth(const VrGrowth* growth)
{
   VR_(json_begin_object)(NULL);
   VR_(json_string)("verdict", VR_(verdict_name)(growth->verdict));
   VR_(json_unsigned)("bytes", growth->bytes);
   VR_(json_unsigned)("blocks", growth->blocks);
   VR_(json_unsigned)("bytes_per_epoch", growth->bytes_per_epoch);
   VR_(json_unsigned)("epochs", growth->epochs);
   VR_(json_unsigned)("since_epoch", growth->since_epoch);
   VR_(json_unsigned)("bytes_per_million_blocks", growth->bytes_per_million);
   if (growth->verdict == VrVerdict_Growing) {
      VR_(json_unsigned)("since_time", since_time(growth));
      VR_(json_unsigned)("container", growth->container);
   }
   VR_(json_unsigned)("survivors_share", growth->survivors_percent);
   if (growth->coroutines > 0)
      VR_(json_unsigned)("coroutines", growth->coroutines);
   write_stack(growth->where);
   write_owner(growth->owner);
   write_history(growth);
   VR_(json_end_object)();
}

/* Their epochs are the same. */
static void write_all_growth(const VrGrowth* growth, UInt n)
{
   UInt n_epochs = n > 0 ? growth[0].epochs : 0;

   VR_(json_begin_array)("growth");
   for (UInt i = 0; i < n; i++)
      write_growth(&growth[i]);
   VR_(json_end_array)();
   VR_(json_begin_array)("epoch_times");
   for (UInt i = 0; i < n_epochs; i++)
      VR_(json_unsigned)(NULL, VR_(run_history).time[i]);
   VR_(json_end_array)();
}

/* ---- coroutines ---- */

/* More of them nobody reads. */
#define MAX_COROUTINES 10000

static UInt n_coroutines_shown(const VrCensus* census)
{
   return census->n_entries < MAX_COROUTINES ? census->n_entries
                                             : MAX_COROUTINES;
}

static void collect_coroutines(const VrCensus* census)
{
   for (UInt i = 0; i < n_coroutines_shown(census); i++) {
      collect_stack(VR_(context_of)(census->entries[i].created));
      collect_stack(census->entries[i].stopped_at);
   }
}

static void write_coroutine(const VrCensusEntry* entry)
{
   VR_(json_begin_object)(NULL);
   VR_(json_unsigned)("id", entry->id);
   if (entry->name != NULL)
      VR_(json_string)("name", entry->name);
   VR_(json_string)("state", VR_(coro_state_name)(entry->state));
   VR_(json_bool)("gone", entry->gone);
   VR_(json_unsigned)("count", entry->count);
   VR_(json_unsigned)("thread", entry->tid);
   VR_(json_unsigned)("stack_size", entry->stack_size);
   VR_(json_unsigned)("high_water", entry->stack_use);
   VR_(json_bool)("high_water_at_least", entry->at_least);
   VR_(json_unsigned)("resumes", entry->resumes);
   write_stack_as("created", VR_(context_of)(entry->created));
   VR_(json_bool)("created_unknown", entry->created_unknown);
   write_stack_as("suspended", entry->stopped_at);
   VR_(json_unsigned)("heap_bytes", entry->heap_bytes);
   VR_(json_unsigned)("heap_blocks", entry->heap_blocks);
   VR_(json_end_object)();
}

static void write_coroutines(const VrCensus* census)
{
   VR_(json_begin_array)("coroutines");
   for (UInt i = 0; i < n_coroutines_shown(census); i++)
      write_coroutine(&census->entries[i]);
   VR_(json_end_array)();
   VR_(json_begin_object)("coroutine_totals");
   VR_(json_unsigned)("existing", census->n_existing);
   VR_(json_unsigned)("gone", census->n_gone);
   VR_(json_unsigned)("heap_bytes", census->heap_bytes);
   VR_(json_unsigned)("heap_blocks", census->heap_blocks);
   VR_(json_end_object)();
}

/* ---- all of it ---- */

/* Reads the debug information of all that is in the stacks. */
static void collect_frames(Leaks leaks)
{
   const VrLossRecord* leak;

   VR_(progress_begin)("Reading debug information", "stacks", leaks.n);
   VR_(errors_visit)(collect_error, NULL);
   while ((leak = next_leak(&leaks)) != NULL) {
      collect_stack(leak->where);
      if (VR_(is_of_coroutines)(leak))
         collect_stack(leak->coros.suspended);
      VR_(progress_at)(leaks.i - 1);
   }
   VR_(progress_end)();
}

static void write_leaks(Leaks leaks)
{
   const VrLossRecord* leak;

   VR_(json_begin_array)("leaks");
   while ((leak = next_leak(&leaks)) != NULL)
      write_leak(leak);
   VR_(json_end_array)();
}

/* While the program runs, as of now; later calls of the judge change nothing. */
static const VrGrowth* growth_records(/*OUT*/UInt* n)
{
   VR_(growth_judge)();
   return VR_(growth_records)(n);
}

static void write_document(const VrRunEnd* end)
{
   UInt n_growth, i;
   const VrGrowth* growth = growth_records(&n_growth);
   Leaks    leaks  = all_leaks(end);
   VrCensus census = VR_(census_take)();

   left_out.sites = VR_(profile_begin)(end->is_brief);
   left_out.leaks = leaks_left_out(end);
   VR_(frames_begin)();
   collect_frames(leaks);
   collect_coroutines(&census);
   for (i = 0; i < n_growth; i++) {
      collect_stack(growth[i].where);
      if (growth[i].owner != NULL)
         collect_stack(growth[i].owner->where);
   }
   VR_(profile_collect_frames)();

   VR_(json_begin_object)(NULL);
   write_versions();
   write_run(end);
   write_leak_scan();
   VR_(frames_write)();
   write_heap();
   VR_(json_begin_array)("errors");
   VR_(errors_visit)(write_error, NULL);
   VR_(json_end_array)();
   write_leaks(leaks);
   write_all_growth(growth, n_growth);
   write_coroutines(&census);
   VR_(profile_write)();
   VR_(json_end_object)();
   VR_(frames_end)();
   VR_(census_give_back)(&census);
}

/* ---- the file ---- */

static Int    start_pid;
static HChar* start_name;        /* the name as expanded in start_pid */

/* The name of this process's report; VG_(free) it.  A process that was forked
   from the one that vrleak started with must not take its parent's name. */
static HChar* report_name(void)
{
   HChar* name = VG_(expand_file_name)("--vrleak-out-file",
                                       VR_(options).out_file);
   static Int said_in_pid;
   HChar* own_name;

   if (VG_(getpid)() == start_pid || !VG_STREQ(name, start_name))
      return name;
   own_name = VG_(malloc)("vr.report.name", VG_(strlen)(name) + 20);
   VG_(sprintf)(own_name, "%s.%d", name, VG_(getpid)());
   VG_(free)(name);
   if (said_in_pid != VG_(getpid)())
      VG_(umsg)("The report of this forked process goes to %s "
                "(use %%p in the name to choose)\n", own_name);
   said_in_pid = VG_(getpid)();
   return own_name;
}

/* Where the report is written until it is complete; VG_(free) it.  Something
   that exists but is no plain file (/dev/null, a pipe) is written directly. */
static HChar* temporary_name(const HChar* name)
{
   struct vg_stat st;
   HChar* temporary = VG_(malloc)("vr.report.tmp", VG_(strlen)(name) + 20);
   SysRes res       = VG_(stat)(name, &st);

   if (!sr_isError(res) && !VKI_S_ISREG(st.mode) && !VKI_S_ISDIR(st.mode))
      VG_(strcpy)(temporary, name);
   else
      VG_(sprintf)(temporary, "%s.tmp.%d", name, VG_(getpid)());
   return temporary;
}

static UInt check_that_it_can_be_written(const HChar* name)
{
   struct vg_stat st;
   SysRes res = VG_(stat)(name, &st);
   HChar* temporary;

   if (!sr_isError(res) && VKI_S_ISDIR(st.mode))
      return VKI_EISDIR;
   if (!sr_isError(res) && !VKI_S_ISREG(st.mode))
      return 0;                  /* opening a pipe now would be noticed */

   temporary = temporary_name(name);
   res = VG_(open)(temporary, VKI_O_WRONLY | VKI_O_CREAT | VKI_O_TRUNC, 0666);
   if (!sr_isError(res)) {
      VG_(close)(sr_Res(res));
      VG_(unlink)(temporary);
   }
   VG_(free)(temporary);
   return sr_isError(res) ? sr_Err(res) : 0;
}

void VR_(report_init)(void)
{
   UInt error;

   if (VR_(options).out_file == NULL)
      return;
   start_pid  = VG_(getpid)();
   start_name = VG_(expand_file_name)("--vrleak-out-file",
                                      VR_(options).out_file);
   error = check_that_it_can_be_written(start_name);
   if (error != 0) {
      VG_(fmsg)("--vrleak-out-file: can't write %s: %s; "
                "choose a file in a directory that exists and is writable\n",
                start_name, VG_(strerror)(error));
      VG_(exit)(VR_EXIT_NO_REPORT_FILE);
   }
}

/* Not VG_(rename), which drops the error's number. */
static UInt rename_to(const HChar* from, const HChar* to)
{
   SysRes res = VG_(do_syscall)(__NR_rename, (UWord)from, (UWord)to,
                                0, 0, 0, 0, 0, 0);

   return sr_isError(res) ? sr_Err(res) : 0;
}

/* What could not be written sent a signal, too, which is not the program's. */
static void drop_signal(Int signal)
{
   vki_sigset_t  set;
   vki_siginfo_t info;

   VG_(sigemptyset)(&set);
   VG_(sigaddset)(&set, signal);
   VG_(sigtimedwait_zero)(&set, &info);
}

/* Returns 0 or the error's number. */
static UInt write_to(const HChar* name, const VrRunEnd* end)
{
   HChar* temporary = temporary_name(name);
   Bool   direct    = VG_STREQ(temporary, name);
   UInt   error     = VR_(json_open)(temporary);

   if (error == 0) {
      write_document(end);
      error = VR_(json_close)();
      if (error == VKI_EFBIG)
         drop_signal(VKI_SIGXFSZ);
      if (error == VKI_EPIPE)
         drop_signal(VKI_SIGPIPE);
      if (error == 0 && !direct)
         error = rename_to(temporary, name);
      if (error != 0 && !direct)
         VG_(unlink)(temporary);
   }
   VG_(free)(temporary);
   return error;
}

/* What is no plain file can't be written anew, and opening a pipe might stop
   the program. */
static Bool can_be_rewritten(const HChar* name)
{
   struct vg_stat st;
   SysRes res = VG_(stat)(name, &st);

   return sr_isError(res) || VKI_S_ISREG(st.mode);
}

void VR_(report_write)(const VrRunEnd* end)
{
   static UInt last_error;
   HChar* name;
   UInt   error;

   if (VR_(options).out_file == NULL)
      return;
   name = report_name();
   if (end->complete || can_be_rewritten(name)) {
      error = write_to(name, end);
      if (error != 0 && (end->complete || error != last_error))
         VG_(umsg)("The report could not be written to %s: %s; make room there "
                   "or choose another place with --vrleak-out-file\n",
                   name, VG_(strerror)(error));
      last_error = error;
   }
   VG_(free)(name);
}

Bool VR_(report_write_now)(const HChar* filename)
{
   static const VrRunEnd not_ended = { .complete = False };
   UInt error;

   VR_(leak_set_aside)();
   VR_(leak_search)(VG_(get_running_tid)());
   error = write_to(filename, &not_ended);
   VR_(leak_bring_back)();
   if (error != 0)
      VG_(umsg)("The report could not be written to %s: %s\n",
                filename, VG_(strerror)(error));
   return error == 0;
}
