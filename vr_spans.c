/* vr_spans.c: the granules of the client's heap.  See vr_spans.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_spans.h"

VrSpan* VR_(granule_table)[VR_ADDRESS_LIMIT >> VR_GRANULE_LOG2];
SizeT   VR_(arena_bytes);

/* Arenas grow with the heap: small ones first, since the shadow of a new
   arena is written at once (1/8 of it) and tiny programs are many; half of
   what there is later, so that there are few and the slack is bounded. */
#define ARENA_MIN (1UL << 20)
#define ARENA_MAX (64UL << 20)

/* A free run of this many granules (1 MB) is worth a system call to give its
   memory back to the kernel. */
#define GRANULES_TO_GIVE_BACK 16

typedef struct { Addr start, end; } Arena;     /* granule-aligned */

static XArray* arenas;          /* of Arena, by address            */

/* Free runs, ordered by (n_granules, start).  All spans are allocated as
   nodes of this set, so a span moves in and out of it without copying. */
static OSet* free_runs;

static Word compare_runs(const void* key, const void* elem)
{
   const VrSpan* a = key;
   const VrSpan* b = elem;

   if (a->n_granules != b->n_granules)
      return a->n_granules < b->n_granules ? -1 : 1;
   return a->start < b->start ? -1 : a->start > b->start;
}

static inline UWord granule_of(Addr a)
{
   return a >> VR_GRANULE_LOG2;
}

static VrSpan* new_span(Addr start, UWord n_granules, Bool fresh)
{
   VrSpan* span = VG_(OSetGen_AllocNode)(free_runs, sizeof *span);

   VG_(memset)(span, 0, sizeof *span);
   span->start      = start;
   span->n_granules = n_granules;
   span->fresh      = fresh;
   return span;
}

static void set_granules(const VrSpan* span, VrSpan* value)
{
   UWord first = granule_of(span->start);
   for (UWord i = 0; i < span->n_granules; i++)
      VR_(granule_table)[first + i] = value;
}

static void set_end_granules(const VrSpan* run, VrSpan* value)
{
   VR_(granule_table)[granule_of(run->start)]       = value;
   VR_(granule_table)[granule_of(VR_(span_end)(run) - 1)]  = value;
}

static void insert_run(VrSpan* run)
{
   set_end_granules(run, run);
   VG_(OSetGen_Insert)(free_runs, run);
}

static void remove_run(VrSpan* run)
{
   VG_(OSetGen_Remove)(free_runs, run);
   set_end_granules(run, NULL);
}

static void remember_arena(Addr start, Addr end)
{
   Arena arena = { start, end };
   Word  at    = VG_(sizeXA)(arenas);

   while (at > 0 && ((Arena*)VG_(indexXA)(arenas, at - 1))->start > start)
      at--;
   VG_(insertIndexXA)(arenas, at, &arena);
   VR_(arena_bytes) += end - start;
}

/* Where arenas are put.  The core's own choice is the lowest address that is
   free, so that the heap would lie where the leak scan takes any 32-bit number
   that the program has for a pointer: sizes, hashes, times.  A word that looks
   like an address from here on is one, or has a 12 behind a number above 2^31.
   Most of the room below 64 GB, where the core's own mappings begin, is left in
   one piece for a program that wants to map much at once. */
#define PLACES_START 0xc80000000UL
#define PLACES_END   0x1000000000UL

/* What lies beside an arena must not be joined with it. */
static Bool is_place(Addr start, SizeT bytes)
{
   const NSegment* before = VG_(am_find_nsegment)(start - 1);

   return (before == NULL || before->isCH)
       && VG_(am_covered_by_single_free_segment)(start, bytes + VKI_PAGE_SIZE);
}

/* Behind the last arena, if that is free.  Elsewhere a margin comes first, so that
   a program that reads before the first block goes on, too.  0 if the room is used
   up. */
