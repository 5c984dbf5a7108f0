/* vr_growth.c: see vr_growth.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_growth.h"
#include "vr_containers.h"
#include "vr_contexts.h"
#include "vr_custom.h"
#include "vr_epochs.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_options.h"
#include "vr_owners.h"
#include "vr_pools.h"
#include "vr_sites.h"
#include "vr_stats.h"

/* ------------------------------------------------------------------ */
/*  Histories                                                          */
/* ------------------------------------------------------------------ */

#define MAX_HISTORIES 4096

/* Values are kept in units of 16 bytes: up to 64 GB. */
#define UNIT 16
#define NOT_SEEN (~0u)

typedef struct {
   UInt  number;                    /* of the site (the leader of those that
                                       are joined); 0: free                 */
   ULong live_bytes, live_blocks;   /* of all of them, when last summed up  */
   ULong allocs;
   UInt  largest;                   /* that one of them has the most bytes  */
   ULong largest_bytes;
   Addr  newest;                    /* the largest of their newest blocks   */
   VrOwner* owner;                  /* found when it was last looked for    */
   UInt blocks[VR_MAX_EPOCHS];      /* that it had when the epoch ended     */
   UInt bytes[VR_MAX_EPOCHS];       /* in them                              */
   UInt filled[VR_MAX_EPOCHS];      /* the same, without what nobody has
                                       written to yet; or NOT_SEEN          */
} History;

static History* histories[MAX_HISTORIES];
static UInt     n_histories;        /* in use or free: [0, n_histories)     */
static UInt     n_free_histories;

/* A site gets a history when it has this much. */
static ULong noticeable_bytes = 512;

static inline UInt in_units(ULong bytes)
{
   ULong units = (bytes + UNIT - 1) / UNIT;
   return units > ~0u ? ~0u : units;
}

/* The history of each site that has one, by number / 4; 0: none. */
static UShort* history_of;
static UInt    history_of_size;

static void drop_history(UInt h)
{
   history_of[histories[h]->number / 4] = 0;
   VG_(free)(histories[h]->owner);
   histories[h]->owner  = NULL;
   histories[h]->number = 0;
   n_free_histories++;
}

/* Too many sites have something: the small ones are no news. */
static void drop_small_histories(void)
{
   while (n_free_histories < MAX_HISTORIES / 4) {
      noticeable_bytes *= 2;
      for (UInt h = 0; h < n_histories; h++)
         if (histories[h]->number != 0
             && histories[h]->live_bytes < noticeable_bytes)
            drop_history(h);
   }
}

static UInt free_history(void)
{
   if (n_free_histories == 0 && n_histories == MAX_HISTORIES)
      drop_small_histories();
   if (n_free_histories == 0) {
      histories[n_histories] = VG_(calloc)("vr.growth.history", 1,
                                           sizeof(History));
      return n_histories++;
   }
   for (UInt h = 0; ; h++)
      if (histories[h]->number == 0) {
         VG_(memset)(histories[h], 0, sizeof(History));
         n_free_histories--;
         return h;
      }
}

/* NULL if the site has none, and too little to get one. */
static History* history_for(UInt number, ULong live_bytes)
{
   UInt h;

   if (history_of[number / 4] == 0) {
      if (live_bytes < noticeable_bytes)
         return NULL;
      h = free_history();
      histories[h]->number   = number;
      history_of[number / 4] = h + 1;
   }
   return histories[history_of[number / 4] - 1];
}

static void cover_all_sites(void)
{
   UInt size = VR_(site_table_size);

   if (size == history_of_size)
      return;
   history_of = VG_(realloc)("vr.growth.history_of", history_of,
                             size * sizeof *history_of);
   VG_(memset)(history_of + history_of_size, 0,
               (size - history_of_size) * sizeof *history_of);
   history_of_size = size;
}

/* ---- how much of a block has been written to ---- */

/* Sites with so few blocks are containers that are enlarged, rather than
   filled with more blocks; below this size it isn't worth a look. */
#define FEW_BLOCKS     4
#define MIN_BLOCK_SIZE 1024

/* Places of a block at which its end is looked for. */
#define PROBES      256
#define PROBE_BYTES 64

static Bool is_zero_at(Addr a, Addr end)
{
   for (Addr stop = a + PROBE_BYTES; a < stop && a + sizeof(UWord) <= end;
        a += sizeof(UWord))
      if (*(UWord*)a != 0)
         return False;
   return True;
}

/* The bytes at the end of a block that was all zero in which nothing else is
   seen. */
