/* vr_parked.c: the stacks of coroutines, as the leak scan sees them.  See
   vr_parked.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_parked.h"
#include "vr_guard.h"
#include "vr_mapped.h"
#include "vr_suspended.h"
#include "vr_touched.h"
#include "vr_withdrawn.h"

VrHolder* VR_(holder_table);
UInt      VR_(n_holders);
VrPiece*  VR_(piece_table);
Addr      VR_(waiting_low);
SizeT     VR_(waiting_size);

#define NONE (~(Addr)0)

/* A stack; frames of it that are over, and zeros: [dead, live). */
typedef struct {
   VrCoro* coro;
   Addr dead, live;
   Bool in_holder;
} Stack;

static Stack* stacks;
static UInt   n_stacks;
static UInt   n_pieces, max_pieces;

/* ------------------------------------------------------------------ */
/*  What of a stack is dead                                            */
/* ------------------------------------------------------------------ */

/* Declared, and not entered so far: all of its stack is as it was prepared. */
static Bool is_fresh(const VrCoro* coro)
{
   return coro->state == VrCoro_Suspended && coro->exact && coro->entry_sp == 0;
}

static Bool is_waiting(const VrCoro* coro)
{
   return coro->state == VrCoro_Suspended
       && (coro->stop.sp != 0 || is_fresh(coro));
}

/* One that has left its stack at a higher SP than it was entered with is taken
   for finished; if it isn't known what its function returns to, it may only have
   popped what it was started with. */
static Bool has_finished(const VrCoro* coro)
{
   return coro->state == VrCoro_Finished && !coro->cut_off
       && (coro->return_to != 0 || coro->stop.sp <= coro->entry_sp);
}

/* Frames and registers are as they were left. */
static Bool has_stopped(const VrCoro* coro)
{
   return coro->state != VrCoro_Running && coro->stop.sp != 0
       && !has_finished(coro);
}

/* What was stored there by whoever made the coroutine comes last.  Between the SP
   of its first entry and that, frames may have been. */
static Addr start_of_owners_part(const VrCoro* coro)
{
   if (coro->return_slot != 0)
      return coro->return_slot + sizeof(Addr);
   return coro->entry_sp == 0 ? coro->high : coro->entry_sp;
}

static Addr sp_of(const VrCoro* coro)
{
   Addr sp = coro->state == VrCoro_Running ? VG_(get_SP)(coro->tid) : 0;

   return sp > coro->low && sp <= coro->high ? sp : coro->stop.sp;
}

/* Frames and what else is in use begin there; coro->low: not known. */
static Addr live_part(const VrCoro* coro)
{
   Bool is_bare = coro->state == VrCoro_Suspended && coro->stop.sp != 0
               && !VR_(may_use_red_zone)(coro);
   Addr live    = sp_of(coro) - (is_bare ? 0 : VG_STACK_REDZONE_SZB);

   if (has_finished(coro))
      live = start_of_owners_part(coro);
   else if (sp_of(coro) == 0)
      live = coro->low;
   return live < coro->low || live > coro->high ? coro->low : live;
}

/* Of the words in [low, at), the lowest that isn't zero and belongs to what is at
   end, since there is less than a page's length of zeros in between; or end. */
static __attribute__((noinline))
const UWord* end_of_part(const UWord* low, const UWord* at, const UWord* end)
{
   const PtrdiffT gap = VKI_PAGE_SIZE / sizeof(UWord);

   while (at > low && end - at < gap)
      if (*--at != 0)
         end = at;
   return end;
}

/* Where the frames of a stack that are over, below `from', end: below a page's
   length of zeros, or at limit. */
static Addr end_of_frames(Addr from, Addr limit)
{
   static volatile Addr end, at;

   limit = VG_ROUNDUP(limit, sizeof(UWord));
   end = at = VG_ROUNDDN(from, sizeof(UWord));
   while (at > limit && end - at < VKI_PAGE_SIZE) {
      Addr page = VG_PGROUNDDN(at - sizeof(UWord));
      Addr low  = page > limit ? page : limit;
      if (VR_(touched)(low) && VR_FAULT_GUARD_BEGIN()) {
         end = (Addr)end_of_part((const UWord*)low, (const UWord*)at,
                                 (const UWord*)end);
         VR_FAULT_GUARD_END();
      }
      at = low;
   }
   return end - at < VKI_PAGE_SIZE ? at : end - VKI_PAGE_SIZE;
}

/* Where that begins.  The block or mapping that the stack is in begins at memory;
   NONE: it isn't in one.  In what was taken for one stack, and then for two, others
   may be suspended. */
static Addr dead_part(const VrCoro* coro, Addr live, Addr memory)
{
   Addr from = coro->low_water > coro->low && coro->low_water < live
             ? coro->low_water : live;

   if (live == coro->low || coro->exact)
      return coro->low;
   if (coro->shared)
      return live;
   if (memory == NONE && !VR_(variable_at)(live, &memory))
      return from;
   if (memory < coro->low)
      memory = coro->low;
   return from <= memory + VKI_PAGE_SIZE
        ? from : end_of_frames(from, memory + VKI_PAGE_SIZE);
}

