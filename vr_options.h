/* vr_options.h: every command-line option of vrleak, with its default.

   Options that Memcheck has keep Memcheck's names and meanings; those that
   make no sense here are accepted with one line that says what they don't do.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_OPTIONS_H
#define VR_OPTIONS_H

#include "vr_core.h"

/* How a block at the end relates to the pointers that are left. */
typedef enum {
   VrLeak_Reachable, VrLeak_Possible, VrLeak_Indirect, VrLeak_Definite,
   VrLeak_KINDS
} VrLeakKind;

/* The tokens of --show-leak-kinds and friends, in the order of the kinds. */
#define VR_LEAK_KIND_TOKENS "reachable,possible,indirect,definite"

/* Interior pointers that count as pointers to the start of a block. */
typedef enum {
   VrHeuristic_StdString, VrHeuristic_Length64, VrHeuristic_NewArray,
   VrHeuristic_MultipleInheritance, VrHeuristic_KINDS
} VrHeuristic;

/* The tokens of --leak-check-heuristics, in the order of the heuristics. */
#define VR_HEURISTIC_TOKENS "stdstring,length64,newarray,multipleinheritance"

typedef enum { VrLeakCheck_No, VrLeakCheck_Summary, VrLeakCheck_Full }
   VrLeakCheckMode;

typedef enum {
   VrStacks_None, VrStacks_Alloc, VrStacks_Free,
   VrStacks_AllocAndFree, VrStacks_AllocThenFree
} VrKeepStacks;

typedef enum { VrProgress_OnTerminal, VrProgress_No, VrProgress_Yes }
   VrProgressMode;
typedef enum { VrGrowthCheck_No, VrGrowthCheck_Summary, VrGrowthCheck_Full }
   VrGrowthCheckMode;

/* What the timeline's time is. */
typedef enum { VrTime_Blocks, VrTime_Bytes, VrTime_Ms } VrTimeUnit;

typedef struct {
   /* leaks */
   VrLeakCheckMode leak_check;       /* --leak-check              full        */
   VgRes     leak_resolution;        /* --leak-resolution         high        */
   UInt      show_leak_kinds;        /* --show-leak-kinds         definite,possible; a set of 1u << VrLeakKind */
   UInt      errors_for_leak_kinds;  /* --errors-for-leak-kinds   definite,possible */
   UInt      leak_heuristics;        /* --leak-check-heuristics   all; a set of 1u << VrHeuristic */
   Bool      xtree_leak;             /* --xtree-leak              no          */
   const HChar* xtree_leak_file;     /* --xtree-leak-file         xtleak.kcg.%p */

   /* growth */
   VrGrowthCheckMode growth_check;   /* --growth-check            summary     */
   Bool      errors_for_growth;      /* --errors-for-growth       no          */
   Long      heap_budget;            /* --heap-budget             0: none; bytes */

   /* the profile */
   VrTimeUnit time_unit;             /* --time-unit               b           */
   Long      top;                    /* --top                     0: none     */
   Bool      show_alloc_frames;      /* --show-alloc-frames       no          */
   Bool      pages_as_heap;          /* --pages-as-heap           no          */
   Bool      count_sites;            /* --count-sites             yes         */

   /* the heap */
   Long      freelist_vol;           /* --freelist-vol            10000000 bytes */
   Long      freelist_big_blocks;    /* --freelist-big-blocks     1000000 bytes  */
   VrKeepStacks keep_stacktraces;    /* --keep-stacktraces        alloc-and-free */
   Int       malloc_fill;            /* --malloc-fill             -1: off     */
   Int       free_fill;              /* --free-fill               -1: off     */
   Bool      show_mismatched_frees;  /* --show-mismatched-frees   yes         */
   Bool      show_realloc_size_zero; /* --show-realloc-size-zero  yes         */
   Bool      realloc_zero_frees;     /* --realloc-zero-bytes-frees  as the libc: yes */

   /* accesses */
   Bool      check_accesses;         /* --check-accesses          yes         */
   Bool      partial_loads_ok;       /* --partial-loads-ok        yes         */
   Bool      check_stack;            /* --check-stack             no          */
   Bool      coro_detect;            /* --coro-detect             yes         */
   Bool      coro_stats;             /* --coro-stats              no          */
   Bool      gcc296_bugs;            /* --workaround-gcc296-bugs  no          */

   /* reports */
   Bool      show_unused_suppressions; /* --show-unused-suppressions  no     */
   const HChar* out_file;            /* --vrleak-out-file         none        */
   Bool      xml_compat_memcheck;    /* --xml-compat=memcheck     no          */
   Int       live_signal;            /* --live-report             0: none     */
   Long      live_interval;          /* --live-interval           0: none; seconds */
   VrProgressMode progress;          /* --progress                on a terminal */
   Long      progress_after_ms;      /* --progress-after-ms       2000        */
   Long      hint_after_ms;          /* --hint-after-ms           5000        */
} VrOptions;

extern VrOptions VR_(options);

/* Before the core reads the options: "--memcheck:leak-check=yes", as in many a
   .valgrindrc, is ours as well. */
extern void VR_(options_take_memchecks)(void);

/* The three callbacks of VG_(needs_command_line_options). */
extern Bool VR_(process_option)(const HChar* arg);
extern void VR_(print_usage)(void);
extern void VR_(print_debug_usage)(void);

/* Ends the run over an option: what is only known when all of them are read.
   (The core's own words for it end nothing then.) */
__attribute__((noreturn))
extern void VR_(refuse_option)(const HChar* option, const HChar* why);

/* After all options are read: checks combinations, prints the notes about
   options that don't apply. */
extern void VR_(options_finish)(void);

#endif
