/* vr_options.c: see vr_options.h.

   Each group of options has a function that answers "was it one of mine?";
   the macros of pub_tool_options.h inside end the run with a clear message
   when a value is bad.  cloPD marks the options that may also be changed
   while the program runs (vgdb's v.clo).

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_options.h"
#include "vr_fold.h"
#include "vr_ignore.h"
#include "vr_signals.h"

/* Unoptimised programs are mentioned after that much CPU time: shorter runs
   are not worth another compilation. */
#define HINT_AFTER_MS 5000

/* What takes longer shows how far it is. */
#define PROGRESS_AFTER_MS 2000

VrOptions VR_(options) = {
   .leak_check             = VrLeakCheck_Full,
   .leak_resolution        = Vg_HighRes,
   .show_leak_kinds        = 1u << VrLeak_Definite | 1u << VrLeak_Possible,
   .errors_for_leak_kinds  = 1u << VrLeak_Definite | 1u << VrLeak_Possible,
   .leak_heuristics        = (1u << VrHeuristic_KINDS) - 1,
   .xtree_leak             = False,
   .xtree_leak_file        = "xtleak.kcg.%p",
   .growth_check           = VrGrowthCheck_Summary,
   .errors_for_growth      = False,
   .heap_budget            = 0,
   .time_unit              = VrTime_Blocks,
   .top                    = 0,
   .show_alloc_frames      = False,
   .pages_as_heap          = False,
   .count_sites            = True,
   .freelist_vol           = 10 * 1000 * 1000,
   .freelist_big_blocks    = 1 * 1000 * 1000,
   .keep_stacktraces       = VrStacks_AllocAndFree,
   .malloc_fill            = -1,
   .free_fill              = -1,
   .show_mismatched_frees  = True,
   .show_realloc_size_zero = True,
   .realloc_zero_frees     = True,
   .check_accesses         = True,
   .partial_loads_ok       = True,
   .check_stack            = False,
   .coro_detect            = True,
   .out_file               = NULL,
   .xml_compat_memcheck    = False,
   .live_signal            = 0,
   .live_interval          = 0,
   .progress               = VrProgress_OnTerminal,
   .progress_after_ms      = PROGRESS_AFTER_MS,
   .hint_after_ms          = HINT_AFTER_MS,
};

#define ALL_LEAK_KINDS ((1u << VrLeak_KINDS) - 1)

/* Largest accepted volume for the quarantine options. */
#define MAX_FREELIST_BYTES (10 * 1000 * 1000 * 1000LL)

/* Memcheck's options that the user asked for and vrleak has no use for. */
static struct {
   Bool undef_value_errors;
   Bool track_origins;
   Bool expensive_definedness;
   double peak_inaccuracy;       /* Massif's */
} unused;

/* True if arg sets option, whose value must be among the choices (ending with
   NULL); *index is then the position of the value. */
static Bool choice_option(Clo_Mode modes, const HChar* arg,
                          const HChar* option, const HChar* const* choices,
                          /*OUT*/Int* index)
{
   SizeT len = VG_(strlen)(option);
   Bool  is_it = VG_(strncmp)(arg, option, len) == 0 && arg[len] == '=';
   HChar known[100];
   Int   i;

   if (!VG_(check_clom)(modes, arg, option, is_it))
      return False;

   known[0] = '\0';
   for (i = 0; choices[i] != NULL; i++) {
      if (VG_(strcmp)(arg + len + 1, choices[i]) == 0) {
         *index = i;
         return True;
      }
      if (i > 0)
         VG_(strcat)(known, ", ");
      VG_(strcat)(known, choices[i]);
   }
   VG_(fmsg_bad_option)(arg, "Invalid value '%s' (should be one of: %s)\n",
                        arg + len + 1, known);
   return False;
}

