/* vr_leak.c: see vr_leak.h.

   vr_reach finds the kind of every block; here blocks of one kind that were
   allocated by one stack become a loss record:

       blocks ──by kind and number of the stack──> sums
              ──by kind and stack, as far as --leak-resolution looks──> records
              ──by size──> numbered, given to vr_errors

   The records of the scan before are kept, to tell what has changed: they are
   put into the same table, as old numbers, and a record of which nothing is
   left but those is shown once more, where changes are asked for.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_leak.h"
#include "vr_contexts.h"
#include "vr_coro.h"
#include "vr_errortext.h"
#include "vr_heuristics.h"
#include "vr_kept.h"
#include "vr_progress.h"
#include "vr_reach.h"
#include "vr_stacks.h"
#include "vr_stats.h"
#include "vr_suppress.h"
#include "vr_suspended.h"
#include "vr_xtree.h"

VrLeakTotals VR_(leak_totals);

static VrLossRecord* records   = NULL;    /* all of the last scan          */
static UInt          n_records = 0;
static VrLossRecord* shown     = NULL;    /* those that are not suppressed */
static UInt          n_shown   = 0;

typedef struct {
   SizeT bytes[VrHeuristic_KINDS], blocks[VrHeuristic_KINDS];
} VrHeuristicTotals;

/* Of the last scan, and of the one before. */
static VrHeuristicTotals heuristic_totals, old_heuristic_totals;
static VrLeakTotals      old_totals;

/* ---- a hash table of sums ---- */

typedef struct {
   UWord        key;             /* 0: not used */
   VrLossRecord sum;
} Entry;

typedef struct {
   Entry* entries;
   UInt   size;                  /* a power of two, or 0 */
   UInt   n_used;
} Table;

/* True if an entry with the same key is for the same blocks. */
typedef Bool (*SameBlocks)(const VrLossRecord* a, const VrLossRecord* b);

/* The entry for blocks like sum; a new one has key 0. */
static Entry* table_find(const Table* table, UWord key,
                         const VrLossRecord* sum, SameBlocks same)
{
   UInt i = (key * 0x9E3779B97F4A7C15UL) >> 32;

   for (;; i++) {
      Entry* entry = &table->entries[i & (table->size - 1)];
      if (entry->key == 0
          || (entry->key == key && (same == NULL || same(&entry->sum, sum))))
         return entry;
   }
}

static void table_grow(Table* table, SameBlocks same)
{
   Table bigger;
   UInt  i;

   bigger.size    = table->size == 0 ? 1024 : 2 * table->size;
   bigger.n_used  = table->n_used;
   bigger.entries = VG_(calloc)("vr.leak.table", bigger.size, sizeof(Entry));
   for (i = 0; i < table->size; i++) {
      const Entry* old = &table->entries[i];
      if (old->key != 0)
         *table_find(&bigger, old->key, &old->sum, same) = *old;
   }
   VG_(free)(table->entries);
   *table = bigger;
}

static Bool is_older(const ExeContext* a, const ExeContext* b)
{
   return a != NULL && VG_(get_ECU_from_ExeContext)((ExeContext*)a)
                       < VG_(get_ECU_from_ExeContext)((ExeContext*)b);
}

static void add_coroutines(VrLostCoros* to, const VrLostCoros* from)
{
   if (to->n == 0 || (from->n > 0 && from->id < to->id))
      to->id = from->id;
   to->n           += from->n;
   to->old_n       += from->old_n;
   to->stack_bytes += from->stack_bytes;
   to->held_blocks += from->held_blocks;
}

/* Adds sum to what the table has under key, which is not 0.  Of stacks that
   are shown as one, the first to occur in the program stands for all. */
static void table_add(Table* table, UWord key, const VrLossRecord* sum,
                      SameBlocks same)
{
   Entry* entry;

   if (table->n_used * 2 >= table->size)
      table_grow(table, same);
   entry = table_find(table, key, sum, same);
   if (entry->key == 0) {
      entry->key = key;
      entry->sum = *sum;
      table->n_used++;
   } else {
      entry->sum.bytes          += sum->bytes;
      entry->sum.indirect_bytes += sum->indirect_bytes;
      entry->sum.blocks         += sum->blocks;
      entry->sum.old_bytes          += sum->old_bytes;
      entry->sum.old_indirect_bytes += sum->old_indirect_bytes;
      entry->sum.old_blocks         += sum->old_blocks;
      add_coroutines(&entry->sum.coros, &sum->coros);
      if (is_older(sum->where, entry->sum.where))
         entry->sum.where = sum->where;
   }
}

