/* vr_reach.c: see vr_reach.h.

   Every slot of the heap gets a number, in address order, for the time of the
   scan: span->scan_base + slot.  What the scan knows about the slot is at that
   index of its arrays, so a word found somewhere leads to its block's state by
   a few loads:

       word ──> granule table ──> span ──> slot ──> number ──> state[number]

   Those loads miss the cache when the heap is large.  Therefore a word that
   looks like a pointer first goes into a short queue, while the processor is
   told to fetch what will be needed to judge it; a newly reached block goes
   on the stack of blocks to scan.

       words ──> queue (16, prefetching) ──> reached? ──> stack ──> words ...

   The arrays are anonymous memory that costs nothing where it isn't touched.

   Blocks that the client manages itself (vr_chunks), if there are any, have
   the numbers behind those of the slots and come first when a word is looked
   up.  The blocks of the heap that hold them are out of the game.

   The client may have protected parts of its heap or truncated a file that it
   maps; a fault while words are read abandons the page and continues with the
   next one.  All state that has to survive that is in static variables, and
   found_pointer(), which changes it, never faults.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_reach.h"
#include "vr_chunks.h"
#include "vr_heuristics.h"
#include "vr_kept.h"
#include "vr_parked.h"
#include "vr_progress.h"
#include "vr_roots.h"
#include "vr_scanstate.h"
#include "vr_shadow.h"
#include "vr_switch.h"
#include "pub_tool_libcsetjmp.h"

static VrSpan** spans;
static UInt     n_spans;
static UWord    n_slots;         /* their numbers: [0, n_slots)       */
static UWord    n_numbers;       /* chunks: [n_slots, n_numbers)      */
static Addr     heap_low;        /* the words that can be pointers    */
static SizeT    heap_size;
static UInt     heuristics;

static UChar*   state;           /* by number                         */
static SizeT*   indirect;        /* by number, of LOST blocks         */
static Addr*    stack;           /* starts of blocks to scan          */
static UWord    stack_depth;
static UWord*   parent;          /* by number, of INDIRECT blocks; or NULL:
                                    nothing is going to be kept       */

/* While definitely lost blocks are told from indirectly lost ones: the number
   of the block from which all is gathered that it leads to. */
static UWord    leader;
#define NO_LEADER (~0UL)
static SizeT    gathered_blocks;

static VrReachStats stats;

/* ---- blocks ---- */

typedef struct {
   UWord word;                   /* the pointer                       */
   Addr  start;                  /* of the slot's payload             */
   const VrRecord* record;
   UWord number;
   UWord from;                   /* the block it was found in, if any  */
   Bool  definite;               /* found in a root or reachable block */
} Pointer;

/* The slot that word points into; word is within the heap. */
static inline Bool find_slot(UWord word, /*OUT*/Pointer* p)
{
   const VrSpan* span = VR_(granule_table)[word >> VR_GRANULE_LOG2];
   UInt slot;

   if (span == NULL || span->n_slots == 0)
      return False;
   slot = VR_(slot_of)(span, word);
   if (slot >= span->n_used)
      return False;
   p->word   = word;
   p->start  = VR_(slot_payload)(span, slot);
   p->record = &span->records[slot];
   p->number = span->scan_base + slot;
   return word >= p->start && p->number < n_slots;
}

static Bool     area_is_linkers; /* its words are no references to mappings */

/* Behind the slots come chunks, then mappings with stacks (vr_parked). */
static inline Bool is_holder(UWord number)
{
   return number >= n_slots + VR_(n_chunks);
}

static void point_to_holder(UInt i, UWord word, /*OUT*/Pointer* p)
{
   const VrHolder* holder = &VR_(holder_table)[i];

   p->word   = word;
   p->start  = holder->start;
   p->record = &holder->record;
   p->number = n_slots + VR_(n_chunks) + i;
}

static Bool find_mapping(UWord word, /*OUT*/Pointer* p)
{
   UInt i = VR_(holder_of)(word);

   if (i == VR_NO_HOLDER || !VR_(holder_table)[i].is_mapping || area_is_linkers)
      return False;
   point_to_holder(i, word, p);
   return True;
}