static Bool leak_option(const HChar* arg)
{
   static const HChar* const checks[] =
      { "no", "summary", "full", "yes", NULL };
   static const HChar* const resolutions[] = { "low", "med", "high", NULL };
   static const VgRes resolution_of[] = { Vg_LowRes, Vg_MedRes, Vg_HighRes };
   Bool yes;
   Int  choice;

   if (choice_option(cloPD, arg, "--leak-check", checks, &choice))
      VR_(options).leak_check = choice == 0 ? VrLeakCheck_No
                              : choice == 1 ? VrLeakCheck_Summary
                              : VrLeakCheck_Full;
   else if (choice_option(cloP, arg, "--leak-resolution", resolutions, &choice))
      VR_(options).leak_resolution = resolution_of[choice];
   else if VG_USET_CLOM(cloPD, arg, "--show-leak-kinds", VR_LEAK_KIND_TOKENS,
                        VR_(options).show_leak_kinds) {}
   else if VG_USET_CLOM(cloPD, arg, "--errors-for-leak-kinds",
                        VR_LEAK_KIND_TOKENS,
                        VR_(options).errors_for_leak_kinds) {}
   else if VG_USET_CLOM(cloPD, arg, "--leak-check-heuristics",
                        VR_HEURISTIC_TOKENS,
                        VR_(options).leak_heuristics) {}
   else if VG_BOOL_CLO(arg, "--xtree-leak", VR_(options).xtree_leak) {}
   else if VG_STR_CLO(arg, "--xtree-leak-file",
                      VR_(options).xtree_leak_file) {}
   else if VG_BOOL_CLOM(cloPD, arg, "--show-reachable", yes) {
      if (yes)
         VR_(options).show_leak_kinds = ALL_LEAK_KINDS;
      else
         VR_(options).show_leak_kinds &= ~(1u << VrLeak_Reachable);
   }
   else if VG_BOOL_CLOM(cloPD, arg, "--show-possibly-lost", yes) {
      if (yes)
         VR_(options).show_leak_kinds |= 1u << VrLeak_Possible;
      else
         VR_(options).show_leak_kinds &= ~(1u << VrLeak_Possible);
   }
   else
      return False;
   return True;
}

/* "64m": k, m and g are powers of 1024. */
static Bool parse_size(const HChar* text, /*OUT*/Long* size)
{
   static const HChar units[] = "kmg";
   HChar* end;
   Long   n     = VG_(strtoll10)(text, &end);
   UInt   shift = 0;

   if (!VG_(isdigit)(text[0]) || end - text > 18)
      return False;
   for (UInt i = 0; units[i] != '\0'; i++)
      if (VG_(tolower)(*end) == units[i])
         shift = 10 * (i + 1);
   *size = n << shift;
   return end[shift > 0] == '\0' && *size >> shift == n;
}

static Bool growth_option(const HChar* arg)
{
   static const HChar* const checks[] = { "no", "summary", "full", NULL };
   const HChar* size;
   Int choice;

   if (choice_option(cloP, arg, "--growth-check", checks, &choice))
      VR_(options).growth_check = choice;
   else if VG_BOOL_CLO(arg, "--errors-for-growth",
                       VR_(options).errors_for_growth) {}
   else if VG_STR_CLO(arg, "--heap-budget", size) {
      if (!parse_size(size, &VR_(options).heap_budget))
         VG_(fmsg_bad_option)(arg, "Invalid value '%s' (should be a number of "
                              "bytes, or of k, m or g)\n", size);
   }
   else
      return False;
   return True;
}

/* Massif's, as far as they make sense here.  It counts instructions by default,
   where we count blocks of them; and our peak is exact at no cost. */
