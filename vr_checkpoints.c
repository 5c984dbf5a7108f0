/* vr_checkpoints.c: see vr_checkpoints.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_checkpoints.h"
#include "vr_callers.h"
#include "vr_contexts.h"
#include "vr_custom.h"
#include "vr_errors.h"
#include "vr_heap.h"
#include "vr_misuse.h"
#include "vr_options.h"
#include "vr_pools.h"
#include "vr_sites.h"

/* So often in a row something must be left behind. */
#define ROUNDS 3

/* Names that are made up anew for each round would compare nothing with
   nothing. */
#define MAX_NAMES 64

typedef struct {
   Long bytes, blocks;
} Amount;

typedef struct {
   Amount left;                  /* by the rounds of the streak             */
   UInt   rounds;                /* in a row that left something            */
} Streak;

typedef struct {
   HChar*  name;
   XArray* threads;              /* of ThreadId: that are in a round of it  */
   Amount* before;               /* by site; NULL: no round to be compared  */
   UInt    n_before;
   Streak* streaks;              /* by site                                 */
   UInt    n_streaks;
} Trip;

static XArray* trips;            /* of Trip                                 */
static OSet*   reported;         /* numbers of sites                        */

/* ---- names ---- */

static Trip* find_trip(const HChar* name)
{
   for (Word i = 0; trips != NULL && i < VG_(sizeXA)(trips); i++) {
      Trip* trip = VG_(indexXA)(trips, i);
      if (VG_STREQ(trip->name, name))
         return trip;
   }
   return NULL;
}

/* NULL if there are too many. */
static Trip* new_trip(const HChar* name)
{
   Trip trip;

   if (trips == NULL) {
      trips    = VG_(newXA)(VG_(malloc), "vr.checkpoints.trips", VG_(free),
                            sizeof(Trip));
      reported = VG_(OSetWord_Create)(VG_(malloc), "vr.checkpoints.reported",
                                      VG_(free));
   }
   if (VG_(sizeXA)(trips) == MAX_NAMES)
      return NULL;
   VG_(memset)(&trip, 0, sizeof trip);
   trip.name    = VG_(strdup)("vr.checkpoints.name", name);
   trip.threads = VG_(newXA)(VG_(malloc), "vr.checkpoints.threads", VG_(free),
                             sizeof(ThreadId));
   return VG_(indexXA)(trips, VG_(addToXA)(trips, &trip));
}

/* ---- threads ---- */

static Word place_of_thread(const Trip* trip, ThreadId tid)
{
   for (Word i = 0; i < VG_(sizeXA)(trip->threads); i++)
      if (*(ThreadId*)VG_(indexXA)(trip->threads, i) == tid)
         return i;
   return -1;
}

/* ---- counting ---- */

static void count(const VrRecord* record, Addr start)
{
   VR_(site_alloc)(record->alloc_ecu, start, record->size);
}

static void count_custom(const VrCustomBlock* block)
{
   count(&block->record, block->start);
}

static void count_chunk(const VrPool* pool, const VrCustomBlock* chunk)
{
   count_custom(chunk);
}

/* Unless growth is looked for, nobody has counted so far: what lives now is
   counted as if it had been allocated at this moment. */
static void count_from_now_on(void)
{
   UInt     n_spans;
   VrSpan** spans = VR_(heap_spans)(&n_spans);

   for (UInt i = 0; i < n_spans; i++)
      for (UInt slot = 0; slot < spans[i]->n_used; slot++)
         if (spans[i]->records[slot].state == VrSlot_Live)
            count(&spans[i]->records[slot],
                  VR_(slot_payload)(spans[i], slot));
   VG_(free)(spans);
   VR_(custom_visit)(count_custom);
   VR_(pools_visit)(count_chunk);
   VR_(sites_are_counted) = True;
}

static Bool stacks_are_kept(void)
{
   return VR_(options).keep_stacktraces != VrStacks_None
       && VR_(options).keep_stacktraces != VrStacks_Free;
}

/* ---- rounds ---- */

static Amount amount_of(UInt site)
{
   const VrSite* s = &VR_(site_table)[site];
   return (Amount) { VR_(site_live_bytes)(s), VR_(site_live_blocks)(s) };
}

static void note_what_is_there(Trip* trip)
{
   trip->n_before = VR_(site_table_size);
   trip->before   = VG_(realloc)("vr.checkpoints.before", trip->before,
                                 (trip->n_before + 1) * sizeof(Amount));
   for (UInt i = 0; i < trip->n_before; i++)
      trip->before[i] = amount_of(i);
}

static void forget_what_was_there(Trip* trip)
{
   VG_(free)(trip->before);
   trip->before = NULL;
}

static void cover_all_sites(Trip* trip)
{
   UInt n = VR_(site_table_size);

   if (n == trip->n_streaks)
      return;
   trip->streaks = VG_(realloc)("vr.checkpoints.streaks", trip->streaks,
                                n * sizeof(Streak));
   VG_(memset)(trip->streaks + trip->n_streaks, 0,
               (n - trip->n_streaks) * sizeof(Streak));
   trip->n_streaks = n;
}

/* What joined sites have more than before, and the one of them that has most. */
typedef struct {
   Amount more;
   Long   most_bytes;
   UInt   number;
} Difference;