static void point_to_chunk(UInt i, UWord word, /*OUT*/Pointer* p)
{
   const VrChunk* chunk = &VR_(chunk_table)[i];

   p->word   = word;
   p->start  = chunk->start;
   p->record = &chunk->record;
   p->number = n_slots + i;
}

/* i: counted from the slots on. */
static void point_to_number(UInt i, /*OUT*/Pointer* p)
{
   if (i < VR_(n_chunks))
      point_to_chunk(i, 0, p);
   else
      point_to_holder(i - VR_(n_chunks), 0, p);
}

static Bool find_chunk(UWord word, /*OUT*/Pointer* p)
{
   UInt i = VR_(chunk_find)(word);

   if (i == VR_NO_CHUNK)
      return False;
   point_to_chunk(i, word, p);
   return True;
}

/* The block that word points into; word is within the heap. */
static inline Bool find_block(UWord word, /*OUT*/Pointer* p)
{
   if (UNLIKELY(VR_(n_chunks) > 0) && find_chunk(word, p))
      return True;
   if (UNLIKELY(VR_(n_holders) > 0) && find_mapping(word, p))
      return True;
   return find_slot(word, p);
}

static inline Bool is_in_heap(UWord word)
{
   return word - heap_low < heap_size;
}

/* On the stack chunks and mappings are told from slots by this bit, and have their
   number instead of an address: two of them may start at the same place. */
#define IS_NUMBER (1UL << 63)

static void push(Addr start, UWord number)
{
   if (state[number] & ON_STACK)
      return;
   state[number] |= ON_STACK;
   stack[stack_depth++] = number < n_slots ? start
                                           : IS_NUMBER | (number - n_slots);
}

/* ---- reading memory that may not be there ---- */

typedef enum { Guard_Down, Guard_Words, Guard_Heuristic } Guard;

static volatile Guard guard = Guard_Down;
static volatile Addr  fault_address;
static VG_MINIMAL_JMP_BUF(words_landing);
static VG_MINIMAL_JMP_BUF(heuristic_landing);

static void on_fault(Int signal, Addr address)
{
   vki_sigset_t mask;

   if (guard == Guard_Down || (signal != VKI_SIGSEGV && signal != VKI_SIGBUS))
      return;

   /* We don't return from the signal handler, so nobody else unblocks it. */
   VG_(sigprocmask)(VKI_SIG_SETMASK, NULL, &mask);
   VG_(sigdelset)(&mask, signal);
   VG_(sigprocmask)(VKI_SIG_SETMASK, &mask, NULL);

   fault_address = address;
   if (guard == Guard_Heuristic)
      VG_MINIMAL_LONGJMP(heuristic_landing);
   else
      VG_MINIMAL_LONGJMP(words_landing);
}

/* vr_heuristics reads blocks and what they point to; a fault means that none
   holds. */
static VrHeuristic find_heuristic(Addr start, SizeT size, SizeT offset)
{
   volatile VrHeuristic found = VrHeuristic_KINDS;
   volatile Guard outer = guard;

   if (VG_MINIMAL_SETJMP(heuristic_landing) == 0) {
      guard = Guard_Heuristic;
      found = VR_(heuristic_find)(heuristics, start, size, offset);
   }
   guard = outer;
   return found;
}

/* ---- following pointers ---- */

static SizeT extent(const VrRecord* record)
{
   return record->size == 0 ? 1 : record->size;
}

/* Everything that a definitely lost block leads to is lost with it.  What had
   been taken for definitely lost earlier brings along what hangs off it. */
static void gather(const Pointer* p)
{
   if ((state[p->number] & (KIND_MASK | ABANDONED)) != LOST
       || p->number == leader)
      return;
   gathered_blocks++;
   indirect[leader] += p->record->size + indirect[p->number];
   state[p->number] |= INDIRECT;
   if (parent != NULL)
      parent[p->number] = p->from;
   push(p->start, p->number);
}

/* A coroutine needs no more than its saved SP to go on, and a mapping nothing that
   points to its start. */
static inline Bool is_kept_by_coroutine(const Pointer* p)
{
   return UNLIKELY(VR_(n_holders) > 0)
       && (is_holder(p->number)
           || (p->record->size >= VR_(coro_smallest)
               && VR_(is_on_coroutine)(p->word)));
}