static Bool profile_option(const HChar* arg)
{
   static const HChar* const units[] = { "b", "B", "ms", "i", NULL };
   static const VrTimeUnit unit_of[] =
      { VrTime_Blocks, VrTime_Bytes, VrTime_Ms, VrTime_Blocks };
   const HChar* name;
   Int    choice;

   if (choice_option(cloP, arg, "--time-unit", units, &choice))
      VR_(options).time_unit = unit_of[choice];
   else if VG_BINT_CLO(arg, "--top", VR_(options).top, 0, 1000 * 1000) {}
   else if VG_BOOL_CLO(arg, "--show-alloc-frames",
                       VR_(options).show_alloc_frames) {}
   else if VG_STR_CLO(arg, "--alloc-fn", name)
      VR_(fold_add_alloc_fn)(name);
   else if VG_STR_CLO(arg, "--ignore-fn", name)
      VR_(fold_add_ignore_fn)(name);
   else if VG_BOOL_CLO(arg, "--pages-as-heap", VR_(options).pages_as_heap) {}
   else if VG_DBL_CLO(arg, "--peak-inaccuracy", unused.peak_inaccuracy) {}
   else if VG_BOOL_CLO(arg, "--count-sites", VR_(options).count_sites) {}
   else
      return False;
   return True;
}

/* Cores from 3.21 on have this option themselves; see options_finish. */
static Bool core_has_realloc_zero(void)
{
   return &VG_(clo_realloc_zero_bytes_frees) != NULL;
}

static Bool heap_option(const HChar* arg)
{
   static const HChar* const stacks[] =
      { "none", "alloc", "free", "alloc-and-free", "alloc-then-free", NULL };
   Int choice;

   if VG_BINT_CLOM(cloPD, arg, "--freelist-vol", VR_(options).freelist_vol,
                   0, MAX_FREELIST_BYTES) {}
   else if VG_BINT_CLOM(cloPD, arg, "--freelist-big-blocks",
                        VR_(options).freelist_big_blocks,
                        0, MAX_FREELIST_BYTES) {}
   else if VG_BHEX_CLO(arg, "--malloc-fill", VR_(options).malloc_fill,
                       0x00, 0xFF) {}
   else if VG_BHEX_CLO(arg, "--free-fill", VR_(options).free_fill,
                       0x00, 0xFF) {}
   else if (choice_option(cloP, arg, "--keep-stacktraces", stacks, &choice))
      VR_(options).keep_stacktraces = choice;
   else if VG_BOOL_CLOM(cloPD, arg, "--show-mismatched-frees",
                        VR_(options).show_mismatched_frees) {}
   else if VG_BOOL_CLOM(cloPD, arg, "--show-realloc-size-zero",
                        VR_(options).show_realloc_size_zero) {}
   else if (!core_has_realloc_zero()
            && VG_BOOL_CLO(arg, "--realloc-zero-bytes-frees",
                           VR_(options).realloc_zero_frees)) {}
   else
      return False;
   return True;
}

static void refuse_if_wrong(const HChar* arg, const HChar* what_is_wrong)
{
   if (what_is_wrong != NULL)
      VG_(fmsg_bad_option)(arg, "Invalid value: %s.\n", what_is_wrong);
}

static Bool access_option(const HChar* arg)
{
   const HChar* text;

   if VG_BOOL_CLO(arg, "--check-accesses", VR_(options).check_accesses) {}
   else if VG_BOOL_CLO(arg, "--partial-loads-ok",
                       VR_(options).partial_loads_ok) {}
   else if VG_STR_CLOM(cloPD, arg, "--ignore-ranges", text)
      refuse_if_wrong(arg, VR_(ignore_ranges)(text));
   else if VG_STR_CLOM(cloPD, arg, "--ignore-range-below-sp", text)
      refuse_if_wrong(arg, VR_(ignore_range_below_sp)(text));

   else if VG_BOOL_CLO(arg, "--check-stack", VR_(options).check_stack) {}
   else if VG_BOOL_CLO(arg, "--coro-detect", VR_(options).coro_detect) {}
   else if VG_BOOL_CLO(arg, "--coro-stats", VR_(options).coro_stats) {}
   else if VG_BOOL_CLO(arg, "--workaround-gcc296-bugs",
                       VR_(options).gcc296_bugs) {}
   else
      return False;
   return True;
}

