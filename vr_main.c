/* vr_main.c: registers vrleak with Valgrind's core.

   The core calls pre_clo_init before it reads the command line, post_clo_init
   after, VR_(instrument) for each piece of client code, and fini when the
   client has ended, however it ended.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_core.h"
#include "vr_budget.h"
#include "vr_census.h"
#include "vr_clock.h"
#include "vr_closed.h"
#include "vr_coro.h"
#include "vr_custom.h"
#include "vr_errors.h"
#include "vr_events.h"
#include "vr_fault.h"
#include "vr_growth.h"
#include "vr_growthreport.h"
#include "vr_heap.h"
#include "vr_hint.h"
#include "vr_ignore.h"
#include "vr_ignoredsites.h"
#include "vr_instrument.h"
#include "vr_leak.h"
#include "vr_limits.h"
#include "vr_live.h"
#include "vr_malloc.h"
#include "vr_mappings.h"
#include "vr_options.h"
#include "vr_overflow.h"
#include "vr_pools.h"
#include "vr_report.h"
#include "vr_requests.h"
#include "vr_shadow.h"
#include "vr_sites.h"
#include "vr_stacks.h"
#include "vr_stats.h"
#include "vr_strings.h"
#include "vr_suppress.h"
#include "vr_timeline.h"
#include "vr_top.h"
#include "vr_unwatched.h"
#include "vr_watch.h"
#include "vr_xtfull.h"
#include "vr_xtree.h"

#ifndef VR_VERSION
#  define VR_VERSION "0.1"
#endif

/* Bytes of translated code per guest superblock, for sizing the core's
   tables: our checks make translations about this long. */
#define AVERAGE_TRANSLATION_SIZE 330

/* The program is about to run its exit handlers. */
static void before_exit(void)
{
   VR_(growth_judge_at_end)();
   if (VR_(sites_are_counted)) {
      VR_(sites_note_end)();
      VR_(timeline_note_end)();
   }
}

static void post_clo_init(void)
{
   VR_(options_finish)();
   VR_(sites_are_counted) = VR_(options).count_sites;
   VR_(clock_init)();
   VR_(sites_init)();
   VR_(ignored_sites_init)();
   VR_(timeline_init)();
   VR_(mappings_init)();
   VR_(shadow_init)();
   VR_(heap_init)();
   VR_(custom_init)();
   VR_(pools_init)();
   VR_(xtfull_init)();
   VR_(xtree_init)();
   VR_(coro_init)();
   VR_(census_init)();
   VR_(closed_init)();
   VR_(malloc_init)();
   VR_(stacks_init)();
   VR_(strings_init)();
   VR_(growth_init)();
   VR_(budget_set)(VR_(options).heap_budget);
   VR_(before_exit) = before_exit;
   VR_(report_init)();
   VR_(live_init)();
}

static void check_leaks_at_end(void)
{
   VrLeakParams params = VR_(leak_params)();
   HChar* xtree_file = VR_(xtree_leak_name)();

   params.xtree_file = xtree_file;
   /* As under Memcheck: such a file is for everything. */
   if (xtree_file != NULL && params.mode != VrLeakCheck_No) {
      params.mode       = VrLeakCheck_Full;
      params.show_kinds = (1u << VrLeak_KINDS) - 1;
   }
   VR_(leak_check)(1, &params);
   VG_(free)(xtree_file);
}

static void report_heap(void)
{
   const HChar* why = VR_(why_heap_is_unwatched)();

   VR_(xtree_memory_at_end)();
   if (why == NULL) {
      VR_(leak_print_heap_summary)();
      check_leaks_at_end();
   } else if (VG_(clo_verbosity) >= 1 && !VG_(clo_xml)) {
      VG_(umsg)("The heap of this program is not watched: %s.\n", why);
      VG_(umsg)("\n");
   }
}

static void before_client_code(ThreadId tid, ULong blocks_executed)
{
   VR_(clock_start)(tid, blocks_executed);
   VR_(live_before_client_code)(tid);
}

static void before_syscall(ThreadId tid, UInt number, UWord* args, UInt n_args)
{
   VR_(report_note_syscall)(number, args);
   VR_(census_before_syscall)(number, args);
   VR_(limits_before_syscall)(number, args);
   VR_(live_before_syscall)(tid, number, args);
}

static void after_syscall(ThreadId tid, UInt number, UWord* args, UInt n_args,
                          SysRes result)
{
   VR_(limits_after_syscall)(number, args, result);
   VR_(live_after_syscall)(tid, number, args, result);
}

static void after_client_code(ThreadId tid, ULong blocks_dispatched)
{
   VR_(stats_note_blocks)(blocks_dispatched);
   VR_(overflow_between_blocks)();
}

static void fini(Int exit_code)
{
   VrRunEnd end = { .complete = True, .signal = VR_(fatal_signal) };

   VR_(growth_judge_at_end)();
   report_heap();
   VR_(growth_report)(1);
   VR_(census_at_end)();
   VR_(ignore_warn_of_leftovers)();
   if (VR_(options).show_unused_suppressions)
      VR_(suppressions_print_unused)();
   VR_(top_print)();
   VR_(hint_print)();
   VR_(report_write)(&end);
   VR_(stats_at_end)();
}

static void pre_clo_init(void)
{
   VG_(details_name)("vrleak");
   VG_(details_version)(VR_VERSION);
   VG_(details_description)("a memory error, leak and growth detector");
   VG_(details_copyright_author)(
      "Copyright (C) 2026, and GNU GPL'd, by the vrleak developers.");
   VG_(details_bug_reports_to)("the vrleak developers");
   VG_(details_avg_translation_sizeB)(AVERAGE_TRANSLATION_SIZE);

   VG_(basic_tool_funcs)(post_clo_init, VR_(instrument), fini);
   VR_(options_take_memchecks)();
   VG_(needs_command_line_options)(VR_(process_option), VR_(print_usage),
                                   VR_(print_debug_usage));
   VG_(needs_libc_freeres)();
   VG_(needs_cxx_freeres)();
   VG_(needs_xml_output)();

   VR_(errors_init)();
   VR_(events_init)();
   VR_(requests_init)();
   VR_(stats_init)();
   VG_(track_stop_client_code)(after_client_code);
   VR_(watch_init)();
   VR_(malloc_register)();
   VG_(track_start_client_code)(before_client_code);
   VG_(needs_syscall_wrapper)(before_syscall, after_syscall);

   /* Inlined frames are shown, as under Memcheck. */
   VG_(clo_read_inline_info) = True;
}

VG_DETERMINE_INTERFACE_VERSION(pre_clo_init)