static void reach(const Pointer* p)
{
   UChar* st     = &state[p->number];
   SizeT  offset = p->word - p->start;
   VrHeuristic h = VrHeuristic_KINDS;

   if ((*st & KIND_MASK) == POSSIBLE && !p->definite)
      return;
   if (is_kept_by_coroutine(p))
      offset = 0;
   if (offset != 0)
      h = find_heuristic(p->start, p->record->size, offset);

   if (p->definite && (offset == 0 || h < VrHeuristic_KINDS)) {
      *st |= REACHABLE;
      if (h < VrHeuristic_KINDS)
         *st |= (h + 1) * HEURISTIC_ONE;
   } else if ((*st & KIND_MASK) == LOST) {
      *st |= POSSIBLE;
   } else {
      return;
   }
   push(p->start, p->number);
}

static void judge(const Pointer* p)
{
   UChar* st = &state[p->number];

   if ((*st & KIND_MASK) == REACHABLE) {
      if (p->word == p->start)
         *st &= ~HEURISTIC_MASK;
      return;
   }
   if (p->record->state != VrSlot_Live
       || p->word - p->start >= extent(p->record))
      return;
   if (leader == NO_LEADER)
      reach(p);
   else
      gather(p);
}

#define QUEUE_SIZE 16               /* a power of two */

static Pointer queue[QUEUE_SIZE];
static UInt    queue_in, queue_out; /* counters; modulo the size: positions */

static void judge_oldest(void)
{
   Pointer p = queue[queue_out++ % QUEUE_SIZE];
   judge(&p);
}

static UWord area_number;           /* of the block that is being scanned */

/* A word that lies within the heap's range has been found. */
static __attribute__((noinline)) void found_pointer(UWord word, Bool definite)
{
   Pointer* p;

   if (queue_in - queue_out == QUEUE_SIZE)
      judge_oldest();
   p = &queue[queue_in % QUEUE_SIZE];
   if (!find_block(word, p))
      return;
   p->definite = definite;
   p->from     = area_number;
   __builtin_prefetch(&state[p->number], 1);
   __builtin_prefetch(p->record);
   __builtin_prefetch((void*)p->start);
   queue_in++;
}

/* ---- scanning memory ---- */

/* What is being scanned. */
static Addr area_next, area_end;
static Bool area_definite;
static Bool area_has_marks;         /* maybe */

/* The SP of a coroutine that has called setjmp. */
static void found_mangled(UWord word, Bool definite)
{
   UWord sp = VR_(demangled)(word);

   if (sp - VR_(waiting_low) < VR_(waiting_size) && VR_(is_on_coroutine)(sp))
      found_pointer(sp, definite);
}

static inline UWord word_at(Addr a)
{
   return *(const UWord*)a;
}

static __attribute__((noinline)) void scan_mangled_words(Addr a, Addr end)
{
   for (; a < end; a += sizeof(UWord))
      found_mangled(word_at(a), area_definite);
}

static void scan_words(Addr a, Addr end)
{
   Bool definite = area_definite;

   if (UNLIKELY(VR_(waiting_size) != 0))
      scan_mangled_words(a, end);
   for (; a < end; a += sizeof(UWord)) {
      UWord word = word_at(a);
      if (is_in_heap(word))
         found_pointer(word, definite);
   }
}

/* Bytes of client memory that one word of the shadow map describes. */
#define SHADOW_WORD_SPAN (8 * sizeof(ULong))

/* Words that the client declared not addressable don't count. */
static void scan_unmarked_words(Addr a, Addr end)
{
   while (a < end) {
      Addr next = VG_ROUNDDN(a, SHADOW_WORD_SPAN) + SHADOW_WORD_SPAN;
      if (next > end)
         next = end;
      if (a < VR_ADDRESS_LIMIT
          && *(ULong*)VR_(shadow_byte)(VG_ROUNDDN(a, SHADOW_WORD_SPAN)) != 0) {
         for (; a < next; a += sizeof(UWord))
            if (*VR_(shadow_byte)(a) == 0)
               scan_words(a, a + sizeof(UWord));
      } else {
         scan_words(a, next);
      }
      a = next;
   }
}

/* The clock is looked at between pieces of work of these sizes. */
#define PROGRESS_BLOCKS 1024
#define PROGRESS_BYTES  (4UL << 20)