static Bool report_option(const HChar* arg)
{
   const Long day_ms = 24 * 60 * 60 * 1000;
   static const HChar* const formats[] = { "vrleak", "memcheck", NULL };
   Int choice;

   if VG_STR_CLO(arg, "--vrleak-out-file", VR_(options).out_file) {
      if (VR_(options).out_file[0] == '\0')
         VG_(fmsg_bad_option)(arg, "The name of the report file is missing.\n");
   }
   else if VG_BOOL_CLOM(cloPD, arg, "--show-unused-suppressions",
                        VR_(options).show_unused_suppressions) {}
   else if VG_BINT_CLO(arg, "--hint-after-ms", VR_(options).hint_after_ms,
                       0, day_ms) {}
   else if (choice_option(cloP, arg, "--xml-compat", formats, &choice)) {
      VR_(options).xml_compat_memcheck = choice == 1;
      /* Now: the core begins the report before options_finish is called. */
      VG_(clo_toolname) = choice == 1 ? "memcheck" : "vrleak";
   }
   else
      return False;
   return True;
}

/* Reports while the program runs. */
static Bool live_option(const HChar* arg)
{
   const Long day_s = 24 * 60 * 60, day_ms = day_s * 1000;
   const HChar* text;
   Bool yes;

   if VG_STR_CLO(arg, "--live-report", text)
      refuse_if_wrong(arg, VR_(signal_to_take)(text,
                                               &VR_(options).live_signal));
   else if VG_BINT_CLOM(cloPD, arg, "--live-interval",
                        VR_(options).live_interval, 1, day_s) {}
   else if VG_BOOL_CLOM(cloPD, arg, "--progress", yes)
      VR_(options).progress = yes ? VrProgress_Yes : VrProgress_No;
   else if VG_BINT_CLO(arg, "--progress-after-ms",
                       VR_(options).progress_after_ms, 0, day_ms) {}
   else
      return False;
   return True;
}

/* What Memcheck does with undefined values. */
static Bool unused_option(const HChar* arg)
{
   static const HChar* const precisions[] = { "no", "auto", "yes", NULL };
   Int choice;

   if VG_BOOL_CLO(arg, "--undef-value-errors", unused.undef_value_errors) {}
   else if VG_BOOL_CLO(arg, "--track-origins", unused.track_origins) {}
   else if (choice_option(cloP, arg, "--expensive-definedness-checks",
                          precisions, &choice))
      unused.expensive_definedness = choice == 2;
   else
      return False;
   return True;
}

Bool VR_(process_option)(const HChar* arg)
{
   return leak_option(arg)
          || growth_option(arg)
          || profile_option(arg)
          || heap_option(arg)
          || access_option(arg)
          || report_option(arg)
          || live_option(arg)
          || unused_option(arg)
          || VG_(replacement_malloc_process_cmd_line_option)(arg);
}

