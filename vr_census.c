/* vr_census.c: the coroutines that there are.  See vr_census.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_census.h"
#include "vr_contexts.h"
#include "vr_heap.h"
#include "vr_options.h"
#include "vr_sites.h"
#include "vr_stackuse.h"
#include "vr_suspended.h"
#include "pub_tool_hashtable.h"

/* ------------------------------------------------------------------ */
/*  Those that are gone                                                */
/* ------------------------------------------------------------------ */

/* All that were created in one place. */
typedef struct {
   struct { void* next; UWord created; } node;    /* of the core's table    */
   VrCensusEntry entry;
} Gone;

static VgHashTable* gone;
static ULong        n_gone;

static Gone* gone_from(UInt created)
{
   Gone* g = VG_(HT_lookup)(gone, created);

   if (g == NULL) {
      g = VG_(calloc)("vr.census.gone", 1, sizeof *g);
      g->node.created = created;
      VG_(HT_add_node)(gone, g);
   }
   return g;
}

static VrCensusEntry entry_of(VrCoro* coro)
{
   VR_(finish_if_returned)(coro);
   VrCensusEntry entry = {
      .id = coro->id, .name = coro->name,
      .state = coro->abandoned ? VrCoro_Abandoned : coro->state,
      .tid = coro->tid, .stack_size = coro->high - coro->low,
      .resumes = coro->resumes, .created = coro->created,
      .created_unknown = coro->created_unknown, .count = 1
   };
   entry.stack_use = VR_(stack_use)(coro, &entry.at_least);
   return entry;
}

static void is_gone(VrCoro* coro)
{
   VrCensusEntry  last = entry_of(coro);
   VrCensusEntry* all  = &gone_from(coro->created)->entry;

   if (coro->site_bytes != 0)
      VR_(site_free)(coro->created, coro->site_bytes);
   n_gone++;
   last.count   += all->count;
   last.resumes += all->resumes;
   last.state    = VrCoro_Finished;
   last.gone     = True;
   if (all->count > 0 && all->stack_use >= last.stack_use) {
      all->count   = last.count;
      all->resumes = last.resumes;
      return;
   }
   VG_(free)((HChar*)all->name);
   *all = last;
   if (coro->name != NULL)
      all->name = VG_(strdup)("vr.census.name", coro->name);
}

/* After the call there is nothing left to be looked at. */
static void look_at_stack(VrCoro* coro)
{
   Bool at_least;

   VR_(stack_use)(coro, &at_least);
}

void VR_(census_before_syscall)(UInt number, const UWord* args)
{
   VrCoro* coro;
   Addr    start, end;

   if (number != __NR_munmap || !VR_(coro_seen)
       || args[1] < VR_(coro_smallest))
      return;
   start = args[0];
   end   = start + args[1];
   while (end > start && (coro = VR_(coro_at_or_below)(end - 1)) != NULL
          && coro->high > start) {
      end = coro->low;
      look_at_stack(coro);
   }
}

/* ------------------------------------------------------------------ */
/*  What grows                                                         */
/* ------------------------------------------------------------------ */

/* Stacks that aren't blocks of the heap count like these in vr_sites, where
   they were created. */

static Bool is_in_heap(const VrCoro* coro, /*OUT*/VrBlock* block)
{
   return VR_(heap_block_near)(coro->low, block)
       && coro->low - block->start < block->record->size;
}

static void has_moved(VrCoro* coro)
{
   VrBlock block;
   SizeT   size = coro->high - coro->low;

   if (!VR_(sites_are_counted) || size == 0 || coro->created == 0)
      return;
   if (coro->site_bytes != 0) {
      VR_(site_resize)(coro->created, coro->site_bytes, size);
   } else if (!is_in_heap(coro, &block)) {
      coro->birth = VR_(heap_birth);
      VR_(site_alloc)(coro->created, coro->low, size);
      VR_(site_more_of)(VR_(site_of)(coro->created))->is_stacks = True;
   } else {
      return;
   }
   coro->site_bytes = size;
}

UInt VR_(coro_site)(const VrCoro* coro)
{
   VrBlock block;

   if (coro->site_bytes == 0 && is_in_heap(coro, &block))
      return block.record->alloc_ecu;
   return coro->created;
}

/* ------------------------------------------------------------------ */
/*  What they have allocated                                           */
/* ------------------------------------------------------------------ */