static ULong blocks_taken;

static void scan_area(void)
{
   Addr end = area_end;

   if (UNLIKELY(end - area_next > PROGRESS_BYTES)) {
      end = area_next + PROGRESS_BYTES;
      VR_(progress_at)(blocks_taken);
   }
   if (area_has_marks)
      scan_unmarked_words(area_next, end);
   else
      scan_words(area_next, end);
   stats.scanned_bytes += end - area_next;
   area_next = end;
}

/* Of memory that has stacks, only some pieces are scanned, one after the other:
   these remain. */
static const VrPiece* next_piece;
static UInt           pieces_left;

static void take_piece(void)
{
   area_next = next_piece->start;
   area_end  = next_piece->end;
   next_piece++;
   pieces_left--;
}

static void scan_pieces_of(UInt holder)
{
   next_piece  = &VR_(piece_table)[VR_(holder_table)[holder].first_piece];
   pieces_left = VR_(holder_table)[holder].n_pieces;
   area_next   = area_end = 0;
}

static UInt holder_of(const Pointer* p)
{
   if (is_holder(p->number))
      return p->number - n_slots - VR_(n_chunks);
   return p->number < n_slots && p->record->size >= VR_(coro_smallest)
        ? VR_(holder_of)(p->start) : VR_NO_HOLDER;
}

/* The block on top of the stack becomes the area. */
static void pop(void)
{
   Addr    top = stack[--stack_depth];
   Pointer p;
   UInt    holder;

   if (++blocks_taken % PROGRESS_BLOCKS == 0)
      VR_(progress_at)(blocks_taken);
   if (top & IS_NUMBER)
      point_to_number(top & ~IS_NUMBER, &p);
   else if (!find_slot(top, &p))
      return;
   area_is_linkers = False;
   state[p.number] &= ~ON_STACK;
   area_number = p.number;
   if ((top & IS_NUMBER) && !is_holder(p.number)
       && !VG_(am_is_valid_for_client)(p.start, p.record->size, VKI_PROT_READ))
      return;
   area_next      = VG_ROUNDUP(p.start, sizeof(UWord));
   area_end       = VG_ROUNDDN(p.start + p.record->size, sizeof(UWord));
   area_definite  = (state[p.number] & KIND_MASK) != POSSIBLE;
   area_has_marks = (top & IS_NUMBER) || VR_(heap_has_marks);
   if (UNLIKELY(VR_(n_holders) > 0)
       && (holder = holder_of(&p)) != VR_NO_HOLDER)
      scan_pieces_of(holder);
}

static void skip_faulting_page(void)
{
   Addr bad  = fault_address;
   Addr next = VG_PGROUNDDN(bad) + VKI_PAGE_SIZE;

   if (bad < area_next || bad >= area_end) {    /* can't be: give it up */
      bad  = area_next;
      next = area_end;
   }
   if (next > area_end)
      next = area_end;
   stats.scanned_bytes    += bad - area_next;
   stats.unreadable_bytes += next - bad;
   area_next = next;
}

/* Scans the area and all that it leads to.  For parents the order matters:
   what a block points to is judged before the next one is scanned. */
static void scan_area_and_stack(void)
{
   if (VG_MINIMAL_SETJMP(words_landing) != 0)
      skip_faulting_page();
   guard = Guard_Words;
   for (;;) {
      if (area_next < area_end)
         scan_area();
      else if (pieces_left > 0)
         take_piece();
      else if (parent != NULL && queue_in != queue_out)
         judge_oldest();
      else if (stack_depth > 0)
         pop();
      else if (queue_in != queue_out)
         judge_oldest();
      else
         break;
   }
   guard = Guard_Down;
}

static void scan_root_range(Addr start, Addr end)
{
   if (VG_(clo_verbosity) > 2)
      VG_(message)(Vg_DebugMsg, "  Scanning roots: %#lx..%#lx (%lu)\n",
                   start, end - 1, end - start);
   area_next      = start;
   area_end       = end;
   area_definite  = True;
   area_has_marks = True;
   area_is_linkers = VR_(n_holders) > 0 && VR_(is_linkers_data)(start);
   scan_area_and_stack();
   area_is_linkers = False;
}

