/* vr_containers.c: see vr_containers.h.

     the objects    which words belong to a container
     measuring      the blocks that can be reached from there
     the bounds     checked when something is known anew
     the requests   what the program says

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_containers.h"
#include "vr_callers.h"
#include "vr_contexts.h"
#include "vr_errors.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_misuse.h"
#include "vrleak.h"

/* The container crosses one of these. */
typedef struct {
   ULong max;                    /* 0: none                                 */
   Bool  is_exceeded;
} Bound;

typedef struct {
   Addr    start;                /* of its object; the key                  */
   SizeT   size;                 /* of the object; 0: that of its block     */
   HChar*  name;
   UInt    told;                 /* the stack that told of it               */
   Bool    is_unbounded;
   Bound   items, bytes;
   ULong   items_measured;       /* when its bytes were measured last       */
} Container;

static OSet* containers;

static Container* container_at(Addr a)
{
   return containers == NULL ? NULL : VG_(OSetGen_Lookup)(containers, &a);
}

/* ------------------------------------------------------------------ */
/*  The objects                                                        */
/* ------------------------------------------------------------------ */

static Bool find_block(Addr a, /*OUT*/VrBlock* block)
{
   VrSpan* span = VR_(span_of)(a);

   if (span == NULL || span->n_slots == 0)
      return False;
   UInt slot = VR_(slot_of)(span, a);
   if (slot >= span->n_used || span->records[slot].state != VrSlot_Live)
      return False;
   *block = (VrBlock) { span, slot, &span->records[slot],
                        VR_(slot_payload)(span, slot) };
   return a >= block->start
       && (a - block->start < block->record->size || a == block->start);
}

/* Variables are not looked at beyond this. */
#define MAX_VARIABLE_WORDS 4096

/* The bytes of the variable that begins at a, or that a is in: as far as the
   symbol table has the same one. */
static SizeT size_in_variable(Addr a, SizeT no_variable)
{
   const HChar *name, *other;
   PtrdiffT     start, offset;
   SizeT        n = 0;

   if (!VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), a, &name, &start))
      return no_variable;
   SizeT max = start == 0 ? MAX_VARIABLE_WORDS : VR_CONTAINER_WORDS;
   while (n < max
          && VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(),
                                         a + n * sizeof(UWord), &other,
                                         &offset)
          && offset == (PtrdiffT)(start + n * sizeof(UWord)))
      n++;
   return n * sizeof(UWord);
}

static SizeT object_size_at(Addr a)
{
   const SizeT usual = VR_CONTAINER_WORDS * sizeof(UWord);
   VrBlock     block;

   if (!find_block(a, &block))
      return size_in_variable(a, usual);
   if (a == block.start)
      return 0;
   SizeT rest = block.start + block.record->size - a;
   return rest < usual ? rest : usual;
}

static Bool is_in_object(const Container* c, Addr a)
{
   VrBlock block;

   if (c->size > 0)
      return a >= c->start && a - c->start < c->size;
   return find_block(a, &block) && block.start == c->start;
}

const HChar* VR_(container_name_of)(Addr a, Bool* unbounded)
{
   const Container* c;

   if (containers == NULL)
      return NULL;
   VG_(OSetGen_ResetIter)(containers);
   while ((c = VG_(OSetGen_Next)(containers)) != NULL)
      if (is_in_object(c, a)) {
         *unbounded = c->is_unbounded;
         return c->name;
      }
   return NULL;
}

/* ------------------------------------------------------------------ */
/*  Measuring                                                          */
/* ------------------------------------------------------------------ */

/* Of blocks without contents there may be any number. */
#define MAX_BLOCKS (1u << 20)

typedef struct {
   OSet*   seen;                 /* starts of blocks                        */
   XArray* to_scan;              /* of VrBlock                              */
   ULong   bytes, max_bytes;
} Walk;

static Bool is_enough(const Walk* walk)
{
   return walk->bytes > walk->max_bytes
       || VG_(OSetWord_Size)(walk->seen) > MAX_BLOCKS;
}

