/* vr_growth.c: see vr_growth.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_growth.h"
#include "vr_census.h"
#include "vr_containers.h"
#include "vr_contexts.h"
#include "vr_custom.h"
#include "vr_epochs.h"
#include "vr_heap.h"
#include "vr_histories.h"
#include "vr_options.h"
#include "vr_owners.h"
#include "vr_pools.h"
#include "vr_sites.h"
#include "vr_stats.h"

/* Nothing changes any more after the last judgement. */
static Bool has_ended = False;

static inline ULong in_bytes(ULong units)
{
   return units * VR_HISTORY_UNIT;
}

/* ------------------------------------------------------------------ */
/*  Judging                                                            */
/* ------------------------------------------------------------------ */

/* How many blocks of each history were born in each epoch and live. */
typedef UInt Births[VR_MAX_EPOCHS + 1];
static Births* births;

static void count_birth(const VrRecord* record)
{
   UInt history = VR_(history_of)(record->alloc_ecu);

   if (history != VR_NO_HISTORY)
      births[history][VR_(epoch_of_serial)(record->birth)]++;
}

static void count_custom_birth(const VrCustomBlock* block)
{
   count_birth(&block->record);
}

static void count_chunk_birth(const VrPool* pool, const VrCustomBlock* chunk)
{
   count_birth(&chunk->record);
}

/* By history: whose stacks they are. */
static UInt* coroutines;

static void count_coroutine(VrCoro* coro, void* opaque)
{
   UInt history = VR_(history_of)(VR_(coro_site)(coro));

   if (history == VR_NO_HISTORY)
      return;
   coroutines[history]++;
   if (coro->site_bytes != 0)
      births[history][VR_(epoch_of_serial)(coro->birth)]++;
}

static void count_births(void)
{
   UInt     n_spans;
   VrSpan** spans = VR_(heap_spans)(&n_spans);

   births = VG_(calloc)("vr.growth.births", VR_(n_histories) + 1,
                        sizeof *births);
   for (UInt i = 0; i < n_spans; i++)
      for (UInt slot = 0; slot < spans[i]->n_used; slot++)
         if (spans[i]->records[slot].state == VrSlot_Live)
            count_birth(&spans[i]->records[slot]);
   VG_(free)(spans);
   VR_(custom_visit)(count_custom_birth);
   VR_(pools_visit)(count_chunk_birth);
   coroutines = VG_(calloc)("vr.growth.coroutines", VR_(n_histories) + 1,
                            sizeof *coroutines);
   VR_(coro_visit)(count_coroutine, NULL);
}

/* Programs that clean up before they end have nothing left when they are judged.
   If less than half is left of what there was in the last tenth of the epochs,
   that is what has happened, and what counts is what was before it. */
static UInt  epochs_to_judge;
static Bool  cleaned_up;

static void find_clean_up(void)
{
   const ULong* in_use = VR_(run_history).in_use;
   UInt n    = VR_(n_epochs)();
   UInt most = n - 1;

   epochs_to_judge = n;
   cleaned_up      = False;
   for (UInt i = n - n / 10; i < n; i++)
      if (in_use[i] > in_use[most])
         most = i;
   if (n > 0 && VR_(heap_stats).live_bytes < in_use[most] / 2) {
      epochs_to_judge = most + 1;
      cleaned_up      = True;
   }
}

/* Are blocks replaced by larger ones, rather than more of them allocated? */
static Bool is_enlarged(const VrHistory* h, UInt n)
{
   UInt before = h->blocks[n / 4];

   return h->blocks[n - 1] <= before + before / 8 + 1
          && h->bytes[n - 1] > h->bytes[n / 4];
}

/* A container of few blocks, of which the newest is seen to be filled. */
static VrTrend trend_of_filling(const VrHistory* h, UInt n)
{
   VrTrend trend = VR_(trend_of_floors)(h->filled, n, NULL);

   if (trend.verdict == VrVerdict_Growing
       && h->bytes[n - 1] <= h->bytes[trend.since])
      trend.verdict = VrVerdict_Plateau;     /* there was room from the start */
   return trend;
}