/* ---- from blocks to records ---- */

static Table by_number;          /* key: kind and number of the stack */

static void add_block(const VrReached* block)
{
   VrLossRecord sum;
   UWord        key = ((UWord)block->record->alloc_ecu << 3) | block->kind | 4;

   VG_(memset)(&sum, 0, sizeof sum);
   sum.kind           = block->kind;
   sum.where          = NULL;    /* found out once per key, not per block */
   sum.bytes          = block->record->size;
   sum.indirect_bytes = block->indirect_bytes;
   sum.blocks         = 1;
   table_add(&by_number, key, &sum, NULL);

   if (block->by_heuristic) {
      heuristic_totals.bytes[block->heuristic] += block->record->size;
      heuristic_totals.blocks[block->heuristic]++;
   }
}

/* How many frames VG_(eq_ExeContext) looks at. */
static UInt frames_that_matter(void)
{
   return VR_(options).leak_resolution == Vg_LowRes ? 2
        : VR_(options).leak_resolution == Vg_MedRes ? 4
        : ~0u;
}

static UWord frames_hash;

static void hash_frame(UInt n, DiEpoch ep, Addr ip, void* opaque)
{
   if (n < frames_that_matter())
      frames_hash = (frames_hash + ip) * 0x9E3779B97F4A7C15UL;
}

static Bool is_same_record(const VrLossRecord* a, const VrLossRecord* b)
{
   return a->kind == b->kind
          && VR_(is_of_coroutines)(a) == VR_(is_of_coroutines)(b)
          && (!VR_(is_of_coroutines)(a)
              || VG_(eq_ExeContext)(VR_(options).leak_resolution,
                                    a->coros.suspended, b->coros.suspended))
          && VG_(eq_ExeContext)(VR_(options).leak_resolution,
                                a->where, b->where);
}

static Int by_size(const void* va, const void* vb)
{
   const VrLossRecord* a = va;
   const VrLossRecord* b = vb;
   SizeT total_a = a->bytes + a->indirect_bytes;
   SizeT total_b = b->bytes + b->indirect_bytes;
   UInt  age_a, age_b;

   if (total_a != total_b)
      return total_a < total_b ? -1 : 1;
   if (a->kind != b->kind)
      return a->kind < b->kind ? -1 : 1;
   if (a->blocks != b->blocks)
      return a->blocks < b->blocks ? -1 : 1;
   age_a = VG_(get_ECU_from_ExeContext)(a->where);
   age_b = VG_(get_ECU_from_ExeContext)(b->where);
   return age_a < age_b ? -1 : age_a > age_b ? 1 : 0;
}

static void add_by_frames(Table* table, const VrLossRecord* record)
{
   frames_hash = record->kind;
   VG_(apply_ExeContext)(hash_frame, NULL, record->where);
   table_add(table, frames_hash | 1, record, is_same_record);
}

/* Coroutines, or blocks. */
static SizeT n_of(const VrLossRecord* record)
{
   return VR_(is_of_coroutines)(record) ? record->coros.n : record->blocks;
}

static SizeT old_n_of(const VrLossRecord* record)
{
   return VR_(is_of_coroutines)(record) ? record->coros.old_n
                                        : record->old_blocks;
}

/* What was counted in the scan before is old now. */
static void add_old_records(Table* by_frames)
{
   UInt i;

   for (i = 0; i < n_records; i++) {
      VrLossRecord old = records[i];
      if (n_of(&old) == 0)
         continue;
      old.coros.old_n = old.coros.n;
      old.coros.n = old.coros.stack_bytes = old.coros.held_blocks = 0;
      old.old_bytes          = old.bytes;
      old.old_indirect_bytes = old.indirect_bytes;
      old.old_blocks         = old.blocks;
      old.bytes = old.indirect_bytes = old.blocks = 0;
      add_by_frames(by_frames, &old);
   }
}

