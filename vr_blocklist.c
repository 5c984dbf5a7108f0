/* vr_blocklist.c: see vr_blocklist.h.

   The search notes for each indirectly lost block in which block the pointer to
   it was found, its parent.  Here that is turned round, so that the trees can be
   walked from the top:

      child[A] = B, sibling[B] = C, sibling[C] = 0           A
                                                           B   C

   Numbers are one higher in these tables than in vr_reach: 0 is none.  A tree
   may be as deep as a linked list is long, so it is walked without recursion.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_blocklist.h"
#include "vr_coro.h"
#include "vr_errors.h"
#include "vr_heuristics.h"
#include "vr_kept.h"
#include "vr_leak.h"
#include "vr_reach.h"

static UInt remaining;           /* how many blocks may still be listed */

/* ---- trees ---- */

static UWord* child;
static UWord* sibling;

static UWord* get_table(void)
{
   return VR_(get_memory)(VR_(kept_numbers)() * sizeof(UWord));
}

static void free_table(UWord* table)
{
   VR_(give_back_memory)(table, VR_(kept_numbers)() * sizeof(UWord));
}

static void free_trees(void)
{
   free_table(child);
   free_table(sibling);
   child = sibling = NULL;
}

/* Siblings are in address order. */
static Bool plant_trees(void)
{
   VrKeptBlock block;
   UWord n;

   child   = get_table();
   sibling = get_table();
   if (child == NULL || sibling == NULL) {
      free_trees();
      return False;
   }
   for (n = VR_(kept_numbers)(); n-- > 0; ) {
      if (!VR_(kept_block)(n, &block) || block.kind != VrLeak_Indirect)
         continue;
      sibling[n + 1]          = child[block.parent + 1];
      child[block.parent + 1] = n + 1;
   }
   return True;
}

/* ---- printing ---- */

/* The last answer: blocks that follow each other are mostly alike. */
static struct { VrLeakKind kind; UInt ecu, number; } found;

static UInt number_of_record(const VrKeptBlock* block)
{
   if (found.number == 0 || found.kind != block->kind
       || found.ecu != block->alloc_ecu) {
      found.kind   = block->kind;
      found.ecu    = block->alloc_ecu;
      found.number = VR_(leak_record_of)(block->kind, block->alloc_ecu) + 1;
   }
   return found.number;
}

static void print_indirect(UWord number, UInt level)
{
   enum { DEEPEST = 50 };        /* level that is indented further        */
   VrKeptBlock block;

   if (!VR_(kept_block)(number, &block))
      return;
   if (level > DEEPEST)
      level = DEEPEST;
   VG_(umsg)("%*s%p[%lu] indirect loss record %u\n", (Int)(2 * level), "",
             (void*)block.start, block.size, number_of_record(&block));
   remaining--;
}

/* What hangs off the block, without itself. */
static void print_tree(UWord root)
{
   UWord at    = child[root + 1];
   UInt  level = 1;
   VrKeptBlock block;

   while (at != 0 && remaining > 0) {
      print_indirect(at - 1, level);
      if (child[at] != 0) {
         at = child[at];
         level++;
         continue;
      }
      while (sibling[at] == 0) {
         if (!VR_(kept_block)(at - 1, &block) || block.parent == root)
            return;
         at = block.parent + 1;
         level--;
      }
      at = sibling[at];
   }
}

static void print_block(UWord number, const VrKeptBlock* block)
{
   if (block->by_heuristic)
      VG_(umsg)("%p[%lu] (found via heuristic %s)\n", (void*)block->start,
                block->size, VR_(heuristic_names)[block->heuristic]);
   else
      VG_(umsg)("%p[%lu]\n", (void*)block->start, block->size);
   remaining--;
   if (block->kind != VrLeak_Reachable)
      print_tree(number);
}

/* ---- records ---- */

static Bool is_listed(const VrKeptBlock* block, UInt record, UInt heuristics)
{
   if (heuristics != 0
       && !(block->by_heuristic && (heuristics & (1u << block->heuristic))))
      return False;
   return number_of_record(block) == record;
}

/* ---- records of coroutines ---- */

static UInt listed_record;

/* The memory of its stack, and what hangs off that.  It may have gone since the
   search, if it was mapped. */
static void list_coroutine(const VrAbandoned* found)
{
   const VrCoro* coro = found->coro;
   HChar title[VR_CORO_TITLE_SIZE];

   if (remaining == 0 || coro->high == 0 || !coro->abandoned
       || VR_(leak_record_of_coroutine)(coro) + 1 != listed_record)
      return;
   VR_(coro_title)(coro->id, coro->name, title, sizeof title);
   VG_(umsg)("%p[%lu] (stack of %s)\n", (void*)coro->low,
             coro->high - coro->low, title);
   remaining--;
   print_tree(found->number);
}

static void list_coroutines(const VrLossRecord* r, UInt record, UInt n_records,
                            Bool always_shown, UInt heuristics)
{
   Bool has_any = heuristics == 0 && r->coros.n > 0;

   if (has_any || always_shown)
      VR_(print_loss_record)(r, record, n_records);
   listed_record = record;
   if (has_any)
      VR_(reach_visit_abandoned)(list_coroutine);
}

/* ---- all of them ---- */

static void list_record(UInt record, Bool always_shown, UInt heuristics)
{
   UInt  n_records;
   const VrLossRecord* all = VR_(leak_all_records)(&n_records);
   const VrLossRecord* r   = &all[record - 1];
   Bool  shown             = False;
   VrKeptBlock block;
   UWord n;

   if (VR_(is_of_coroutines)(r)) {
      list_coroutines(r, record, n_records, always_shown, heuristics);
      return;
   }
   if (always_shown) {
      VR_(print_loss_record)(r, record, n_records);
      shown = True;
   }
   for (n = 0; n < VR_(kept_numbers)() && remaining > 0; n++) {
      if (!VR_(kept_block)(n, &block) || block.kind != r->kind
          || !is_listed(&block, record, heuristics))
         continue;
      if (!shown)
         VR_(print_loss_record)(r, record, n_records);
      shown = True;
      print_block(n, &block);
   }
}

Bool VR_(block_list)(UInt first, UInt last, UInt max_blocks, UInt heuristics)
{
   UInt n_records, record;

   VR_(leak_all_records)(&n_records);
   if (VR_(kept_numbers)() == 0) {
      VG_(umsg)("Can't print block list : no valid leak search result\n");
      return False;
   }
   if (VR_(kept_is_outdated)()) {
      VG_(umsg)("Can't print obsolete block list : "
                "redo a leak search first\n");
      return False;
   }
   if (first == 0 || first > n_records)
      return False;
   if (!plant_trees()) {
      VG_(umsg)("Can't print block list : there is not enough memory\n");
      return True;
   }
   remaining    = max_blocks;
   found.number = 0;
   for (record = first; record <= last && record <= n_records && remaining > 0;
        record++)
      list_record(record, first == last, heuristics);
   free_trees();
   return True;
}