static void scan_root_word(UWord word)
{
   if (is_in_heap(word))
      found_pointer(word, True);
   if (UNLIKELY(VR_(waiting_size) != 0))
      found_mangled(word, True);
   scan_area_and_stack();
}

/* ---- all blocks ---- */

typedef void (*BlockVisitor)(const VrRecord* record, Addr start, UWord number);

static inline void for_each_block(BlockVisitor visit)
{
   UInt i, slot;

   for (i = 0; i < n_spans; i++) {
      const VrSpan* span = spans[i];
      for (slot = 0; slot < span->n_used; slot++)
         if (span->records[slot].state == VrSlot_Live)
            visit(&span->records[slot], VR_(slot_payload)(span, slot),
                  span->scan_base + slot);
   }
   for (i = 0; i < VR_(n_chunks); i++)
      visit(&VR_(chunk_table)[i].record, VR_(chunk_table)[i].start,
            n_slots + i);
}

static void gather_if_lost(const VrRecord* record, Addr start, UWord number)
{
   if ((state[number] & (KIND_MASK | ABANDONED)) != LOST)
      return;
   leader = number;
   push(start, number);
   scan_area_and_stack();
}

/* ---- abandoned coroutines ---- */

static XArray* /* of VrAbandoned */ abandoned;

static Bool point_to_memory(UInt holder, /*OUT*/Pointer* p)
{
   if (!VR_(holder_table)[holder].is_mapping)
      return find_slot(VR_(holder_table)[holder].start, p);
   point_to_holder(holder, 0, p);
   return True;
}

/* What they hold is gathered first, and they themselves by nobody: what is lost
   because of them is not their victims' fault. */
static void mark_abandoned(void)
{
   Pointer p;

   for (UInt i = 0; i < VR_(n_holders); i++)
      if (VR_(holder_table)[i].waiting != NULL && point_to_memory(i, &p)
          && (state[p.number] & (KIND_MASK | ABANDONED)) == LOST)
         state[p.number] |= ABANDONED;
}

static void gather_abandoned(UInt i)
{
   const VrHolder* holder = &VR_(holder_table)[i];
   VrAbandoned     found;
   Pointer         p;

   if (!point_to_memory(i, &p) || (state[p.number] & NO_BLOCK) != ABANDONED)
      return;
   leader          = p.number;
   gathered_blocks = 0;
   push(p.start, p.number);
   scan_area_and_stack();
   found = (VrAbandoned){ holder->waiting, holder->n_waiting,
                          holder->stack_bytes,
                          holder->is_mapping ? NULL : p.record,
                          indirect[p.number], gathered_blocks, p.number };
   VR_(parked_abandon)(holder);
   VG_(addToXA)(abandoned, &found);
}

static void find_abandoned(void)
{
   if (abandoned != NULL)
      VG_(deleteXA)(abandoned);
   abandoned = NULL;
   if (VR_(n_holders) == 0)
      return;
   abandoned = VG_(newXA)(VG_(malloc), "vr.reach.abandoned", VG_(free),
                          sizeof(VrAbandoned));
   mark_abandoned();
   for (UInt i = 0; i < VR_(n_holders); i++)
      gather_abandoned(i);
}

void VR_(reach_visit_abandoned)(void (*visit)(const VrAbandoned* found))
{
   Word n = abandoned == NULL ? 0 : VG_(sizeXA)(abandoned);

   for (Word i = 0; i < n; i++)
      visit(VG_(indexXA)(abandoned, i));
}

/* ---- all of it ---- */

/* Pointers to chunks, and to mappings with stacks, are looked for wherever these
   are. */
static void widen_heap(Addr start, Addr end)
{
   Addr heap_end = heap_low + heap_size;

   if (end > VR_ADDRESS_LIMIT)
      return;
   if (heap_size == 0)
      heap_low = heap_end = start;
   if (start < heap_low)
      heap_low = start;
   if (end > heap_end)
      heap_end = end;
   heap_size = heap_end - heap_low;
}