static Table* coroutine_records;

static void add_abandoned(const VrAbandoned* found)
{
   VrLossRecord sum;

   VG_(memset)(&sum, 0, sizeof sum);
   sum.kind           = VrLeak_Definite;
   sum.where          = VR_(context_of)(found->coro->created);
   sum.bytes          = found->record == NULL ? 0 : found->record->size;
   sum.blocks         = found->record == NULL ? 0 : 1;
   sum.indirect_bytes = found->indirect_bytes;
   sum.coros          = (VrLostCoros){
      .n           = found->n_coros,
      .id          = found->coro->id,
      .stack_bytes = found->stack_bytes,
      .held_blocks = found->indirect_blocks,
      .suspended   = VR_(where_suspended)(found->coro)
   };
   add_by_frames(coroutine_records, &sum);
}

static void make_records(void)
{
   Table by_frames = { NULL, 0, 0 };
   UInt  i;

   VR_(reach_visit)(add_block);

   for (i = 0; i < by_number.size; i++) {
      Entry* entry = &by_number.entries[i];
      if (entry->key == 0)
         continue;
      entry->sum.where = VR_(context_of)(entry->key >> 3);
      add_by_frames(&by_frames, &entry->sum);
   }
   coroutine_records = &by_frames;
   VR_(reach_visit_abandoned)(add_abandoned);
   add_old_records(&by_frames);

   VG_(free)(records);
   records   = VG_(malloc)("vr.leak.records",
                           (by_frames.n_used + 1) * sizeof(VrLossRecord));
   n_records = 0;
   for (i = 0; i < by_frames.size; i++)
      if (by_frames.entries[i].key != 0)
         records[n_records++] = by_frames.entries[i].sum;
   VG_(ssort)(records, n_records, sizeof(VrLossRecord), by_size);

   VG_(free)(by_frames.entries);
   VG_(free)(by_number.entries);
   VG_(memset)(&by_number, 0, sizeof by_number);
}

/* What the report and the client will ask for. */
static void forget_results(void)
{
   VG_(free)(shown);
   shown   = NULL;
   n_shown = 0;
   old_totals           = VR_(leak_totals);
   old_heuristic_totals = heuristic_totals;
   VG_(memset)(&VR_(leak_totals), 0, sizeof VR_(leak_totals));
   VG_(memset)(&heuristic_totals, 0, sizeof heuristic_totals);
}

/* What the next scan is to be compared with. */
static void forget_records(void)
{
   VG_(free)(records);
   records   = NULL;
   n_records = 0;
}

const VrLossRecord* VR_(leak_records)(UInt* n)
{
   *n = n_shown;
   return shown;
}

const VrLossRecord* VR_(leak_all_records)(UInt* n)
{
   *n = n_records;
   return records;
}

UInt VR_(leak_record_of)(VrLeakKind kind, UInt alloc_ecu)
{
   VrLossRecord block = { .kind = kind, .where = VR_(context_of)(alloc_ecu) };
   UInt i = 0;

   while (i < n_records && !is_same_record(&records[i], &block))
      i++;
   return i;
}

UInt VR_(leak_record_of_coroutine)(const VrCoro* coro)
{
   VrLossRecord lost = { .kind  = VrLeak_Definite,
                         .where = VR_(context_of)(coro->created),
                         .coros = { .n = 1,
                                    .suspended = VR_(where_suspended)(coro) } };
   UInt i = 0;

   while (i < n_records && !is_same_record(&records[i], &lost))
      i++;
   return i;
}

/* ---- putting results aside ---- */

static struct {
   VrLossRecord*     records;
   VrLossRecord*     shown;
   UInt              n_records, n_shown;
   VrLeakTotals      totals, old_totals;
   VrHeuristicTotals heuristic_totals, old_heuristic_totals;
} aside;

void VR_(leak_set_aside)(void)
{
   aside.records              = records;
   aside.shown                = shown;
   aside.n_records            = n_records;
   aside.n_shown              = n_shown;
   aside.totals               = VR_(leak_totals);
   aside.old_totals           = old_totals;
   aside.heuristic_totals     = heuristic_totals;
   aside.old_heuristic_totals = old_heuristic_totals;
   records   = shown   = NULL;
   n_records = n_shown = 0;
}