static SizeT unwritten_tail(Addr start, SizeT size)
{
   SizeT step = VG_ROUNDUP(size / PROBES, sizeof(UWord));
   SizeT tail = 0;

   if (step < PROBE_BYTES)
      step = PROBE_BYTES;
   if (!VR_FAULT_GUARD_BEGIN())
      return 0;
   while (tail + step <= size
          && is_zero_at(start + size - tail - step, start + size))
      tail += step;
   VR_FAULT_GUARD_END();
   return tail;
}

/* What is to be seen of the newest block counts for all. */
static UInt filled_units(const History* h)
{
   VrBlock block;

   if (h->live_blocks > FEW_BLOCKS || h->live_bytes < MIN_BLOCK_SIZE
       || !VR_(heap_block_at)(h->newest, &block)
       || block.record->state != VrSlot_Live
       || block.record->size < MIN_BLOCK_SIZE
       || block.record->size > h->live_bytes)
      return in_units(h->live_bytes);
   if (!block.record->fresh)
      return NOT_SEEN;
   return in_units(h->live_bytes
                   - unwritten_tail(block.start, block.record->size));
}

/* ---- epochs ---- */

/* Sums up what a site has in the history that it counts for. */
static void add_site(const VrSite* site, UInt number)
{
   History* h = history_for(VR_(site_leader)(number), site->live_bytes);

   if (h == NULL)
      return;
   h->live_bytes  += site->live_bytes;
   h->live_blocks += site->live_blocks;
   h->allocs      += site->allocs;
   if (site->live_bytes > h->largest_bytes) {
      h->largest_bytes = site->live_bytes;
      h->largest       = number;
      h->newest        = site->newest;
   }
}

/* Sites that have allocated so far. */
static UInt n_sites;

static void sum_up_sites(void)
{
   n_sites = 0;
   cover_all_sites();
   for (UInt i = 0; i < n_histories; i++) {
      History* h = histories[i];
      h->live_bytes = h->live_blocks = h->allocs = h->largest_bytes = 0;
      h->largest    = h->number;
   }
   /* Number 0: blocks whose stacks are not kept. */
   for (UInt i = 1; i < VR_(site_table_size); i++)
      if (VR_(site_table)[i].allocs != 0) {
         n_sites++;
         add_site(&VR_(site_table)[i], 4 * i);
      }
}

/* When the epoch ended: bytes in use, blocks of code executed so far, sites
   that had allocated. */
static ULong in_use[VR_MAX_EPOCHS];
static ULong executed[VR_MAX_EPOCHS];
static UInt  sites_seen[VR_MAX_EPOCHS];

/* Nothing changes any more after the last judgement. */
static Bool has_ended = False;

static void record_epoch(UInt epoch)
{
   VR_(containers_measure)();
   in_use[epoch]   = VR_(heap_stats).live_bytes;
   executed[epoch] = VR_(stats).blocks_executed;
   sum_up_sites();
   sites_seen[epoch] = n_sites;
   for (UInt i = 0; i < n_histories; i++) {
      History* h = histories[i];
      h->blocks[epoch] = h->live_blocks;
      h->bytes[epoch]  = in_units(h->live_bytes);
      h->filled[epoch] = filled_units(h);
   }
}

/* ------------------------------------------------------------------ */
/*  Judging                                                            */
/* ------------------------------------------------------------------ */

/* How many blocks of each history were born in each epoch and live. */
typedef UInt Births[VR_MAX_EPOCHS + 1];
static Births* births;

static void count_birth(const VrRecord* record)
{
   UInt history = history_of[VR_(site_leader)(record->alloc_ecu) / 4];

   if (history != 0)
      births[history - 1][VR_(epoch_of_serial)(record->birth)]++;
}

static void count_custom_birth(const VrCustomBlock* block)
{
   count_birth(&block->record);
}

static void count_chunk_birth(const VrPool* pool, const VrCustomBlock* chunk)
{
   count_birth(&chunk->record);
}

static void count_births(void)
{
   UInt     n_spans;
   VrSpan** spans = VR_(heap_spans)(&n_spans);

   births = VG_(calloc)("vr.growth.births", n_histories + 1, sizeof *births);
   for (UInt i = 0; i < n_spans; i++)
      for (UInt slot = 0; slot < spans[i]->n_used; slot++)
         if (spans[i]->records[slot].state == VrSlot_Live)
            count_birth(&spans[i]->records[slot]);
   VG_(free)(spans);
   VR_(custom_visit)(count_custom_birth);
   VR_(pools_visit)(count_chunk_birth);
}

/* Programs that clean up before they end have nothing left when they are judged.
   If less than half is left of what there was in the last tenth of the epochs,
   that is what has happened, and what counts is what was before it. */
static UInt  epochs_to_judge;
static Bool  cleaned_up;