static void reach(Walk* walk, UWord word)
{
   VrBlock block;

   if (!find_block(word, &block)
       || VG_(OSetWord_Contains)(walk->seen, block.start))
      return;
   VG_(OSetWord_Insert)(walk->seen, block.start);
   VG_(addToXA)(walk->to_scan, &block);
   walk->bytes += block.record->size;
}

/* Words that are read at a time. */
#define PIECE 64

/* False if they can't be read. */
static Bool read_words(Addr a, UWord n, /*OUT*/UWord* words)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   VG_(memcpy)(words, (void*)a, n * sizeof(UWord));
   VR_FAULT_GUARD_END();
   return True;
}

static void scan(Walk* walk, Addr a, SizeT size)
{
   UWord words[PIECE];

   for (UWord left = size / sizeof(UWord); left > 0 && !is_enough(walk); ) {
      UWord n = left < PIECE ? left : PIECE;
      if (!read_words(a, n, words))
         return;
      for (UWord i = 0; i < n; i++)
         reach(walk, words[i]);
      a    += n * sizeof(UWord);
      left -= n;
   }
}

/* The bytes that it holds, or some number above its bound. */
static ULong bytes_held(const Container* c)
{
   Walk walk = { VG_(OSetWord_Create)(VG_(malloc), "vr.containers.seen",
                                      VG_(free)),
                 VG_(newXA)(VG_(malloc), "vr.containers.to_scan", VG_(free),
                            sizeof(VrBlock)),
                 0, c->bytes.max };

   if (c->size > 0)
      scan(&walk, c->start, c->size);
   else
      reach(&walk, c->start);
   while (VG_(sizeXA)(walk.to_scan) > 0 && !is_enough(&walk)) {
      VrBlock block = *(VrBlock*)VG_(indexXA)(walk.to_scan,
                                              VG_(sizeXA)(walk.to_scan) - 1);
      VG_(dropTailXA)(walk.to_scan, 1);
      scan(&walk, block.start, block.record->size);
   }
   VG_(OSetWord_Destroy)(walk.seen);
   VG_(deleteXA)(walk.to_scan);
   return walk.bytes;
}

/* ------------------------------------------------------------------ */
/*  The bounds                                                         */
/* ------------------------------------------------------------------ */

/* Errors from one place and about the same kind of bound, at most: of containers
   that go up and down around it, or of which there are thousands. */
#define MAX_REPORTS 10

static void report(ThreadId tid, const Container* c, const HChar* text,
                   ULong bytes, UInt stack)
{
   VrGrowthError error = {
      .what    = text,
      .where   = VR_(context_of)(stack),
      .bytes   = bytes,
      .n_notes = 1,
      .notes   = { { "The container was announced",
                     VR_(context_of)(c->told) } }
   };
   VR_(error_growth_now)(tid, &error);
}

/* True if it has just been exceeded. */
static Bool crosses(Bound* bound, ULong now)
{
   Bool was_exceeded = bound->is_exceeded;

   bound->is_exceeded = bound->max > 0 && now > bound->max;
   return bound->is_exceeded && !was_exceeded;
}

static void check_items(ThreadId tid, Container* c, ULong items)
{
   HChar text[300];
   UInt  stack;

   if (!crosses(&c->items, items))
      return;
   stack = VR_(callers_record)(tid);
   if (VR_(times_here)("items", stack) >= MAX_REPORTS)
      return;
   VG_(snprintf)(text, sizeof text,
                 "Container '%s' has %'llu items, more than its bound of "
                 "%'llu", c->name, items, c->items.max);
   report(tid, c, text, 0, stack);
}