void VR_(leak_bring_back)(void)
{
   VG_(free)(records);
   VG_(free)(shown);
   records              = aside.records;
   shown                = aside.shown;
   n_records            = aside.n_records;
   n_shown              = aside.n_shown;
   VR_(leak_totals)     = aside.totals;
   old_totals           = aside.old_totals;
   heuristic_totals     = aside.heuristic_totals;
   old_heuristic_totals = aside.old_heuristic_totals;
}

/* ---- telling the user ---- */

static Bool prints_summaries(void)
{
   return VG_(clo_verbosity) > 0 && !VG_(clo_xml);
}

static Bool counts(const VrLossRecord* r, VrLeakDelta delta)
{
   switch (delta) {
      case VrLeakDelta_Increased:
         return r->bytes > r->old_bytes || n_of(r) > old_n_of(r)
             || r->indirect_bytes > r->old_indirect_bytes;
      case VrLeakDelta_Changed:
         return r->bytes != r->old_bytes || n_of(r) != old_n_of(r)
             || r->indirect_bytes != r->old_indirect_bytes;
      case VrLeakDelta_New:
         return n_of(r) > 0 && old_n_of(r) == 0;
      default:
         return n_of(r) > 0;
   }
}

static Bool is_wanted(const VrLossRecord* record, const VrLeakParams* params,
                      UInt kinds)
{
   return params->mode == VrLeakCheck_Full && (kinds & (1u << record->kind))
       && counts(record, params->delta);
}

static Bool is_printed(const VrLossRecord* record, const VrLeakParams* params)
{
   return is_wanted(record, params, params->show_kinds);
}

static void add_to_totals(const VrLossRecord* record)
{
   VrLeakTotals* totals = &VR_(leak_totals);

   if (record->suppressed) {
      totals->suppressed_bytes  += record->bytes;
      totals->suppressed_blocks += record->blocks;
   } else {
      totals->bytes[record->kind]  += record->bytes;
      totals->blocks[record->kind] += record->blocks;
      if (n_of(record) > 0)
         shown[n_shown++] = *record;
   }
}

/* The last ones, which are the largest, of those that would be printed. */
static void print_largest(ThreadId tid, const VrLeakParams* params,
                          Bool in_tree)
{
   UInt i = n_records, n = 0;

   while (i > 0 && n < params->max_records) {
      i--;
      n += !records[i].suppressed && is_printed(&records[i], params);
   }
   for (; i < n_records; i++)
      if (records[i].suppressed || !is_printed(&records[i], params))
         continue;
      else if (in_tree)
         VR_(xtree_leak_add)(&records[i]);
      else
         VR_(error_leak)(tid, &records[i], i + 1, n_records, True, False);
}

/* Reports all records and collects those that are not suppressed.  in_tree: to
   the execution tree, instead of printing them. */
static void report_records(ThreadId tid, const VrLeakParams* params,
                           Bool in_tree)
{
   Bool limited = params->max_records < n_records;
   UInt i;

   shown = VG_(malloc)("vr.leak.shown", (n_records + 1) * sizeof *shown);
   VR_(progress_begin)("Going through the leaks", "loss records", n_records);
   for (i = 0; i < n_records; i++) {
      VrLossRecord* record = &records[i];
      Bool print = !limited && !in_tree && is_printed(record, params);
      Bool count = is_wanted(record, params, params->error_kinds);

      record->show_change = params->delta != VrLeakDelta_Any;
      VR_(progress_at)(i);
      if (print)
         VR_(progress_wipe)();
      record->suppressed  = VR_(error_leak)(tid, record, i + 1, n_records,
                                            print, count);
      add_to_totals(record);
   }
   VR_(progress_end)();
   if (limited || in_tree)
      print_largest(tid, params, in_tree);
}

/* The change of a number in the summary, in brackets if at all. */
static void print_summary_line(const HChar* format, const HChar* label,
                               SizeT bytes, SizeT old_bytes,
                               SizeT blocks, SizeT old_blocks, Bool show_change)
{
   HChar change_of_bytes[VR_CHANGE_SIZE], change_of_blocks[VR_CHANGE_SIZE];

   VR_(change_text)(change_of_bytes, show_change, bytes, old_bytes);
   VR_(change_text)(change_of_blocks, show_change, blocks, old_blocks);
   VG_(umsg)(format, label, bytes, change_of_bytes, blocks, change_of_blocks);
}