/* Was there ever room at the end of the newest block? */
static Bool filling_is_seen(const VrHistory* h, UInt n)
{
   Bool seen = False;

   for (UInt i = n / 4; i < n; i++) {
      if (h->filled[i] == VR_NOT_SEEN)
         return False;
      if (h->filled[i] < h->bytes[i] - h->bytes[i] / 8)
         seen = True;
   }
   return seen;
}

static VrTrend trend_of(const VrHistory* h, const UInt* born)
{
   UInt    n = epochs_to_judge;
   VrTrend trend;

   if (n < 4)
      return VR_(trend_of_floors)(h->bytes, n, NULL);
   if (filling_is_seen(h, n))
      return trend_of_filling(h, n);
   trend = VR_(trend_of_floors)(h->bytes, n,
                                cleaned_up || h->blocks[n - 1] <= VR_FEW_BLOCKS
                                ? NULL : born);
   if (trend.verdict != VrVerdict_Growing && is_enlarged(h, n)) {
      VrTrend steps = VR_(trend_of_steps)(h->bytes, n);
      if (steps.verdict == VrVerdict_Growing)
         return steps;
   }
   return trend;
}

/* ---- is it news? ---- */

/* A program that has done less is about to start, or over in no time. */
#define MIN_WORK (1ULL << 20)

/* Is it too early to speak of growth?  Not if the program's own marks say that
   it does the same again and again. */
static Bool is_too_early(void)
{
   return !VR_(epochs_are_marks)()
       && (epochs_to_judge * VR_(epoch_length)() < MIN_WORK
           || VR_(trend_of_new_work)(VR_(run_history).sites, epochs_to_judge));
}

/* Less than this is not worth a word. */
#define MIN_RISE_BYTES 512

/* Nor, in a summary, is less than this part of what was in use at most: the
   program must run for a hundred times as long until that has doubled. */
#define MIN_RISE_SHARE 100

static ULong least_rise(void)
{
   ULong most = 0, least;

   if (VR_(options).growth_check != VrGrowthCheck_Summary
       || VR_(epochs_are_marks)())
      return MIN_RISE_BYTES;
   for (UInt i = 0; i < epochs_to_judge; i++)
      if (VR_(run_history).in_use[i] > most)
         most = VR_(run_history).in_use[i];
   least = most / MIN_RISE_SHARE;
   return least > MIN_RISE_BYTES ? least : MIN_RISE_BYTES;
}

/* What is gone again was no growth, unless all is gone. */
static Bool is_there_still(const VrHistory* h)
{
   return cleaned_up
       || h->live_bytes >= in_bytes(h->bytes[epochs_to_judge - 1]) / 2;
}

/* By history, as of now. */
static VrTrend* trends;

static VrVerdict verdict_on_growth(const VrHistory* h, const VrTrend* trend,
                                   Bool too_early, ULong least)
{
   if (too_early)
      return VrVerdict_Insufficient;
   return in_bytes(trend->rise) < least || !is_there_still(h)
        ? VrVerdict_Plateau : VrVerdict_Growing;
}

/* From the histories, whose sums are up to date. */
static void find_trends(void)
{
   Bool  too_early;
   ULong least;

   count_births();
   find_clean_up();
   too_early = is_too_early();
   least     = least_rise();
   trends    = VG_(calloc)("vr.growth.trends", VR_(n_histories) + 1,
                           sizeof *trends);
   for (UInt i = 0; i < VR_(n_histories); i++) {
      const VrHistory* h = VR_(histories)[i];
      VrTrend*       t = &trends[i];
      *t = (VrTrend) { VrVerdict_Plateau, 0, 0, 0 };
      if (h->number != 0)
         *t = trend_of(h, births[i]);
      if (t->verdict == VrVerdict_Growing)
         t->verdict = verdict_on_growth(h, t, too_early, least);
   }
   VG_(free)(births);
}

static void forget_trends(void)
{
   VG_(free)(trends);
   VG_(free)(coroutines);
}

/* ---- owners ---- */