static void check_bytes(ThreadId tid, Container* c)
{
   HChar text[300];
   ULong bytes = bytes_held(c);
   UInt  stack;

   if (!crosses(&c->bytes, bytes))
      return;
   stack = VR_(callers_record)(tid);
   if (VR_(times_here)("bytes", stack) >= MAX_REPORTS)
      return;
   VG_(snprintf)(text, sizeof text,
                 "Container '%s' holds at least %'llu bytes, more than its "
                 "bound of %'llu", c->name, bytes, c->bytes.max);
   report(tid, c, text, bytes, stack);
}

static Bool is_worth_measuring(const Container* c, ULong items)
{
   ULong change = items > c->items_measured ? items - c->items_measured
                                            : c->items_measured - items;
   return c->bytes.max > 0 && change > c->items_measured / 8;
}

void VR_(containers_measure)(void)
{
   ThreadId   tid = VG_(get_running_tid)();
   Container* c;

   if (containers == NULL || tid == VG_INVALID_THREADID)
      return;
   VG_(OSetGen_ResetIter)(containers);
   while ((c = VG_(OSetGen_Next)(containers)) != NULL)
      if (c->bytes.max > 0)
         check_bytes(tid, c);
}

/* ------------------------------------------------------------------ */
/*  The requests                                                       */
/* ------------------------------------------------------------------ */

static void forget(Container* c)
{
   VG_(OSetGen_Remove)(containers, c);
   VG_(free)(c->name);
   VG_(OSetGen_FreeNode)(containers, c);
}

static Bool is_negative(UWord number)
{
   return (Word)number < 0;
}

/* Negative numbers are no bounds. */
static void set_bounds(ThreadId tid, Container* c, UWord items, UWord bytes)
{
   if (is_negative(items))
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER: max_items %ld is negative: "
                          "taken for no bound", (Word)items);
   else
      c->items.max = items;
   if (is_negative(bytes))
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER: max_bytes %ld is negative: "
                          "taken for no bound", (Word)bytes);
   else
      c->bytes.max = bytes;
}

static Bool is_readable(Addr a)
{
   UWord word;
   return read_words(a, 1, &word);
}

/* Objects of this size are static tables at most. */
#define MAX_OBJECT_SIZE (1UL << 20)

void VR_(container_begin)(ThreadId tid, Addr a, const HChar* name,
                          UWord max_items, UWord max_bytes, UWord object_size)
{
   if (!is_readable(a)) {
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER: there is no memory at %#lx",
                          a);
      return;
   }
   if (container_at(a) != NULL) {
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER: %#lx was a container before, "
                          "'%s', which has not ended", a,
                          container_at(a)->name);
      forget(container_at(a));
   }
   if (containers == NULL)
      containers = VG_(OSetGen_Create)(0, NULL, VG_(malloc),
                                       "vr.containers", VG_(free));
   Container* c = VG_(OSetGen_AllocNode)(containers, sizeof *c);
   VG_(memset)(c, 0, sizeof *c);
   c->start        = a;
   c->size         = object_size > 0 && object_size <= MAX_OBJECT_SIZE
                   ? object_size : object_size_at(a);
   c->name         = VG_(strdup)("vr.containers.name", name);
   c->told         = VR_(callers_record)(tid);
   c->is_unbounded = max_items == VRLEAK_UNBOUNDED
                  || max_bytes == VRLEAK_UNBOUNDED;
   if (!c->is_unbounded)
      set_bounds(tid, c, max_items, max_bytes);
   VG_(OSetGen_Insert)(containers, c);
}

void VR_(container_size)(ThreadId tid, Addr a, UWord items)
{
   Container* c = container_at(a);

   if (c == NULL)
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER_SIZE: there is no container "
                          "at %#lx", a);
   else if (is_negative(items))
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER_SIZE: %ld items are less than "
                          "none", (Word)items);
   else {
      check_items(tid, c, items);
      if (is_worth_measuring(c, items)) {
         c->items_measured = items;
         check_bytes(tid, c);
      }
   }
}

void VR_(container_end)(ThreadId tid, Addr a)
{
   if (container_at(a) == NULL)
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER_END: there is no container at "
                          "%#lx", a);
   else
      forget(container_at(a));
}