void VR_(census_alloc)(Addr a)
{
   const VrCoro* coro = VR_(coro_of)(VG_(get_running_tid)());

   VR_(heap_set_owner)(a, coro == NULL ? 0 : coro->id);
}

/* entries are sorted by id. */
static VrCensusEntry* find_entry(VrCensusEntry* entries, UInt n, UWord id)
{
   UInt low = 0;

   while (n > 0) {
      UInt half = n / 2;
      if (entries[low + half].id < id) {
         low += half + 1;
         n   -= half + 1;
      } else {
         n = half;
      }
   }
   return &entries[low];
}

static void count_block(VrCensus* census, UInt owner, SizeT size)
{
   VrCensusEntry* entry = find_entry(census->entries, census->n_entries, owner);

   census->heap_bytes += size;
   census->heap_blocks++;
   if (entry < census->entries + census->n_entries && entry->id == owner) {
      entry->heap_bytes += size;
      entry->heap_blocks++;
   }
}

static void count_blocks(VrCensus* census)
{
   UInt     n_spans;
   VrSpan** spans = VR_(heap_spans)(&n_spans);

   for (UInt i = 0; i < n_spans; i++)
      for (UInt slot = 0; spans[i]->owners != NULL
                          && slot < spans[i]->n_used; slot++)
         if (spans[i]->owners[slot] != 0
             && spans[i]->records[slot].state == VrSlot_Live)
            count_block(census, spans[i]->owners[slot],
                        spans[i]->records[slot].size);
   VG_(free)(spans);
}

/* ------------------------------------------------------------------ */
/*  The census                                                         */
/* ------------------------------------------------------------------ */

static Int by_id(const void* va, const void* vb)
{
   const VrCensusEntry *a = va, *b = vb;

   return a->id < b->id ? -1 : a->id > b->id;
}

static Int by_stack_use(const void* va, const void* vb)
{
   const VrCensusEntry *a = va, *b = vb;

   if (a->stack_use != b->stack_use)
      return a->stack_use > b->stack_use ? -1 : 1;
   return by_id(va, vb);
}

static ExeContext* stopped_at(const VrCoro* coro)
{
   return coro->stop.ip == 0 || coro->state == VrCoro_Running
          || coro->state == VrCoro_Finished
        ? NULL : VR_(where_suspended)(coro);
}

static void add_existing(VrCoro* coro, void* opaque)
{
   VrCensus*      census = opaque;
   VrCensusEntry* entry  = &census->entries[census->n_entries++];

   *entry            = entry_of(coro);
   entry->stopped_at = stopped_at(coro);
}

static void add_gone(VrCensus* census)
{
   Gone* g;

   VG_(HT_ResetIter)(gone);
   while ((g = VG_(HT_Next)(gone)) != NULL)
      census->entries[census->n_entries++] = g->entry;
}

VrCensus VR_(census_take)(void)
{
   VrCensus census = { .n_existing = VR_(coro_count)(), .n_gone = n_gone };

   census.entries = VG_(calloc)("vr.census.entries", census.n_existing
                                + VG_(HT_count_nodes)(gone) + 1,
                                sizeof *census.entries);
   VR_(coro_visit)(add_existing, &census);
   VG_(ssort)(census.entries, census.n_entries, sizeof *census.entries, by_id);
   count_blocks(&census);
   add_gone(&census);
   VG_(ssort)(census.entries, census.n_entries, sizeof *census.entries,
              by_stack_use);
   return census;
}

void VR_(census_give_back)(VrCensus* census)
{
   VG_(free)(census->entries);
}

void VR_(census_init)(void)
{
   gone = VG_(HT_construct)("vr.census.gone");
   VR_(coro_at_end)(is_gone);
   VR_(coro_at_move)(has_moved);
}

/* ------------------------------------------------------------------ */
/*  As text                                                            */
/* ------------------------------------------------------------------ */

const HChar* VR_(coro_state_name)(VrCoroState state)
{
   static const HChar* const names[] =
      { "suspended", "running", "finished", "abandoned" };

   return names[state];
}

static const HChar* plural(ULong n)
{
   return n == 1 ? "" : "s";
}

/* "coroutine 17 'http-worker', suspended", "the largest of 90 coroutines that
   are gone, coroutine 5". */
