/* vr_pointers.c: see vr_pointers.h.

   Memory is read a page at a time under guard: it may be protected, or the end
   of a truncated file.  Printing, which needs the core, is done outside of the
   guard, one pointer after the other.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_pointers.h"
#include "vr_coro.h"
#include "vr_custom.h"
#include "vr_errors.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_heuristics.h"
#include "vr_parked.h"
#include "vr_pools.h"
#include "vr_reach.h"
#include "vr_roots.h"
#include "vr_shadow.h"
#include "vr_stacks.h"

static Addr  wanted;             /* pointers to [wanted, wanted + wanted_size) */
static SizeT wanted_size;

static Bool is_wanted(UWord word)
{
   return word - wanted < wanted_size;
}

/* ---- which heuristics would help ---- */

static Bool contains(const VrBlock* block, Addr a)
{
   return a - block->start < block->record->size;
}

/* The live block that contains a; of those of the client the inner one. */
static Bool find_live_block(Addr a, /*OUT*/VrBlock* block)
{
   if ((VR_(pool_chunk_around)(a, False, block)
        || VR_(custom_around)(a, block)) && contains(block, a))
      return True;
   return VR_(heap_block_near)(a, block) && contains(block, a)
       && block->record->state == VrSlot_Live;
}

static void print_heuristics(UWord word)
{
   VrBlock block;
   UInt    h;

   if (!find_live_block(word, &block) || block.start == word)
      return;
   for (h = 0; h < VrHeuristic_KINDS; h++)
      if (VR_(heuristic_holds)(h, block.start, block.record->size,
                               word - block.start))
         VG_(umsg)("block at %#lx considered reachable by ptr %#lx "
                   "using %s heuristic\n",
                   block.start, word, VR_(heuristic_names)[h]);
}

/* ---- memory ---- */

static void print_coroutine(Addr where)
{
   const VrCoro* coro = VR_(coro_at)(where);
   HChar title[VR_CORO_TITLE_SIZE];

   if (coro != NULL)
      VG_(umsg)(" in the stack of %s%s\n",
                coro->state == VrCoro_Running  ? "running "
                : coro->state == VrCoro_Finished ? "finished " : "suspended ",
                VR_(coro_title)(coro->id, coro->name, title, sizeof title));
}

static void print_pointer(Addr where, UWord pointer)
{
   if (pointer == wanted) {
      VG_(umsg)("*%#lx points at %#lx\n", where, wanted);
      VR_(print_address)(where);
      print_coroutine(where);
   } else {
      VG_(umsg)("*%#lx interior points at %lu bytes inside %#lx\n",
                where, pointer - wanted, wanted);
      VR_(print_address)(where);
      print_coroutine(where);
      print_heuristics(pointer);
   }
}

/* Words that the client declared not addressable don't count. */
static Bool is_marked(Addr a)
{
   return a < VR_ADDRESS_LIMIT && *VR_(shadow_byte)(a) != 0;
}

/* Where the search is.  (Static, so that a fault's longjmp leaves it alone.) */
static Addr  at, page_end;
static UWord word;               /* at that address */

/* Goes on to the next pointer in the page.  False: there is none, or the page
   can't be read. */
static Bool find_pointer(void)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   for (; at < page_end; at += sizeof(UWord)) {
      word = *(const UWord*)at;
      if (is_wanted(word) && !is_marked(at))
         break;
   }
   VR_FAULT_GUARD_END();
   return at < page_end;
}

static void search_range(Addr start, Addr end)
{
   end = VG_ROUNDDN(end, sizeof(UWord));
   for (at = VG_ROUNDUP(start, sizeof(UWord)); at < end; at = page_end) {
      page_end = VG_PGROUNDDN(at) + VKI_PAGE_SIZE;
      if (page_end > end)
         page_end = end;
      for (; find_pointer(); at += sizeof(UWord))
         print_pointer(at, word);
   }
}

/* Without the registers of coroutines, which are not in there. */
static void search_holder(const VrHolder* holder)
{
   for (UInt i = 0; i < holder->n_pieces; i++) {
      const VrPiece* piece = &VR_(piece_table)[holder->first_piece + i];
      if (piece->start >= holder->start && piece->end <= holder->end)
         search_range(piece->start, piece->end);
   }
}

static void search_mappings(void)
{
   for (UInt i = 0; i < VR_(n_holders); i++)
      if (VR_(holder_table)[i].is_mapping)
         search_holder(&VR_(holder_table)[i]);
}

static void search_block(Addr start, SizeT size)
{
   UInt holder = VR_(n_holders) == 0 ? VR_NO_HOLDER : VR_(holder_of)(start);

   if (holder == VR_NO_HOLDER)
      search_range(start, start + size);
   else
      search_holder(&VR_(holder_table)[holder]);
}

static void search_blocks(void)
{
   UInt     n_spans, i, slot;
   VrSpan** spans = VR_(heap_spans)(&n_spans);

   for (i = 0; i < n_spans; i++) {
      const VrSpan* span = spans[i];
      for (slot = 0; slot < span->n_used; slot++) {
         Addr start = VR_(slot_payload)(span, slot);
         if (span->records[slot].state == VrSlot_Live)
            search_block(start, span->records[slot].size);
      }
   }
   VG_(free)(spans);
}

/* ---- registers ---- */

static void search_register(ThreadId tid, const HChar* name, UWord value)
{
   if (!is_wanted(value))
      return;
   if (value == wanted)
      VG_(umsg)("tid %u register %s pointing at %#lx\n", tid, name, wanted);
   else
      VG_(umsg)("tid %u register %s interior pointing %lu bytes inside %#lx\n",
                tid, name, value - wanted, wanted);
}

static const HChar* const saved_names[VR_CORO_REGISTERS] =
   { "RBX", "RBP", "R12", "R13", "R14", "R15" };

static void search_saved_registers(VrCoro* coro, void* opaque)
{
   HChar title[VR_CORO_TITLE_SIZE];

   if (coro->state != VrCoro_Suspended)
      return;
   VR_(coro_title)(coro->id, coro->name, title, sizeof title);
   for (UInt i = 0; i < VR_CORO_REGISTERS; i++)
      if (is_wanted(coro->stop.registers[i]))
         VG_(umsg)("suspended %s register %s pointing %lu bytes inside %#lx\n",
                   title, saved_names[i], coro->stop.registers[i] - wanted,
                   wanted);
}

/* Those of the roots have no name, so they are looked at by themselves. */
static void ignore_register(UWord value)
{
}

void VR_(who_points_at)(Addr a, SizeT n)
{
   wanted      = a;
   wanted_size = n;
   if (n == 1)
      VG_(umsg)("Searching for pointers to %#lx\n", a);
   else
      VG_(umsg)("Searching for pointers pointing in %lu bytes from %#lx\n",
                n, a);
   VR_(stack_settle)();
   VR_(parked_begin)();
   VR_(roots_visit)(ignore_register, search_range);
   search_mappings();
   search_blocks();
   VG_(apply_to_GP_regs)(search_register);
   VR_(coro_visit)(search_saved_registers, NULL);
   VR_(parked_end)();
}
