/* vr_leak.h: which blocks can still be reached, and which are lost.

   A block is reachable if a pointer to its start is found in a root (a
   register of any thread, the live part of a stack, writable memory outside
   the heap) or, following pointers, in a reachable block.  Kinds, rules and
   numbers are Memcheck's: definitely, indirectly and possibly lost, still
   reachable.

   Coroutines that nobody can resume any more are leaks like others; their records
   have VrLostCoros.

   Depends on vr_core, vr_options, vr_heap, vr_errors, vr_contexts, vr_coro,
   vr_corestacks, vr_heuristics, vr_roots, vr_progress, vr_reach, vr_xtree,
   vr_stats.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_LEAK_H
#define VR_LEAK_H

#include "vr_core.h"
#include "vr_errors.h"
#include "vr_options.h"
#include "vr_roots.h"       /* leak_stack_died, leak_memory_reused */

/* Which loss records count, compared with the scan before. */
typedef enum {
   VrLeakDelta_Any,          /* all of them                               */
   VrLeakDelta_Increased,    /* that have more bytes or blocks, or are new */
   VrLeakDelta_Changed,      /* that have more or fewer, or none any more  */
   VrLeakDelta_New           /* of which there was nothing                 */
} VrLeakDelta;

typedef struct {
   VrLeakCheckMode mode;
   VrLeakDelta delta;
   UInt  show_kinds;         /* sets of 1u << VrLeakKind */
   UInt  error_kinds;
   UInt  heuristics;         /* a set of 1u << VrHeuristic                 */
   UInt  max_records;        /* how many are printed: the largest ones     */
   Bool  by_monitor;         /* asked for by a monitor command (vgdb)     */
   Bool  keep_blocks;        /* vr_blocklist may be asked for them        */
   const HChar* xtree_file;  /* where the records go instead of being
                                printed (vr_xtree.h); NULL: nowhere       */
} VrLeakParams;

typedef struct {
   SizeT bytes[VrLeak_KINDS], blocks[VrLeak_KINDS];
   SizeT suppressed_bytes, suppressed_blocks;
} VrLeakTotals;

#define VR_ALL_RECORDS 0xffffffffu

/* What the options ask for. */
extern VrLeakParams VR_(leak_params)(void);

/* Scans (unless the mode is No), prints loss records and LEAK SUMMARY as the
   parameters say. */
extern void VR_(leak_check)(ThreadId tid, const VrLeakParams* params);

/* Of the last scan. */
extern VrLeakTotals VR_(leak_totals);

/* The loss records of the last scan, ascending by size, suppressed ones
   left out (for the JSON report).  None if there was no scan, or if it had to
   be given up. */
extern const VrLossRecord* VR_(leak_records)(/*OUT*/UInt* n);

/* The same with the suppressed ones, and those of which there is nothing any
   more: number 1 of the report is at index 0. */
extern const VrLossRecord* VR_(leak_all_records)(/*OUT*/UInt* n);

/* The index among them of a block of this kind allocated there; *n: none. */
extern UInt VR_(leak_record_of)(VrLeakKind kind, UInt alloc_ecu);

/* Only searches: for leak_totals and leak_records. */
extern void VR_(leak_search)(ThreadId tid);

/* A search between these two is one of which later searches and the program
   know nothing: what leak_totals, leak_records and comparisons with the scan
   before refer to comes back. */
extern void VR_(leak_set_aside)(void);
extern void VR_(leak_bring_back)(void);

/* HEAP SUMMARY; nothing where there are no summaries (-q, XML). */
extern void VR_(leak_print_heap_summary)(void);

#endif