static UInt group_of_block(const VrRecord* record)
{
   UInt h = VR_(history_of)(record->alloc_ecu);

   return h != VR_NO_HISTORY && trends[h].verdict == VrVerdict_Growing
        ? h : VR_NO_GROUP;
}

/* Who was found before is the better answer if now it is nobody: at the end, the
   variable may be gone. */
static Bool is_news(const VrOwner* now, const VrOwner* before)
{
   return now->what[0] != '\0'
       && (before == NULL || before->is_lost || !now->is_lost);
}

static void keep_owner(VrHistory* h, const VrOwner* owner)
{
   if (!is_news(owner, h->attached))
      return;
   if (h->attached == NULL)
      h->attached = VG_(malloc)("vr.growth.owner", sizeof *owner);
   VG_(memcpy)(h->attached, owner, sizeof *owner);
}

static Bool owners_are_wanted(void)
{
   for (UInt i = 0; i < VR_(n_histories); i++)
      if (trends[i].verdict == VrVerdict_Growing)
         return !cleaned_up;
   return False;
}

static void find_owners(void)
{
   VrOwner* owners = VG_(calloc)("vr.growth.owners", VR_(n_histories),
                                 sizeof *owners);

   VR_(owners_find)(VR_(n_histories), group_of_block, owners);
   for (UInt i = 0; i < VR_(n_histories); i++)
      if (trends[i].verdict == VrVerdict_Growing)
         keep_owner(VR_(histories)[i], &owners[i]);
   VG_(free)(owners);
}

/* ---- records ---- */

static VrGrowth* records;
static UInt      n_records;

/* growth per epoch, by blocks of code executed in the epochs since. */
static ULong per_million(ULong bytes_per_epoch, UInt since, UInt n)
{
   const ULong* executed = VR_(run_history).executed;
   ULong bytes, blocks;

   if (since + 1 >= n || executed[n - 1] <= executed[since])
      return 0;
   bytes  = bytes_per_epoch * (n - 1 - since);
   blocks = executed[n - 1] - executed[since];
   return bytes < 1ULL << 40 ? bytes * 1000000 / blocks
                             : bytes / (blocks / 1000000 + 1);
}

static void make_record(UInt i)
{
   const VrHistory* h = VR_(histories)[i];
   const VrTrend* t = &trends[i];
   VrGrowth*      r = &records[n_records++];

   r->verdict     = t->verdict;
   r->where       = VR_(context_of)(h->largest);
   r->bytes       = h->live_bytes;
   r->blocks      = h->live_blocks;
   r->epochs      = epochs_to_judge;
   r->since_epoch = t->since;
   r->owner       = h->attached;
   r->history     = h;
   if (coroutines[i] > h->live_blocks / 2)
      r->coroutines = coroutines[i];
   if (r->verdict == VrVerdict_Growing && r->owner != NULL
       && r->owner->unbounded)
      r->verdict  = VrVerdict_Plateau;     /* as the program wants it */
   r->bytes_per_epoch   = t->epochs > 0 ? in_bytes(t->rise) / t->epochs : 0;
   r->bytes_per_million = per_million(r->bytes_per_epoch, t->since, r->epochs);
   if (cleaned_up && r->epochs > 0) {
      r->bytes  = in_bytes(h->bytes[r->epochs - 1]);
      r->blocks = h->blocks[r->epochs - 1];
   }
   r->survivors_percent = h->allocs == 0 ? 0 : 100 * r->blocks / h->allocs;
}

static Int by_importance(const void* va, const void* vb)
{
   const VrGrowth* a = va;
   const VrGrowth* b = vb;

   if (a->verdict != b->verdict)
      return a->verdict > b->verdict ? -1 : 1;
   if (a->bytes_per_epoch != b->bytes_per_epoch)
      return a->bytes_per_epoch > b->bytes_per_epoch ? -1 : 1;
   return a->bytes > b->bytes ? -1 : a->bytes < b->bytes ? 1 : 0;
}

static Bool may_share_owner(const VrGrowth* r)
{
   return r->verdict == VrVerdict_Growing && r->owner != NULL
          && r->owner->object != 0;
}