static void print_heuristics(Bool show_change)
{
   const VrHeuristicTotals* now    = &heuristic_totals;
   const VrHeuristicTotals* before = &old_heuristic_totals;
   Bool first = True;
   UInt h;

   for (h = 0; h < VrHeuristic_KINDS; h++) {
      if (now->blocks[h] == 0 && before->blocks[h] == 0)
         continue;
      if (first)
         VG_(umsg)("                      of which reachable via heuristic:\n");
      print_summary_line("                        %-19s: "
                         "%'lu%s bytes in %'lu%s blocks\n",
                         VR_(heuristic_names)[h],
                         now->bytes[h], before->bytes[h],
                         now->blocks[h], before->blocks[h], show_change);
      first = False;
   }
}

static void print_abandoned(void)
{
   SizeT coros = 0, bytes = 0;

   for (UInt i = 0; i < n_shown; i++) {
      coros += shown[i].coros.n;
      bytes += shown[i].coros.stack_bytes;
   }
   if (coros > 0)
      VG_(umsg)("         abandoned: %'lu coroutines with stacks of %'lu bytes\n",
                coros, bytes);
}

static void print_advice(const VrLeakParams* params)
{
   const VrLeakTotals* totals = &VR_(leak_totals);
   SizeT blocks = 0;
   UInt  kind;

   for (kind = 0; kind < VrLeak_KINDS; kind++)
      blocks += totals->blocks[kind];

   if (params->mode != VrLeakCheck_Full) {
      if (blocks == 0)
         return;
      if (params->by_monitor)
         VG_(umsg)("To see details of leaked memory, "
                   "give 'full' arg to leak_check\n");
      else
         VG_(umsg)("Rerun with --leak-check=full to see details "
                   "of leaked memory\n");
   } else if (totals->blocks[VrLeak_Reachable] > 0
              && !(params->show_kinds & (1u << VrLeak_Reachable))) {
      VG_(umsg)("Reachable blocks (those to which a pointer was found) "
                "are not shown.\n");
      if (params->by_monitor)
         VG_(umsg)("To see them, add 'reachable any' args to leak_check\n");
      else
         VG_(umsg)("To see them, rerun with: --leak-check=full "
                   "--show-leak-kinds=all\n");
   }
}

static void print_summary(const VrLeakParams* params)
{
   static const struct { VrLeakKind kind; const HChar* label; } lines[] = {
      { VrLeak_Definite,  "definitely lost" },
      { VrLeak_Indirect,  "indirectly lost" },
      { VrLeak_Possible,  "possibly lost"   },
      { VrLeak_Reachable, "still reachable" },
   };
   const VrLeakTotals* totals = &VR_(leak_totals);
   Bool show_change = params->delta != VrLeakDelta_Any;
   UInt i;

   if (!prints_summaries())
      return;
   VG_(umsg)("LEAK SUMMARY:\n");
   for (i = 0; i < VrLeak_KINDS; i++)
      print_summary_line("   %15s: %'lu%s bytes in %'lu%s blocks\n",
                         lines[i].label,
                         totals->bytes[lines[i].kind],
                         old_totals.bytes[lines[i].kind],
                         totals->blocks[lines[i].kind],
                         old_totals.blocks[lines[i].kind], show_change);
   print_heuristics(show_change);
   print_abandoned();
   print_summary_line("   %15s: %'lu%s bytes in %'lu%s blocks\n",
                      "suppressed",
                      totals->suppressed_bytes, old_totals.suppressed_bytes,
                      totals->suppressed_blocks, old_totals.suppressed_blocks,
                      show_change);
   print_advice(params);
   VG_(umsg)("\n");
}

static void print_scan_statistics(const VrReachStats* stats)
{
   if (VG_(clo_verbosity) <= 1 || VG_(clo_xml))
      return;
   VG_(umsg)("Checked %'lu bytes\n", stats->scanned_bytes);
   if (stats->unreadable_bytes > 0)
      VG_(umsg)("Skipped %'lu bytes due to read errors\n",
                stats->unreadable_bytes);
   VG_(umsg)("The search took %'llu ms\n", VR_(stats).last_scan.ms);
   VG_(umsg)("\n");
}

