/* vr_report.c: see vr_report.h.

   Stacks are written as lists of indices into one list of frames, so every
   frame is described once.  A code address stands for several frames where
   functions were inlined; these are neighbours in the list:

       address ──> first, n          frames:  ... 17: inlined  (innermost)
       0x4011d6 ─> 17, 3                          18: inlined
                                                  19: function ...

   All stacks are gone through twice: first to give every address its place in
   the list, then to write.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_report.h"
#include "vr_errors.h"
#include "vr_growth.h"
#include "vr_heap.h"
#include "vr_json.h"
#include "vr_leak.h"
#include "vr_options.h"
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

/* ---- the list of frames ---- */

typedef struct {
   Addr    ip;
   DiEpoch epoch;                /* when the code was loaded */
   UInt    first, n;             /* its frames               */
} Place;

static OSet*   places;           /* of Place, by ip and epoch */
static XArray* places_in_order;  /* of Place*                 */
static UInt    n_frames;

static Word compare_places(const void* key, const void* element)
{
   const Place* a = key;
   const Place* b = element;

   if (a->ip != b->ip)
      return a->ip < b->ip ? -1 : 1;
   return a->epoch.n < b->epoch.n ? -1 : a->epoch.n > b->epoch.n ? 1 : 0;
}

static UInt count_frames(DiEpoch epoch, Addr ip)
{
   InlIPCursor* cursor = VG_(new_IIPC)(epoch, ip);
   UInt n = 1;

   while (VG_(next_IIPC)(cursor))
      n++;
   VG_(delete_IIPC)(cursor);
   return n;
}

static const Place* find_place(DiEpoch epoch, Addr ip)
{
   Place  wanted = { ip, epoch, 0, 0 };
   Place* place  = VG_(OSetGen_Lookup)(places, &wanted);

   if (place == NULL) {
      place = VG_(OSetGen_AllocNode)(places, sizeof *place);
      *place       = wanted;
      place->first = n_frames;
      place->n     = count_frames(epoch, ip);
      n_frames    += place->n;
      VG_(OSetGen_Insert)(places, place);
      VG_(addToXA)(places_in_order, &place);
   }
   return place;
}

static void begin_frames(void)
{
   places          = VG_(OSetGen_Create)(0, compare_places, VG_(malloc),
                                         "vr.report.places", VG_(free));
   places_in_order = VG_(newXA)(VG_(malloc), "vr.report.order", VG_(free),
                                sizeof(Place*));
   n_frames        = 0;
}

static void end_frames(void)
{
   VG_(deleteXA)(places_in_order);
   VG_(OSetGen_Destroy)(places);
}

/* ---- describing a frame ---- */

/* Copies what is between <tag> and </tag> in xml to text, without the XML
   escapes.  False if there is no such tag. */