static void number_blocks(void)
{
   UInt i;

   n_numbers = 0;
   for (i = 0; i < n_spans; i++) {
      spans[i]->scan_base = n_numbers;
      n_numbers += spans[i]->n_used;
   }
   n_slots    = n_numbers;
   n_numbers += VR_(n_chunks) + VR_(n_holders);
   heap_low  = n_spans == 0 ? 0 : spans[0]->start;
   heap_size = n_spans == 0 ? 0
             : VR_(span_end)(spans[n_spans - 1]) - heap_low;
   for (i = 0; i < VR_(n_chunks); i++)
      widen_heap(VR_(chunk_table)[i].start, VR_(chunk_table)[i].end);
   for (i = 0; i < VR_(n_holders); i++)
      widen_heap(VR_(holder_table)[i].start, VR_(holder_table)[i].end);
}

static void take_out_holders(void)
{
   VrBlock holder;
   UInt    i;

   for (i = 0; i < VR_(n_chunks); i++) {
      if (VR_(chunk_holder)(&VR_(chunk_table)[i], &holder))
         state[holder.span->scan_base + holder.slot] = NO_BLOCK;
      if (VR_(chunk_table)[i].left_out)
         state[n_slots + i] = NO_BLOCK;
   }
}

static Bool get_arrays(Bool keep)
{
   parent   = keep ? VR_(get_memory)(n_numbers * sizeof *parent) : NULL;
   state    = VR_(get_memory)(n_numbers * sizeof *state);
   indirect = VR_(get_memory)(n_numbers * sizeof *indirect);
   stack    = VR_(get_memory)(n_numbers * sizeof *stack);
   return (!keep || parent != NULL) && state != NULL && indirect != NULL
          && stack != NULL;
}

Bool VR_(reach_begin)(UInt heuristic_set, Bool keep, VrReachStats* stats_out)
{
   fault_catcher_t outer_catcher;

   VR_(kept_forget)();
   heuristics = heuristic_set;
   spans      = VR_(heap_spans)(&n_spans);
   VR_(chunks_begin)();
   VR_(parked_begin)();
   number_blocks();
   if (!get_arrays(keep)) {
      VR_(reach_end)();
      return False;
   }
   take_out_holders();
   stack_depth = 0;
   queue_in    = queue_out = 0;
   leader      = NO_LEADER;
   VG_(memset)(&stats, 0, sizeof stats);

   blocks_taken = 0;
   VR_(progress_begin)("Searching for leaks", "blocks",
                       VR_(heap_stats).live_blocks);
   outer_catcher = VG_(set_fault_catcher)(on_fault);
   VR_(roots_visit)(scan_root_word, scan_root_range);
   *stats_out = stats;
   find_abandoned();
   for_each_block(gather_if_lost);
   VG_(set_fault_catcher)(outer_catcher);
   VR_(progress_end)();
   return True;
}

static void (*reached_visitor)(const VrReached* block);

static void visit_reached(const VrRecord* record, Addr start, UWord number)
{
   VrReached block;

   if ((state[number] & NO_BLOCK) >= ABANDONED)
      return;
   block.record         = record;
   block.kind           = VR_(kind_of_state)(state[number]);
   block.indirect_bytes = block.kind == VrLeak_Definite ? indirect[number] : 0;
   block.by_heuristic   = VR_(heuristic_of_state)(state[number],
                                                  &block.heuristic);
   reached_visitor(&block);
}

void VR_(reach_visit)(void (*visit)(const VrReached* block))
{
   reached_visitor = visit;
   for_each_block(visit_reached);
}

static void free_scan(void)
{
   VR_(give_back_memory)(indirect, n_numbers * sizeof *indirect);
   VR_(give_back_memory)(stack, n_numbers * sizeof *stack);
   VG_(free)(spans);
   VR_(chunks_end)();
   VR_(parked_end)();
}

void VR_(reach_end)(void)
{
   VR_(give_back_memory)(state, n_numbers * sizeof *state);
   VR_(give_back_memory)(parent, n_numbers * sizeof *parent);
   free_scan();
}

static void mark_kept(const VrRecord* record, Addr start, UWord number)
{
   if ((state[number] & NO_BLOCK) != NO_BLOCK)
      state[number] |= KEPT;
}

void VR_(reach_keep)(void)
{
   for_each_block(mark_kept);
   VR_(kept_take)(spans, n_spans, n_slots, n_numbers, state, parent);
   free_scan();
}