/* ------------------------------------------------------------------ */
/*  Which memory it is in                                              */
/* ------------------------------------------------------------------ */

static Bool is_static(Addr a)
{
   const HChar* object;

   return VG_(DebugInfo_sect_kind)(&object, a) != Vg_SectUnknown;
}

/* A block of the heap, or a mapping.  False: something else. */
static Bool find_memory(const VrCoro* coro, /*OUT*/VrHolder* holder)
{
   Addr    last = coro->high - 1;
   VrBlock block;

   VG_(memset)(holder, 0, sizeof *holder);
   if (VR_(heap_block_near)(last, &block)) {
      holder->start = block.start;
      holder->end   = block.start + block.record->size;
      return block.record->state == VrSlot_Live && last >= holder->start
          && last < holder->end;
   }
   holder->is_mapping = True;
   return VR_(mapped_range)(last, &holder->start, &holder->end)
       && coro->high <= holder->end
       && holder->end <= VR_ADDRESS_LIMIT && !is_static(last);
}

/* Stacks come by rising address, so those in the same memory follow each
   other. */
static VrHolder* holder_for(const VrCoro* coro)
{
   VrHolder* last = VR_(n_holders) == 0 ? NULL
                  : &VR_(holder_table)[VR_(n_holders) - 1];
   VrHolder  found;

   if (last != NULL && coro->high - 1 >= last->start && coro->high <= last->end)
      return last;
   if (!find_memory(coro, &found)
       || (last != NULL && found.start < last->end))
      return NULL;
   found.first_stack = n_stacks;
   found.record.size = found.end - found.start;
   found.record.state = VrSlot_Live;
   VR_(holder_table)[VR_(n_holders)] = found;
   return &VR_(holder_table)[VR_(n_holders)++];
}

static void widen_waiting(const VrCoro* coro)
{
   Addr end = VR_(waiting_low) + VR_(waiting_size);

   if (VR_(waiting_size) == 0) {
      VR_(waiting_low) = coro->low;
      end              = coro->high;
   }
   if (coro->low < VR_(waiting_low))
      VR_(waiting_low) = coro->low;
   if (coro->high > end)
      end = coro->high;
   VR_(waiting_size) = end - VR_(waiting_low);
}

/* Nobody says so when a stack is used for something else. */
static Bool is_overwritten(const VrCoro* coro)
{
   return coro->state != VrCoro_Running && coro->stop.sp != 0
       && !coro->cut_off && !VR_(frames_are_there)(coro);
}

static void enter(VrCoro* coro)
{
   VrHolder* holder;
   Stack*    stack = &stacks[n_stacks];

   coro->abandoned = False;
   if (coro->high == 0 || is_overwritten(coro))
      return;
   VR_(finish_if_returned)(coro);
   holder = holder_for(coro);
   stack->coro      = coro;
   stack->live      = live_part(coro);
   stack->dead      = dead_part(coro, stack->live,
                                holder != NULL ? holder->start : NONE);
   stack->in_holder = holder != NULL;
   n_stacks++;
   if (is_waiting(coro))
      widen_waiting(coro);
   if (holder == NULL)
      return;
   holder->n_stacks++;
   if (is_waiting(coro)) {
      if (holder->n_waiting++ == 0 || is_fresh(holder->waiting))
         holder->waiting = coro;
      holder->stack_bytes += coro->high - coro->low;
   }
}

/* A mapping in which nobody waits is a root like any other. */
static void drop_mappings(void)
{
   UInt n = 0;

   for (UInt i = 0; i < VR_(n_holders); i++) {
      const VrHolder* holder = &VR_(holder_table)[i];
      if (holder->is_mapping && holder->n_waiting == 0)
         for (UInt k = 0; k < holder->n_stacks; k++)
            stacks[holder->first_stack + k].in_holder = False;
      else
         VR_(holder_table)[n++] = *holder;
   }
   VR_(n_holders) = n;
}

/* ------------------------------------------------------------------ */
/*  What is alive                                                      */
/* ------------------------------------------------------------------ */

static void add_piece(Addr start, Addr end)
{
   start = VG_ROUNDUP(start, sizeof(UWord));
   end   = VG_ROUNDDN(end, sizeof(UWord));
   if (start >= end)
      return;
   if (n_pieces == max_pieces) {
      max_pieces = 2 * max_pieces + 64;
      VR_(piece_table) = VG_(realloc)("vr.parked.pieces", VR_(piece_table),
                                      max_pieces * sizeof(VrPiece));
   }
   VR_(piece_table)[n_pieces++] = (VrPiece){ start, end };
}

/* Parts of it may have been made inaccessible, and most may never have been used. */
static void add_memory(Addr start, Addr end)
{
   while (start < end) {
      const NSegment* seg = VG_(am_find_nsegment)(start);
      Addr next = seg == NULL || seg->end >= end ? end : seg->end + 1;

      if (seg != NULL && seg->hasR && seg->hasW && next - start >= VKI_PAGE_SIZE
          && seg->kind == SkAnonC)
         VR_(touched_visit)(start, next, add_piece);
      else if (seg != NULL && seg->hasR && seg->hasW)
         add_piece(start, next);
      start = next;
   }
}