/* By the number of the site that leads them, / 4. */
static Difference* differences(const Trip* trip)
{
   UInt        n = VR_(site_table_size);
   Difference* all = VG_(calloc)("vr.checkpoints.differences", n + 1,
                                 sizeof *all);

   /* Number 0: blocks whose stacks are not kept. */
   for (UInt i = 1; i < n; i++) {
      Amount now = amount_of(i), before = { 0, 0 };
      if (VR_(site_table)[i].allocs == 0)
         continue;
      if (i < trip->n_before)
         before = trip->before[i];
      Difference* d = &all[VR_(site_leader)(4 * i) / 4];
      d->more.bytes  += now.bytes - before.bytes;
      d->more.blocks += now.blocks - before.blocks;
      if (d->number == 0 || now.bytes - before.bytes > d->most_bytes) {
         d->most_bytes = now.bytes - before.bytes;
         d->number     = 4 * i;
      }
   }
   return all;
}

static Bool is_more(const Amount* a)
{
   return a->bytes > 0 || (a->bytes == 0 && a->blocks > 0);
}

/* Losses for which a gain is looked for, at most. */
#define MAX_LOSSES 32

/* What one site has lost and another has got, to the byte, has been replaced: a
   ring may have been filled elsewhere than where it is refilled. */
static void cancel_replaced(Difference* all, UInt n)
{
   UInt n_losses = 0;

   for (UInt loss = 1; loss < n && n_losses < MAX_LOSSES; loss++) {
      if (all[loss].more.blocks >= 0)
         continue;
      n_losses++;
      for (UInt gain = 1; gain < n; gain++)
         if (all[gain].more.bytes == -all[loss].more.bytes
             && all[gain].more.blocks == -all[loss].more.blocks) {
            all[gain].more = (Amount) { 0, 0 };
            break;
         }
   }
}

static void report(ThreadId tid, const Trip* trip, const Amount* left,
                   UInt number)
{
   HChar text[300];
   SizeT n = VG_(snprintf)(text, sizeof text, "Three rounds of '%s' in a row "
                           "left %'lld bytes ", trip->name, left->bytes);
   VrGrowthError error = {
      .what    = text,
      .where   = VR_(context_of)(number),
      .bytes   = left->bytes,
      .blocks  = left->blocks > 0 ? left->blocks : 0,
      .n_notes = 1,
      .notes   = { { "The third round ended",
                     VR_(context_of)(VR_(callers_record)(tid)) } }
   };

   if (left->blocks > 0)
      VG_(snprintf)(text + n, sizeof text - n, "in %'lld blocks behind",
                    left->blocks);
   else
      VG_(snprintf)(text + n, sizeof text - n, "more behind");
   VR_(error_growth_now)(tid, &error);
}

static void compare(ThreadId tid, Trip* trip)
{
   Difference* all = differences(trip);

   cover_all_sites(trip);
   cancel_replaced(all, trip->n_streaks);
   for (UInt i = 1; i < trip->n_streaks; i++) {
      Streak* streak = &trip->streaks[i];
      if (!is_more(&all[i].more)) {
         VG_(memset)(streak, 0, sizeof *streak);
         continue;
      }
      streak->left.bytes  += all[i].more.bytes;
      streak->left.blocks += all[i].more.blocks;
      streak->rounds++;
      if (streak->rounds == ROUNDS && !VG_(OSetWord_Contains)(reported, i)) {
         VG_(OSetWord_Insert)(reported, i);
         report(tid, trip, &streak->left, all[i].number);
      }
   }
   VG_(free)(all);
}

/* ---- the requests ---- */

void VR_(checkpoint_begin)(ThreadId tid, const HChar* name)
{
   Trip* trip = find_trip(name);

   if (!stacks_are_kept())
      VR_(warn_of_misuse)(tid, "VRLEAK_CHECKPOINT_BEGIN: where blocks are "
                          "allocated is not recorded (--keep-stacktraces): "
                          "nothing is compared");
   if (!VR_(sites_are_counted))
      count_from_now_on();
   if (trip == NULL)
      trip = new_trip(name);
   if (trip == NULL) {
      VR_(warn_of_misuse)(tid, "VRLEAK_CHECKPOINT_BEGIN: more than %d names; "
                          "'%s' is ignored", MAX_NAMES, name);
      return;
   }
   if (place_of_thread(trip, tid) >= 0) {
      VR_(warn_of_misuse)(tid, "VRLEAK_CHECKPOINT_BEGIN: this thread is in a "
                          "round of '%s' already", name);
      return;
   }
   if (VG_(sizeXA)(trip->threads) == 0)
      note_what_is_there(trip);
   VG_(addToXA)(trip->threads, &tid);
}

void VR_(checkpoint_end)(ThreadId tid, const HChar* name)
{
   Trip* trip  = find_trip(name);
   Word  place = trip == NULL ? -1 : place_of_thread(trip, tid);

   if (place < 0) {
      VR_(warn_of_misuse)(tid, "VRLEAK_CHECKPOINT_END: this thread is not in a "
                          "round of '%s'", name);
      return;
   }
   VG_(removeIndexXA)(trip->threads, place);
   if (VG_(sizeXA)(trip->threads) > 0 || trip->before == NULL)
      return;
   compare(tid, trip);
   forget_what_was_there(trip);
}

/* The round of others who are in it at the same time can't be compared, either:
   what the thread had in hand stays. */
void VR_(checkpoints_leave)(ThreadId tid)
{
   for (Word i = 0; trips != NULL && i < VG_(sizeXA)(trips); i++) {
      Trip* trip  = VG_(indexXA)(trips, i);
      Word  place = place_of_thread(trip, tid);
      if (place < 0)
         continue;
      VG_(removeIndexXA)(trip->threads, place);
      forget_what_was_there(trip);
   }
}