static Addr next_place(SizeT bytes, /*OUT*/SizeT* margin)
{
   Word n     = VG_(sizeXA)(arenas);
   Addr start = n == 0 ? 0 : ((Arena*)VG_(indexXA)(arenas, n - 1))->end;

   *margin = 0;
   if (start < PLACES_START) {
      start   = PLACES_START;
      *margin = VR_GRANULE;
   }
   while (start < PLACES_END && *margin + bytes < PLACES_END - start) {
      if (is_place(start, *margin + bytes))
         return start;
      start  += ARENA_MAX;
      *margin = VR_GRANULE;
   }
   return 0;
}

/* The start of what can be used of it; 0 if it can't be had. */
static Addr map_in_place(SizeT bytes)
{
   SizeT margin;
   Addr  start = next_place(bytes, &margin);

   if (start == 0 || sr_isError(VG_(am_mmap_anon_fixed_client)(
                        start, margin + bytes,
                        VKI_PROT_READ | VKI_PROT_WRITE)))
      return 0;
   VR_(say_it_is_heap)(start);
   VR_(shadow_mark)(start, margin);
   return start + margin;
}

/* Gives back what alignment has left over behind an arena.  Kept, it would
   stand between this one and the next, whose free runs could then not merge: a
   block that grows step by step would need new memory each time. */
static void trim(Addr start, SizeT n)
{
   Bool discard;

   if (n > 0 && sr_isError(VG_(am_munmap_client)(&discard, start, n)))
      VR_(shadow_mark)(start, n);
}

/* What lies before it, if this arena does not follow another, stays as a marked
   margin. */
static Addr map_anywhere(SizeT bytes)
{
   /* Mappings are page-aligned: this finds an aligned start in any case. */
   SizeT  length = bytes + VR_GRANULE - VKI_PAGE_SIZE;
   SysRes res = VG_(am_mmap_client_heap)(length,
                                         VKI_PROT_READ | VKI_PROT_WRITE);
   if (sr_isError(res))
      return 0;
   Addr mapped = sr_Res(res);
   Addr start  = VG_ROUNDUP(mapped, VR_GRANULE);
   Addr end    = start + bytes;
   VR_(shadow_mark)(mapped, start - mapped);
   trim(end, mapped + length - end);
   return end > VR_ADDRESS_LIMIT ? 0 : start;
}

/* Maps client memory for that many granules and returns them as one run: fresh,
   not marked, not in the set.  NULL if the core or the kernel has no memory. */
static VrSpan* map_run(SizeT bytes)
{
   Addr start = map_in_place(bytes);

   if (start == 0)
      start = map_anywhere(bytes);
   if (start == 0)
      return NULL;
   remember_arena(start, start + bytes);
   return new_span(start, bytes >> VR_GRANULE_LOG2, True);
}

static VrSpan* map_arena(UWord n_granules)
{
   SizeT need  = n_granules << VR_GRANULE_LOG2;
   SizeT usual = VG_ROUNDUP(VR_(arena_bytes) / 2, VR_GRANULE);

   usual = usual < ARENA_MIN ? ARENA_MIN
         : usual > ARENA_MAX ? ARENA_MAX : usual;
   VrSpan* run = map_run(need > usual ? need : usual);
   if (run == NULL && need < usual)
      run = map_run(need);
   return run;
}

/* The smallest free run that has n granules, out of the set. */
static VrSpan* best_run(UWord n_granules)
{
   VrSpan key = { .n_granules = n_granules, .start = 0 };

   VG_(OSetGen_ResetIterAt)(free_runs, &key);
   VrSpan* run = VG_(OSetGen_Next)(free_runs);
   if (run != NULL)
      remove_run(run);
   return run;
}