static void make_pieces(VrHolder* holder)
{
   Addr from = holder->start;

   holder->first_piece = n_pieces;
   for (UInt i = 0; i < holder->n_stacks; i++) {
      const Stack* stack = &stacks[holder->first_stack + i];
      const UWord* registers = stack->coro->stop.registers;
      add_memory(from, stack->dead);
      if (from < stack->live)
         from = stack->live;
      if (has_stopped(stack->coro))
         add_piece((Addr)registers, (Addr)(registers + VR_CORO_REGISTERS));
   }
   add_memory(from, holder->end);
   holder->n_pieces = n_pieces - holder->first_piece;
}

/* ------------------------------------------------------------------ */
/*  All stacks                                                         */
/* ------------------------------------------------------------------ */

static VrCoro** all;
static UInt     n_all;

/* What was withdrawn counts as that of a finished coroutine. */
static VrCoro gone[VR_WITHDRAWN];
static UInt   n_gone;

static void collect(VrCoro* coro, void* opaque)
{
   all[n_all++] = coro;
}

static void collect_withdrawn(Addr low, Addr high)
{
   gone[n_gone] = (VrCoro){ .low = low, .high = high,
                            .state = VrCoro_Finished, .exact = True };
   all[n_all++] = &gone[n_gone++];
}

static void enter_all(UInt n)
{
   all   = VG_(malloc)("vr.parked.all", n * sizeof *all);
   n_all = n_gone = 0;
   VR_(coro_visit)(collect, NULL);
   VR_(withdrawn_visit)(collect_withdrawn);
   if (n_gone > 0)
      VG_(ssort)(all, n_all, sizeof *all, VR_(coro_by_low));
   for (UInt i = 0; i < n_all; i++)
      enter(all[i]);
   VG_(free)(all);
}

/* ------------------------------------------------------------------ */
/*  Beginning and end                                                  */
/* ------------------------------------------------------------------ */

void VR_(parked_begin)(void)
{
   UInt n;

   if (!VR_(coro_seen))
      return;
   n = VR_(coro_count)() + VR_WITHDRAWN;
   stacks = VG_(malloc)("vr.parked.stacks", n * sizeof *stacks);
   VR_(holder_table) = VG_(malloc)("vr.parked.holders", n * sizeof(VrHolder));
   VR_(touched_begin)();
   enter_all(n);
   drop_mappings();
   for (UInt i = 0; i < VR_(n_holders); i++)
      make_pieces(&VR_(holder_table)[i]);
   VR_(touched_end)();
}

void VR_(parked_end)(void)
{
   VG_(free)(stacks);
   VG_(free)(VR_(holder_table));
   VG_(free)(VR_(piece_table));
   stacks            = NULL;
   VR_(holder_table) = NULL;
   VR_(piece_table)  = NULL;
   n_stacks = n_pieces = max_pieces = VR_(n_holders) = 0;
   VR_(waiting_low) = VR_(waiting_size) = 0;
}

/* ------------------------------------------------------------------ */
/*  Questions                                                          */
/* ------------------------------------------------------------------ */

UInt VR_(holder_of)(Addr a)
{
   UInt low = 0, high = VR_(n_holders);

   while (low < high) {
      UInt middle = low + (high - low) / 2;
      const VrHolder* holder = &VR_(holder_table)[middle];
      if (a < holder->start)
         high = middle;
      else if (a >= holder->end)
         low = middle + 1;
      else
         return middle;
   }
   return VR_NO_HOLDER;
}

Bool VR_(is_on_coroutine)(Addr a)
{
   const VrCoro* coro = VR_(coro_at)(a);

   return coro != NULL && !has_finished(coro);
}

void VR_(parked_abandon)(const VrHolder* holder)
{
   for (UInt i = 0; i < holder->n_stacks; i++) {
      VrCoro* coro = stacks[holder->first_stack + i].coro;
      coro->abandoned = is_waiting(coro);
   }
}

Bool VR_(is_linkers_data)(Addr a)
{
   const NSegment* seg  = VG_(am_find_nsegment)(a);
   const HChar*    name = seg == NULL || seg->kind != SkFileC
                        ? NULL : VG_(am_get_filename)(seg);
   const HChar*    base = name == NULL ? NULL : VG_(strrchr)(name, '/');

   return base != NULL && VG_(strncmp)(base, "/ld-", 4) == 0;
}

void VR_(parked_leave_out)(void (*leave_out)(Addr start, Addr end))
{
   for (UInt i = 0; i < n_stacks; i++)
      if (!stacks[i].in_holder)
         leave_out(stacks[i].dead, stacks[i].live);
   for (UInt i = 0; i < VR_(n_holders); i++)
      if (VR_(holder_table)[i].is_mapping)
         leave_out(VR_(holder_table)[i].start, VR_(holder_table)[i].end);
}

void VR_(parked_visit_roots)(void (*visit)(const VrStop* stop))
{
   for (UInt i = 0; i < n_stacks; i++)
      if (!stacks[i].in_holder && has_stopped(stacks[i].coro))
         visit(&stacks[i].coro->stop);
}