void VR_(leak_print_heap_summary)(void)
{
   const VrHeapStats* stats = &VR_(heap_stats);

   if (!prints_summaries())
      return;
   VG_(umsg)("HEAP SUMMARY:\n"
             "    in use at exit: %'llu bytes in %'llu blocks\n"
             "  total heap usage: %'llu allocs, %'llu frees, "
             "%'llu bytes allocated\n"
             "\n",
             stats->live_bytes, stats->live_blocks,
             stats->allocs, stats->frees, stats->allocated_bytes);
}

/* ---- all of it ---- */

static void count_scan(const VrReachStats* stats, UInt ms)
{
   VR_(stats).scans++;
   VR_(stats).scan_ms       += ms;
   VR_(stats).scanned_bytes += stats->scanned_bytes;
   VR_(stats).last_scan.ms     = ms;
   VR_(stats).last_scan.ended_ms = VG_(read_millisecond_timer)();
   VR_(stats).last_scan.bytes  = stats->scanned_bytes;
   VR_(stats).last_scan.blocks = VR_(heap_stats).live_blocks;
}

VrLeakParams VR_(leak_params)(void)
{
   VrLeakParams params = {
      .mode        = VR_(options).leak_check,
      .delta       = VrLeakDelta_Any,
      .show_kinds  = VR_(options).show_leak_kinds,
      .error_kinds = VR_(options).errors_for_leak_kinds,
      .heuristics  = VR_(options).leak_heuristics,
      .max_records = VR_ALL_RECORDS,
      .by_monitor  = False,
      .keep_blocks = False,
      .xtree_file  = NULL
   };

   return params;
}

static void print_all_freed(void)
{
   if (prints_summaries())
      VG_(umsg)("All heap blocks were freed -- no leaks are possible\n\n");
}

void VR_(leak_check)(ThreadId tid, const VrLeakParams* params)
{
   VrReachStats stats;

   forget_results();
   VR_(kept_forget)();
   VR_(suppressions_new_leak_scan)();

   if (params->mode == VrLeakCheck_No) {
      if (VG_(clo_verbosity) == 1 && !VG_(clo_xml))
         VG_(umsg)("For a detailed leak analysis, "
                   "rerun with: --leak-check=full\n\n");
      return;
   }
   if (VR_(heap_stats).live_blocks == 0 && !VR_(coro_seen)) {
      forget_records();
      print_all_freed();
      return;
   }

   if (VG_(clo_verbosity) > 1 && !VG_(clo_xml))
      VG_(umsg)("Searching for pointers to %'llu not-freed blocks\n",
                VR_(heap_stats).live_blocks);
   UInt began = VG_(read_millisecond_timer)();
   VR_(stack_settle)();
   if (!VR_(reach_begin)(params->heuristics, params->keep_blocks, &stats)) {
      VG_(umsg)("Leaks were not searched for: there is not enough memory for "
                "the search (is 'ulimit -v' set?)\n\n");
      return;
   }
   make_records();
   if (params->keep_blocks)
      VR_(reach_keep)();
   else
      VR_(reach_end)();
   count_scan(&stats, VG_(read_millisecond_timer)() - began);
   print_scan_statistics(&stats);
   if (VR_(heap_stats).live_blocks == 0 && n_records == 0) {
      print_all_freed();
      return;
   }

   Bool in_tree = params->xtree_file != NULL
                  && VR_(xtree_leak_begin)(params->xtree_file);
   report_records(tid, params, in_tree);
   if (in_tree)
      VR_(xtree_leak_write)(params->xtree_file, params->by_monitor);
   print_summary(params);
}

void VR_(leak_search)(ThreadId tid)
{
   VrLeakParams params = VR_(leak_params)();
   Int verbosity = VG_(clo_verbosity);

   params.mode = VrLeakCheck_Summary;
   VG_(clo_verbosity) = 0;
   VR_(leak_check)(tid, &params);
   VG_(clo_verbosity) = verbosity;
}