VrSpan* VR_(span_take)(UWord n_granules, /*OUT*/Bool* is_marked)
{
   VrSpan* span = best_run(n_granules);

   *is_marked = span != NULL;
   if (span == NULL)
      span = map_arena(n_granules);
   if (span == NULL)
      return NULL;

   if (span->n_granules > n_granules) {
      Addr    cut  = span->start + (n_granules << VR_GRANULE_LOG2);
      VrSpan* rest = new_span(cut, span->n_granules - n_granules, span->fresh);
      if (!*is_marked)
         VR_(shadow_mark)(cut, VR_(span_end)(rest) - cut);
      insert_run(rest);
      span->n_granules = n_granules;
   }
   set_granules(span, span);
   return span;
}

/* Merges run, which is not in the set, with a free neighbour, which is.
   *dirty_start, *dirty_end: the part that may have contents. */
static void absorb(VrSpan* run, VrSpan* neighbour,
                   Addr* dirty_start, Addr* dirty_end)
{
   if (neighbour == NULL || neighbour->n_slots != 0)
      return;
   remove_run(neighbour);
   if (!neighbour->fresh) {
      if (neighbour->start < *dirty_start)
         *dirty_start = neighbour->start;
      if (VR_(span_end)(neighbour) > *dirty_end)
         *dirty_end = VR_(span_end)(neighbour);
   }
   if (neighbour->start < run->start)
      run->start = neighbour->start;
   run->n_granules += neighbour->n_granules;
   VG_(OSetGen_FreeNode)(free_runs, neighbour);
}

void VR_(span_release)(VrSpan* span)
{
   Addr  dirty_start = span->start, dirty_end = VR_(span_end)(span);
   UWord before = granule_of(span->start) - 1, after = granule_of(dirty_end);

   set_granules(span, NULL);
   if (span->records != &span->own_record)
      VG_(free)(span->records);
   span->records = NULL;
   VG_(free)(span->owners);
   span->owners = NULL;
   span->n_slots = span->n_used = span->n_taken = 0;
   span->stride  = span->lead   = span->reciprocal = 0;

   /* Granule 0 and the last below the limit are never ours. */
   absorb(span, VR_(granule_table)[before], &dirty_start, &dirty_end);
   absorb(span, VR_(granule_table)[after],  &dirty_start, &dirty_end);
   span->fresh = span->n_granules >= GRANULES_TO_GIVE_BACK
                 && VR_(give_back_pages)(dirty_start, dirty_end - dirty_start);
   insert_run(span);
}

const VrSpan* VR_(free_run_around)(Addr a)
{
   const VrSpan* run;

   VG_(OSetGen_ResetIter)(free_runs);
   while ((run = VG_(OSetGen_Next)(free_runs)) != NULL)
      if (a >= run->start && a < VR_(span_end)(run))
         return run;
   return NULL;
}

VrSpan** VR_(heap_spans)(/*OUT*/UInt* n_spans)
{
   UInt     n     = 0;
   VrSpan** spans = NULL;

   /* Twice the same walk: first to count, then to collect. */
   for (UInt collect = 0; collect < 2; collect++) {
      Addr a = 0;
      if (collect)
         spans = VG_(malloc)("vr.heap.all_spans", (n + 1) * sizeof *spans);
      n = 0;
      for (Word i = 0; i < VG_(sizeXA)(arenas); i++) {
         const Arena* arena = VG_(indexXA)(arenas, i);
         /* A free run may reach into the next arena. */
         if (a < arena->start)
            a = arena->start;
         while (a < arena->end) {
            VrSpan* span = VR_(granule_table)[granule_of(a)];
            if (span->n_used > 0) {
               if (collect)
                  spans[n] = span;
               n++;
            }
            a = VR_(span_end)(span);
         }
      }
   }
   *n_spans = n;
   return spans;
}

void VR_(spans_init)(void)
{
   arenas = VG_(newXA)(VG_(malloc), "vr.heap.arenas", VG_(free), sizeof(Arena));
   free_runs = VG_(OSetGen_Create_With_Pool)(0, compare_runs, VG_(malloc),
                                             "vr.heap.spans", VG_(free),
                                             256, sizeof(VrSpan));
}