void VR_(print_usage)(void)
{
   VG_(printf)(
"    --leak-check=no|summary|full     search for memory leaks at exit?  [full]\n"
"    --leak-resolution=low|med|high   how much of the stacks must be equal for\n"
"                                     leaks to be reported together  [high]\n"
"    --show-leak-kinds=kind1,kind2,.. which kinds of leaks to show?\n"
"                                     [definite,possible]\n"
"    --errors-for-leak-kinds=kind1,kind2,..  which kinds count as errors?\n"
"                                     [definite,possible]\n"
"        where kind is one of:\n"
"          definite indirect possible reachable all none\n"
"    --leak-check-heuristics=heur1,heur2,..  interior pointers of which shape\n"
"                                     keep a block reachable?  [all]\n"
"        where heur is one of:\n"
"          stdstring length64 newarray multipleinheritance all none\n"
"    --show-reachable=yes             same as --show-leak-kinds=all\n"
"    --show-possibly-lost=no          leaves 'possible' out of --show-leak-kinds\n"
"    --xtree-leak=no|yes              write leaks to a file for callgrind_annotate\n"
"                                     and kcachegrind instead of printing them?\n"
"                                     [no]\n"
"    --xtree-leak-file=<file>         which file; with .ms in its name it is for\n"
"                                     ms_print  [xtleak.kcg.%%p]\n"
"    --growth-check=no|summary|full   look for containers that grow without\n"
"                                     bound; show the worst three, or all?\n"
"                                     [summary]\n"
"    --errors-for-growth=no|yes       do they count as errors?  [no]\n"
"    --heap-budget=<size>             report the allocation that takes the heap\n"
"                                     over this many bytes (or k, m, g)  [none]\n"
"    --top=<number>                   at the end, show so many places that use the\n"
"                                     heap most, by peak, total, number of\n"
"                                     allocations, temporary ones, growth  [0]\n"
"    --show-alloc-frames=no|yes       do their stacks begin with the allocator's\n"
"                                     and the standard library's frames?  [no]\n"
"    --alloc-fn=<name>                this function is an allocator's, too  [none]\n"
"    --ignore-fn=<name>               leave what it allocates out of the profile\n"
"                                     [none]\n"
"    --time-unit=b|B|ms               time in the JSON report's timeline: blocks of\n"
"                                     code executed, bytes allocated, milliseconds\n"
"                                     [b]\n"
"    --pages-as-heap=no|yes           profile what mmap and brk are asked for, too?\n"
"                                     [no]\n"
"    --peak-inaccuracy=<percent>      accepted, does nothing: the peak is always\n"
"                                     exact (for commands written for Massif)\n"
"    --freelist-vol=<number>          bytes that freed blocks may take in\n"
"                                     quarantine, with all that belongs to them\n"
"                                     [10000000]\n"
"    --freelist-big-blocks=<number>   freed blocks of this size and more leave\n"
"                                     the quarantine first  [1000000]\n"
"    --keep-stacktraces=alloc|free|alloc-and-free|alloc-then-free|none\n"
"                                     which stacks to remember for a block?\n"
"                                     [alloc-and-free]\n"
"    --malloc-fill=<hexnumber>        fill allocated blocks with this byte\n"
"    --free-fill=<hexnumber>          fill freed blocks with this byte\n"
"    --show-mismatched-frees=no|yes   report malloc freed by delete, new by\n"
"                                     free, and so on?  [yes]\n"
"    --show-realloc-size-zero=no|yes  report realloc to size zero?  [yes]\n");
   if (!core_has_realloc_zero())
      VG_(printf)(
"    --realloc-zero-bytes-frees=no|yes  does realloc to size zero free the\n"
"                                     block?  [yes]\n");
   VG_(printf)(
"    --check-accesses=no|yes          report invalid reads and writes?  no: look\n"
"                                     after the heap only, faster  [yes]\n"
"    --partial-loads-ok=no|yes        allow aligned vector and word loads that\n"
"                                     lie only partly in a block?  [yes]\n"
"    --check-stack=no|yes             report accesses below the stack pointer?\n"
"                                     [no]\n"
"    --coro-detect=no|yes             follow switches between coroutines?  [yes]\n"
"    --coro-stats=no|yes              show the coroutines that used most of their\n"
"                                     stacks?  [no]\n"
"    --ignore-ranges=0xPP-0xQQ,..     report no invalid accesses at these\n"
"                                     addresses  [none]\n"
"    --ignore-range-below-sp=<number>-<number>  nor at these distances below the\n"
"                                     stack pointer, the larger first  [none]\n"
"    --show-unused-suppressions=no|yes  list the entries of --suppressions files\n"
"                                     that matched nothing?  [no]\n"
"    --vrleak-out-file=<file>         write a report in JSON to <file>  [none]\n"
"    --live-report=<signal>           report leaks when the program is sent this\n"
"                                     signal (USR1, RTMIN+3, 12), and go on  [none]\n"
"    --live-interval=<seconds>        while it runs, write the JSON report anew\n"
"                                     and a line about the heap  [never]\n"
"    --progress=no|yes                show how far a search for leaks or a report\n"
"                                     is if it takes long?  [yes on a terminal]\n"
"    --xml-compat=memcheck|vrleak     with --xml=yes, who signs the output?\n"
"                                     memcheck: for readers that accept no\n"
"                                     other tool  [vrleak]\n"
"\n"
"  Memcheck's options about undefined values are accepted and do nothing.\n");
}