static void print_who(const VrCensusEntry* entry)
{
   HChar title[VR_CORO_TITLE_SIZE];

   VR_(coro_title)(entry->id, entry->name, title, sizeof title);
   if (entry->gone && entry->count > 1)
      VG_(umsg)("  %s, which used most of %'llu that are gone,\n", title,
                entry->count);
   else if (entry->gone)
      VG_(umsg)("  %s, which is gone,\n", title);
   else
      VG_(umsg)("  %s, %s,\n", title, VR_(coro_state_name)(entry->state));
}

/* ---- those that are alike ---- */

#define MAX_SHOWN 10

typedef struct {
   const VrCensusEntry* first;   /* that one which used most                */
   ULong more;                   /* so many others                          */
   ULong heap_bytes, heap_blocks;/* of all of them                          */
} Kind;

static Bool are_alike(const VrCensusEntry* a, const VrCensusEntry* b)
{
   return a->created == b->created && a->stopped_at == b->stopped_at
       && a->state == b->state && a->gone == b->gone;
}

static void add_to_kind(Kind* kind, const VrCensusEntry* entry)
{
   if (kind->first == NULL)
      kind->first = entry;
   else
      kind->more++;
   kind->heap_bytes  += entry->heap_bytes;
   kind->heap_blocks += entry->heap_blocks;
}

/* There may be more than are wanted. */
static UInt find_kinds(const VrCensus* census, /*OUT*/Kind kinds[MAX_SHOWN])
{
   UInt n = 0;

   VG_(memset)(kinds, 0, MAX_SHOWN * sizeof *kinds);
   for (UInt i = 0; i < census->n_entries; i++) {
      UInt k = 0;
      while (k < n && !are_alike(kinds[k].first, &census->entries[i]))
         k++;
      if (k == MAX_SHOWN)
         continue;
      add_to_kind(&kinds[k], &census->entries[i]);
      if (k == n)
         n++;
   }
   return n;
}

/* ---- one of them ---- */

static void print_kind(const Kind* kind)
{
   const VrCensusEntry* entry = kind->first;

   VG_(umsg)("%s%'lu of %'lu bytes of stack used (%lu%%), resumed %'llu"
             " time%s\n", entry->at_least ? "at least " : "",
             entry->stack_use, entry->stack_size,
             entry->stack_size == 0
             ? 0 : 100 * entry->stack_use / entry->stack_size,
             entry->resumes, plural(entry->resumes));
   print_who(entry);
   if (kind->more > 0)
      VG_(umsg)("  and %'llu that used no more,\n", kind->more);
   if (kind->heap_blocks > 0)
      VG_(umsg)("  with %'llu bytes in %'llu block%s allocated,\n",
                kind->heap_bytes, kind->heap_blocks,
                plural(kind->heap_blocks));
   VG_(umsg)(entry->created_unknown ? "  first entered from\n"
                                    : "  created at\n");
   VG_(pp_ExeContext)(VR_(context_of)(entry->created));
   if (entry->stopped_at != NULL) {
      VG_(umsg)("  suspended at\n");
      VG_(pp_ExeContext)(entry->stopped_at);
   }
}

static void print_totals(const VrCensus* census)
{
   VG_(umsg)("COROUTINE SUMMARY:\n");
   VG_(umsg)("   %'llu coroutine%s exist%s, %'llu %s gone\n",
             census->n_existing, plural(census->n_existing),
             census->n_existing == 1 ? "s" : "", census->n_gone,
             census->n_gone == 1 ? "is" : "are");
   VG_(umsg)("   %'llu bytes in %'llu block%s allocated by coroutines are in"
             " use\n", census->heap_bytes, census->heap_blocks,
             plural(census->heap_blocks));
}

void VR_(census_print_largest)(void)
{
   VrCensus census = VR_(census_take)();
   Kind     kinds[MAX_SHOWN];
   UInt     n = find_kinds(&census, kinds);

   print_totals(&census);
   for (UInt i = 0; i < n; i++)
      print_kind(&kinds[i]);
   VG_(umsg)("\n");
   VR_(census_give_back)(&census);
}

void VR_(census_print_all)(void)
{
   VrCensus census = VR_(census_take)();

   print_totals(&census);
   for (UInt i = 0; i < census.n_entries; i++) {
      Kind kind = { NULL, 0, 0, 0 };
      add_to_kind(&kind, &census.entries[i]);
      print_kind(&kind);
   }
   VG_(umsg)("\n");
   VR_(census_give_back)(&census);
}

void VR_(census_at_end)(void)
{
   if (VR_(options).coro_stats && VR_(coro_seen) && !VG_(clo_xml))
      VR_(census_print_largest)();
}