static void find_clean_up(void)
{
   UInt n = VR_(n_epochs)();
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
static Bool is_enlarged(const History* h, UInt n)
{
   UInt before = h->blocks[n / 4];

   return h->blocks[n - 1] <= before + before / 8 + 1
          && h->bytes[n - 1] > h->bytes[n / 4];
}

/* A container of few blocks, of which the newest is seen to be filled. */
static VrTrend trend_of_filling(const History* h, UInt n)
{
   VrTrend trend = VR_(trend_of_floors)(h->filled, n, NULL);

   if (trend.verdict == VrVerdict_Growing
       && h->bytes[n - 1] <= h->bytes[trend.since])
      trend.verdict = VrVerdict_Plateau;     /* there was room from the start */
   return trend;
}

/* Was there ever room at the end of the newest block? */
static Bool filling_is_seen(const History* h, UInt n)
{
   Bool seen = False;

   for (UInt i = n / 4; i < n; i++) {
      if (h->filled[i] == NOT_SEEN)
         return False;
      if (h->filled[i] < h->bytes[i] - h->bytes[i] / 8)
         seen = True;
   }
   return seen;
}

static VrTrend trend_of(const History* h, const UInt* born)
{
   UInt    n = epochs_to_judge;
   VrTrend trend;

   if (n < 4)
      return VR_(trend_of_floors)(h->bytes, n, NULL);
   if (filling_is_seen(h, n))
      return trend_of_filling(h, n);
   trend = VR_(trend_of_floors)(h->bytes, n,
                                cleaned_up || h->blocks[n - 1] <= FEW_BLOCKS
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
           || VR_(trend_of_new_work)(sites_seen, epochs_to_judge));
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
      if (in_use[i] > most)
         most = in_use[i];
   least = most / MIN_RISE_SHARE;
   return least > MIN_RISE_BYTES ? least : MIN_RISE_BYTES;
}

/* What is gone again was no growth, unless all is gone. */
static Bool is_there_still(const History* h)
{
   return cleaned_up
       || h->live_bytes >= (ULong)h->bytes[epochs_to_judge - 1] * UNIT / 2;
}

/* By history, as of now. */
static VrTrend* trends;

static VrVerdict verdict_on_growth(const History* h, const VrTrend* trend,
                                   Bool too_early, ULong least)
{
   if (too_early)
      return VrVerdict_Insufficient;
   return trend->rise * UNIT < least || !is_there_still(h)
        ? VrVerdict_Plateau : VrVerdict_Growing;
}

static void find_trends(void)
{
   Bool  too_early;
   ULong least;

   sum_up_sites();
   count_births();
   find_clean_up();
   too_early = is_too_early();
   least     = least_rise();
   trends    = VG_(calloc)("vr.growth.trends", n_histories + 1,
                           sizeof *trends);
   for (UInt i = 0; i < n_histories; i++) {
      const History* h = histories[i];
      VrTrend*       t = &trends[i];
      *t = (VrTrend) { VrVerdict_Plateau, 0, 0, 0 };
      if (h->number != 0)
         *t = trend_of(h, births[i]);
      if (t->verdict == VrVerdict_Growing)
         t->verdict = verdict_on_growth(h, t, too_early, least);
   }
   VG_(free)(births);
}

/* ---- owners ---- */

static UInt group_of_block(const VrRecord* record)
{
   UInt h = history_of[VR_(site_leader)(record->alloc_ecu) / 4];

   return h != 0 && trends[h - 1].verdict == VrVerdict_Growing
        ? h - 1 : VR_NO_GROUP;
}

/* Who was found before is the better answer if now it is nobody: at the end, the
   variable may be gone. */
static Bool is_news(const VrOwner* now, const VrOwner* before)
{
   return now->what[0] != '\0'
       && (before == NULL || before->is_lost || !now->is_lost);
}

static void find_owners(void)
{
   Bool     any    = False;
   VrOwner* owners = NULL;

   for (UInt i = 0; i < n_histories; i++)
      if (trends[i].verdict == VrVerdict_Growing)
         any = True;
   if (!any || cleaned_up)
      return;
   owners = VG_(calloc)("vr.growth.owners", n_histories, sizeof *owners);
   VR_(owners_find)(n_histories, group_of_block, owners);
   for (UInt i = 0; i < n_histories; i++) {
      if (trends[i].verdict != VrVerdict_Growing
          || !is_news(&owners[i], histories[i]->owner))
         continue;
      if (histories[i]->owner == NULL)
         histories[i]->owner = VG_(malloc)("vr.growth.owner", sizeof(VrOwner));
      *histories[i]->owner = owners[i];
   }
   VG_(free)(owners);
}

/* ---- records ---- */

static VrGrowth* records;
static UInt      n_records;

/* growth per epoch, by blocks of code executed in the epochs since. */
static ULong per_million(ULong bytes_per_epoch, UInt since, UInt n)
{
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
   const History* h = histories[i];
   const VrTrend* t = &trends[i];
   VrGrowth*      r = &records[n_records++];

   r->verdict     = t->verdict;
   r->where       = VR_(context_of)(h->largest);
   r->bytes       = h->live_bytes;
   r->blocks      = h->live_blocks;
   r->epochs      = epochs_to_judge;
   r->since_epoch = t->since;
   r->owner       = h->owner;
   if (r->verdict == VrVerdict_Growing && r->owner != NULL
       && r->owner->unbounded)
      r->verdict  = VrVerdict_Plateau;     /* as the program wants it */
   r->bytes_per_epoch   = t->epochs > 0 ? t->rise * UNIT / t->epochs : 0;
   r->bytes_per_million = per_million(r->bytes_per_epoch, t->since, r->epochs);
   r->survivors_percent = h->allocs == 0 ? 0
                        : 100 * h->live_blocks / h->allocs;
   if (cleaned_up && r->epochs > 0) {
      r->bytes  = (ULong)h->bytes[r->epochs - 1] * UNIT;
      r->blocks = h->blocks[r->epochs - 1];
   }
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

static Bool have_same_owner(const VrGrowth* a, const VrGrowth* b)
{
   return a->owner != NULL && b->owner != NULL && a->owner->object != 0
       && a->owner->object == b->owner->object;
}

static void find_containers(void)
{
   for (UInt i = 0; i < n_records; i++) {
      UInt first = 0;
      while (first < i && !have_same_owner(&records[first], &records[i]))
         first++;
      records[i].container = first;
   }
}

void VR_(growth_judge)(void)
{
   if (has_ended || VR_(options).growth_check == VrGrowthCheck_No)
      return;
   find_trends();                /* there may be more histories now */
   find_owners();
   VG_(free)(records);
   n_records = 0;
   records   = VG_(calloc)("vr.growth.records", n_histories + 1,
                           sizeof *records);
   for (UInt i = 0; i < n_histories; i++)
      if (histories[i]->number != 0)
         make_record(i);
   VG_(free)(trends);
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
#define NS_PER_BLOCK_SEARCHED 150
#define BYTES_SEARCHED_PER_NS 4
#define SHARE_OF_SEARCHES     64
#define NEVER_NOTICED_NS      10000000

static ULong searched_ns;

static Bool may_search(void)
{
   const VrHeapStats* heap = &VR_(heap_stats);
   ULong run_ns   = VR_(stats).blocks_executed * NS_PER_BLOCK_EXECUTED
                  + heap->allocs * NS_PER_ALLOC;
   ULong needs_ns = heap->live_blocks * NS_PER_BLOCK_SEARCHED
                  + heap->live_bytes / BYTES_SEARCHED_PER_NS;

   if (searched_ns + needs_ns > run_ns / SHARE_OF_SEARCHES + NEVER_NOTICED_NS)
      return False;
   searched_ns += needs_ns;
   return True;
}

static void look_for_owners(void)
{
   if (!may_search())
      return;
   find_trends();
   find_owners();
   VG_(free)(trends);
}

static void epoch_ended(UInt epoch)
{
   if (has_ended)
      return;
   record_epoch(epoch);
   if ((epoch + 1) % EPOCHS_PER_SEARCH == 0)
      look_for_owners();
}

static void epochs_merged(void)
{
   if (has_ended)
      return;
   for (UInt i = 0; i < VR_MAX_EPOCHS / 2; i++) {
      in_use[i]     = in_use[2 * i + 1];
      executed[i]   = executed[2 * i + 1];
      sites_seen[i] = sites_seen[2 * i + 1];
   }
   for (UInt h = 0; h < n_histories; h++)
      for (UInt i = 0; i < VR_MAX_EPOCHS / 2; i++) {
         histories[h]->blocks[i] = histories[h]->blocks[2 * i + 1];
         histories[h]->bytes[i]  = histories[h]->bytes[2 * i + 1];
         histories[h]->filled[i] = histories[h]->filled[2 * i + 1];
      }
}

static void epochs_restarted(void)
{
   for (UInt h = 0; h < n_histories && !has_ended; h++)
      if (histories[h]->number != 0)
         drop_history(h);
}

void VR_(growth_init)(void)
{
   static const VrEpochListener listener =
      { epoch_ended, epochs_merged, epochs_restarted };

   if (VR_(options).growth_check == VrGrowthCheck_No)
      return;
   VR_(sites_are_counted) = True;
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