static Bool get_element(const HChar* xml, const HChar* tag,
                        /*OUT*/HChar* text, SizeT size)
{
   static const struct { const HChar* escape; HChar c; } escapes[] =
      { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' } };
   HChar        opening[16];
   const HChar* from;
   SizeT        n = 0;
   UInt         i;

   VG_(sprintf)(opening, "<%s>", tag);
   from = VG_(strstr)(xml, opening);
   if (from == NULL)
      return False;
   for (from += VG_(strlen)(opening); *from != '<' && *from != '\0'; ) {
      HChar c    = *from;
      SizeT used = 1;
      for (i = 0; c == '&' && i < sizeof escapes / sizeof escapes[0]; i++) {
         SizeT length = VG_(strlen)(escapes[i].escape);
         if (VG_(strncmp)(from, escapes[i].escape, length) == 0) {
            c    = escapes[i].c;
            used = length;
            break;
         }
      }
      from += used;
      if (n + 1 < size)
         text[n++] = c;
   }
   text[n] = '\0';
   return True;
}

/* The core names inlined frames only in a finished description.  Of its two
   forms the XML one can be taken apart without guessing. */
static void write_frame(Addr ip, const HChar* xml)
{
   enum { NAME_SIZE = 20000, PATH_SIZE = 2 * 4096 + 2 };
   static HChar name[NAME_SIZE], path[PATH_SIZE];
   SizeT dir_length = 0;

   VR_(json_begin_object)(NULL);
   if (get_element(xml, "fn", name, sizeof name))
      VR_(json_string)("fn", name);
   if (get_element(xml, "dir", path, PATH_SIZE / 2)) {
      dir_length = VG_(strlen)(path);
      if (dir_length > 0 && path[dir_length - 1] != '/')
         path[dir_length++] = '/';
   }
   if (get_element(xml, "file", path + dir_length, PATH_SIZE - dir_length)) {
      /* A name that is a path already needs no directory. */
      VR_(json_string)("file", path[dir_length] == '/' ? path + dir_length
                                                       : path);
      if (get_element(xml, "line", name, sizeof name))
         VR_(json_unsigned)("line", VG_(strtoull10)(name, NULL));
   }
   if (get_element(xml, "obj", name, sizeof name))
      VR_(json_string)("obj", name);
   VR_(json_address)("ip", ip);
   VR_(json_end_object)();
}

static void write_frames_of(const Place* place)
{
   InlIPCursor* cursor = VG_(new_IIPC)(place->epoch, place->ip);

   do
      write_frame(place->ip,
                  VG_(describe_IP)(place->epoch, place->ip, cursor));
   while (VG_(next_IIPC)(cursor));
   VG_(delete_IIPC)(cursor);
}

static void write_frames(void)
{
   Bool xml = VG_(clo_xml);
   Word n   = VG_(sizeXA)(places_in_order);
   Word i;

   VR_(progress_begin)("Writing the report", "code locations", n);
   VR_(json_begin_array)("frames");
   for (i = 0; i < n; i++) {
      VG_(clo_xml) = True;       /* the form of describe_IP's answer */
      write_frames_of(*(Place**)VG_(indexXA)(places_in_order, i));
      VG_(clo_xml) = xml;
      VR_(progress_at)(i);
   }
   VR_(json_end_array)();
   VR_(progress_end)();
}

/* ---- stacks ---- */

static void collect_frame(UInt n, DiEpoch ep, Addr ip, void* opaque)
{
   find_place(ep, ip);
}

static void write_indices(UInt n, DiEpoch ep, Addr ip, void* opaque)
{
   const Place* place = find_place(ep, ip);
   UInt i;

   for (i = 0; i < place->n; i++)
      VR_(json_unsigned)(NULL, place->first + i);
}

static Bool has_stack(ExeContext* where)
{
   return where != NULL && where != VG_(null_ExeContext)();
}

static void collect_stack(ExeContext* where)
{
   if (has_stack(where))
      VG_(apply_ExeContext)(collect_frame, NULL, where);
}

static void write_stack(ExeContext* where)
{
   VR_(json_begin_array)("stack");
   if (has_stack(where))
      VG_(apply_ExeContext)(write_indices, NULL, where);
   VR_(json_end_array)();
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

static void write_run(const VrRunEnd* end)
{
   VR_(json_begin_object)("run");
   write_command();
   VR_(json_signed)("pid", VG_(getpid)());
   VR_(json_bool)("complete", end->complete);
   VR_(json_signed)("signal", end->signal);
   VR_(json_unsigned)("exit_code", end->signal != 0 ? 0 : exit_status);
   VR_(json_unsigned)("blocks_executed", VR_(stats).blocks_executed);
   VR_(json_unsigned)("duration_ms", VG_(read_millisecond_timer)());
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
   if (growth->verdict == VrVerdict_Growing)
      VR_(json_unsigned)("container", growth->container);
   VR_(json_unsigned)("survivors_share", growth->survivors_percent);
   write_stack(growth->where);
   VR_(json_begin_object)("owner");
   VR_(json_string)("what", growth->owner == NULL ? "" : growth->owner->what);
   write_stack(growth->owner == NULL ? NULL : growth->owner->where);
   VR_(json_end_object)();
   VR_(json_end_object)();
}

static void write_empty(const HChar* key)
{
   VR_(json_begin_array)(key);
   VR_(json_end_array)();
}

/* Reads the debug information of all that is in the stacks. */
static void collect_frames(const VrLossRecord* leaks, UInt n_leaks)
{
   UInt i;

   VR_(progress_begin)("Reading debug information", "stacks", n_leaks);
   VR_(errors_visit)(collect_error, NULL);
   for (i = 0; i < n_leaks; i++) {
      collect_stack(leaks[i].where);
      VR_(progress_at)(i);
   }
   VR_(progress_end)();
}

/* While the program runs, as of now; later calls of the judge change nothing. */
static const VrGrowth* growth_records(/*OUT*/UInt* n)
{
   VR_(growth_judge)();
   return VR_(growth_records)(n);
}

static void write_document(const VrRunEnd* end)
{
   UInt n_leaks, n_growth, i;
   const VrGrowth* growth = growth_records(&n_growth);
   const VrLossRecord* leaks = VR_(leak_records)(&n_leaks);

   begin_frames();
   collect_frames(leaks, n_leaks);
   for (i = 0; i < n_growth; i++) {
      collect_stack(growth[i].where);
      if (growth[i].owner != NULL)
         collect_stack(growth[i].owner->where);
   }

   VR_(json_begin_object)(NULL);
   write_versions();
   write_run(end);
   write_leak_scan();
   write_frames();
   write_heap();
   VR_(json_begin_array)("errors");
   VR_(errors_visit)(write_error, NULL);
   VR_(json_end_array)();
   VR_(json_begin_array)("leaks");
   for (i = n_leaks; i-- > 0; )            /* the largest first */
      write_leak(&leaks[i]);
   VR_(json_end_array)();
   VR_(json_begin_array)("growth");
   for (i = 0; i < n_growth; i++)
      write_growth(&growth[i]);
   VR_(json_end_array)();
   write_empty("coroutines");
   write_empty("sites");
   write_empty("timeline");
   VR_(json_end_object)();
   end_frames();
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
   static const VrRunEnd not_ended = { False, 0 };
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