/* What grows comes first, and mostly is little: most are not compared. */
static void find_containers(void)
{
   for (UInt i = 0; i < n_records; i++) {
      UInt first = may_share_owner(&records[i]) ? 0 : i;
      while (first < i && !(may_share_owner(&records[first])
                            && records[first].owner->object
                               == records[i].owner->object))
         first++;
      records[i].container = first;
   }
}

void VR_(growth_judge)(void)
{
   if (has_ended || VR_(options).growth_check == VrGrowthCheck_No)
      return;
   VR_(histories_sum_up)();      /* there may be more of them now */
   find_trends();
   if (owners_are_wanted())
      find_owners();
   VG_(free)(records);
   n_records = 0;
   records   = VG_(calloc)("vr.growth.records", VR_(n_histories) + 1,
                           sizeof *records);
   for (UInt i = 0; i < VR_(n_histories); i++)
      if (VR_(histories)[i]->number != 0)
         make_record(i);
   forget_trends();
   VG_(ssort)(records, n_records, sizeof *records, by_importance);
   find_containers();
}

void VR_(growth_judge_at_end)(void)
{
   VR_(growth_judge)();
   has_ended = True;
}

const VrGrowth* VR_(growth_records)(UInt* n)
{
   *n = n_records;
   return records;
}

/* ------------------------------------------------------------------ */
/*  As time goes by                                                    */
/* ------------------------------------------------------------------ */

/* The owners are looked for every so many epochs, since at the end it may be too
   late: the variable may be gone, or the container empty.  On a large heap that
   takes its time, which may be a sixty-fourth of the run's, and as much as is
   never noticed: all are estimated, in nanoseconds, so that they are the same in
   each run. */
#define EPOCHS_PER_SEARCH     16
#define NS_PER_BLOCK_EXECUTED 10
#define NS_PER_ALLOC          500
#define NS_PER_BLOCK_JUDGED   5
#define NS_PER_BLOCK_SEARCHED 150
#define BYTES_SEARCHED_PER_NS 4
#define SHARE_OF_SEARCHES     64
#define NEVER_NOTICED_NS      10000000

static ULong spent_ns;

static Bool may_spend(ULong ns)
{
   ULong run_ns = VR_(stats).blocks_executed * NS_PER_BLOCK_EXECUTED
                + VR_(heap_stats).allocs * NS_PER_ALLOC;

   if (spent_ns + ns > run_ns / SHARE_OF_SEARCHES + NEVER_NOTICED_NS)
      return False;
   spent_ns += ns;
   return True;
}

static void look_for_owners(void)
{
   const VrHeapStats* heap = &VR_(heap_stats);

   if (!may_spend(heap->live_blocks * NS_PER_BLOCK_JUDGED))
      return;
   find_trends();
   if (owners_are_wanted()
       && may_spend(heap->live_blocks * NS_PER_BLOCK_SEARCHED
                    + heap->live_bytes / BYTES_SEARCHED_PER_NS))
      find_owners();
   forget_trends();
}

static void epoch_ended(UInt epoch)
{
   if (has_ended)
      return;
   VR_(containers_measure)();
   VR_(histories_record)(epoch);
   if ((epoch + 1) % EPOCHS_PER_SEARCH == 0)
      look_for_owners();
}

static void epochs_merged(void)
{
   if (has_ended)
      return;
   VR_(histories_merge)();
}

static void epochs_restarted(void)
{
   if (!has_ended)
      VR_(histories_drop)();
}

void VR_(growth_init)(void)
{
   static const VrEpochListener listener =
      { epoch_ended, epochs_merged, epochs_restarted };

   if (VR_(options).growth_check == VrGrowthCheck_No)
      return;
   if (!VR_(sites_are_counted))
      return;
   VR_(epochs_init)(&listener);
}

/* ------------------------------------------------------------------ */

const HChar* VR_(verdict_name)(VrVerdict verdict)
{
   static const HChar* const names[VrVerdict_KINDS] = {
      "insufficient-data", "plateau", "sawtooth", "saturating", "growing"
   };
   return names[verdict];
}