void VR_(print_debug_usage)(void)
{
   VG_(printf)(
"    --count-sites=no|yes             count what is allocated where?  no: there is\n"
"                                     no profile, and growth is not found  [yes]\n"
"    --hint-after-ms=<number>         name an unoptimised program at the end if it\n"
"                                     took more CPU time than this  [%d]\n"
"    --progress-after-ms=<number>     what takes longer shows its progress  [%d]\n",
      HINT_AFTER_MS, PROGRESS_AFTER_MS);
}

void VR_(refuse_option)(const HChar* option, const HChar* why)
{
   VG_(fmsg)("Bad option: %s\n", option);
   VG_(fmsg)("%s.\n", why);
   VG_(fmsg)("Use --help for more information or consult the user manual.\n");
   VG_(exit)(1);
}

static UInt n_memchecks;         /* options that were written for Memcheck   */

/* The part of "--memcheck:leak-check=yes" behind the colon, or NULL. */
static HChar* after_prefix(HChar* arg, const HChar* prefix)
{
   SizeT length = VG_(strlen)(prefix);
   return VG_(strncmp)(arg, prefix, length) == 0 ? arg + length : NULL;
}

/* The core leaves out options with another tool's name, and after
   --xml-compat=memcheck takes that for ours; so both prefixes are removed
   before it looks. */
void VR_(options_take_memchecks)(void)
{
   for (Word i = 0; i < VG_(sizeXA)(VG_(args_for_valgrind)); i++) {
      HChar** arg  = VG_(indexXA)(VG_(args_for_valgrind), i);
      HChar*  name = after_prefix(*arg, "--memcheck:");
      if (name != NULL)
         n_memchecks++;
      else
         name = after_prefix(*arg, "--vrleak:");
      if (name != NULL) {
         HChar* option = VG_(malloc)("vr.options.prefix", VG_(strlen)(name) + 3);
         VG_(sprintf)(option, "--%s", name);
         *arg = option;
      }
   }
}

static void note_unused(Bool asked_for, const HChar* option,
                        const HChar* what_is_missing)
{
   if (asked_for && VG_(clo_verbosity) > 0)
      VG_(umsg)("Note: %s has no effect: vrleak %s.\n",
                option, what_is_missing);
}

void VR_(options_finish)(void)
{
   /* As under Memcheck: XML is read by programs, which want everything. */
   if (VG_(clo_xml))
      VR_(options).leak_check = VrLeakCheck_Full;
   if (core_has_realloc_zero())
      VR_(options).realloc_zero_frees = VG_(clo_realloc_zero_bytes_frees);
   if (!VR_(options).check_accesses)
      VR_(options).check_stack = False;

   if (n_memchecks > 0 && VG_(clo_verbosity) > 1)
      VG_(umsg)("Note: %u option%s for Memcheck (--memcheck:...) taken as "
                "vrleak's.\n", n_memchecks, n_memchecks == 1 ? "" : "s");
   note_unused(unused.undef_value_errors, "--undef-value-errors=yes",
               "does not look for uses of undefined values");
   note_unused(unused.track_origins, "--track-origins=yes",
               "does not look for uses of undefined values");
   note_unused(unused.expensive_definedness,
               "--expensive-definedness-checks=yes",
               "does not look for uses of undefined values");
}
