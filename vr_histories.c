/* vr_histories.c: see vr_histories.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_histories.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_sites.h"
#include "vr_stats.h"
#include "vr_timeline.h"

VrHistory*   VR_(histories)[VR_MAX_HISTORIES];
UInt         VR_(n_histories);
VrRunHistory VR_(run_history);

static UInt n_free_histories;

/* A site gets a history when it has this much. */
static ULong noticeable_bytes = 512;

static inline UInt in_units(ULong bytes)
{
   ULong units = (bytes + VR_HISTORY_UNIT - 1) / VR_HISTORY_UNIT;
   return units > ~0u ? ~0u : units;
}

/* 1 + the history of each site that has one, by number / 4; 0: none. */
static UShort* history_of;
static UInt    history_of_size;

static void drop_history(UInt h)
{
   history_of[VR_(histories)[h]->number / 4] = 0;
   VG_(free)(VR_(histories)[h]->attached);
   VR_(histories)[h]->attached = NULL;
   VR_(histories)[h]->number   = 0;
   n_free_histories++;
}

/* Too many sites have something: the small ones are no news. */
static void drop_small_histories(void)
{
   while (n_free_histories < VR_MAX_HISTORIES / 4) {
      noticeable_bytes *= 2;
      for (UInt h = 0; h < VR_(n_histories); h++)
         if (VR_(histories)[h]->number != 0
             && VR_(histories)[h]->live_bytes < noticeable_bytes)
            drop_history(h);
   }
}

static UInt free_history(void)
{
   if (n_free_histories == 0 && VR_(n_histories) == VR_MAX_HISTORIES)
      drop_small_histories();
   if (n_free_histories == 0) {
      VR_(histories)[VR_(n_histories)] = VG_(calloc)("vr.histories.history", 1,
                                                     sizeof(VrHistory));
      return VR_(n_histories)++;
   }
   for (UInt h = 0; ; h++)
      if (VR_(histories)[h]->number == 0) {
         VG_(memset)(VR_(histories)[h], 0, sizeof(VrHistory));
         n_free_histories--;
         return h;
      }
}

/* NULL if the site has none, and too little to get one. */
static VrHistory* history_for(UInt number, ULong live_bytes)
{
   UInt h;

   if (history_of[number / 4] == 0) {
      if (live_bytes < noticeable_bytes)
         return NULL;
      h = free_history();
      VR_(histories)[h]->number   = number;
      history_of[number / 4] = h + 1;
   }
   return VR_(histories)[history_of[number / 4] - 1];
}

static void cover_all_sites(void)
{
   UInt size = VR_(site_table_size);

   if (size == history_of_size)
      return;
   history_of = VG_(realloc)("vr.histories.history_of", history_of,
                             size * sizeof *history_of);
   VG_(memset)(history_of + history_of_size, 0,
               (size - history_of_size) * sizeof *history_of);
   history_of_size = size;
}

/* ---- joined sites ---- */

/* What is too much, or not seen in one of them, stays so. */
static UInt sum_of(UInt a, UInt b)
{
   return a > ~b ? ~0u : a + b;
}

static void add_history(VrHistory* h, const VrHistory* joined)
{
   for (UInt i = 0; i < VR_MAX_EPOCHS; i++) {
      h->blocks[i] = sum_of(h->blocks[i], joined->blocks[i]);
      h->bytes[i]  = sum_of(h->bytes[i],  joined->bytes[i]);
      h->filled[i] = sum_of(h->filled[i], joined->filled[i]);
   }
   if (joined->largest_bytes > h->largest_bytes) {
      h->largest       = joined->largest;
      h->largest_bytes = joined->largest_bytes;
   }
}

/* A site may have been joined with others since: what it had was the leader's. */
static void go_on_as_leader(UInt i)
{
   VrHistory* h      = VR_(histories)[i];
   UInt       leader = VR_(site_leader)(h->number);
   UInt       other  = history_of[leader / 4];

   if (leader == h->number)
      return;
   if (other != 0) {
      add_history(VR_(histories)[other - 1], h);
      drop_history(i);
      return;
   }
   history_of[h->number / 4] = 0;
   history_of[leader / 4]    = i + 1;
   h->number                 = leader;
}

/* ---- how much of a block has been written to ---- */

/* Below this size it isn't worth a look. */
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
static UInt filled_units(const VrHistory* h)
{
   VrBlock block;

   if (h->live_blocks > VR_FEW_BLOCKS || h->live_bytes < MIN_BLOCK_SIZE
       || !VR_(heap_block_at)(h->newest, &block)
       || block.record->state != VrSlot_Live
       || block.record->size < MIN_BLOCK_SIZE
       || block.record->size > h->live_bytes)
      return in_units(h->live_bytes);
   if (!block.record->fresh)
      return VR_NOT_SEEN;
   return in_units(h->live_bytes
                   - unwritten_tail(block.start, block.record->size));
}

/* ---- sums ---- */

/* Sums up what a site has in the history that it counts for. */
static void add_site(const VrSite* site, UInt number)
{
   VrHistory* h = history_for(VR_(site_leader)(number),
                              VR_(site_live_bytes)(site));

   if (h == NULL)
      return;
   h->live_bytes  += VR_(site_live_bytes)(site);
   h->live_blocks += VR_(site_live_blocks)(site);
   h->allocs      += site->allocs;
   if (VR_(site_live_bytes)(site) > h->largest_bytes) {
      h->largest_bytes = VR_(site_live_bytes)(site);
      h->largest       = number;
      h->newest        = site->newest;
   }
}

/* Sites that have allocated so far. */
static UInt n_sites;

void VR_(histories_sum_up)(void)
{
   n_sites = 0;
   cover_all_sites();
   for (UInt i = 0; i < VR_(n_histories); i++) {
      VrHistory* h = VR_(histories)[i];
      if (h->number != 0)
         go_on_as_leader(i);
      h->live_bytes = h->live_blocks = h->allocs = h->largest_bytes = 0;
   }
   /* Number 0: blocks whose stacks are not kept. */
   for (UInt i = 1; i < VR_(site_table_size); i++)
      if (VR_(site_table)[i].allocs != 0) {
         n_sites++;
         add_site(&VR_(site_table)[i], 4 * i);
      }
}

/* ---- epochs ---- */

void VR_(histories_record)(UInt epoch)
{
   VrRunHistory* run = &VR_(run_history);

   VR_(histories_sum_up)();
   run->in_use[epoch]   = VR_(heap_stats).live_bytes;
   run->executed[epoch] = VR_(stats).blocks_executed;
   run->time[epoch]     = VR_(timeline_now)();
   run->sites[epoch]    = n_sites;
   for (UInt i = 0; i < VR_(n_histories); i++) {
      VrHistory* h = VR_(histories)[i];
      h->blocks[epoch] = h->live_blocks;
      h->bytes[epoch]  = in_units(h->live_bytes);
      h->filled[epoch] = filled_units(h);
   }
}

static void merge_history(VrHistory* h)
{
   for (UInt i = 0; i < VR_MAX_EPOCHS / 2; i++) {
      h->blocks[i] = h->blocks[2 * i + 1];
      h->bytes[i]  = h->bytes[2 * i + 1];
      h->filled[i] = h->filled[2 * i + 1];
   }
}

void VR_(histories_merge)(void)
{
   VrRunHistory* run = &VR_(run_history);

   for (UInt i = 0; i < VR_MAX_EPOCHS / 2; i++) {
      run->in_use[i]   = run->in_use[2 * i + 1];
      run->executed[i] = run->executed[2 * i + 1];
      run->time[i]     = run->time[2 * i + 1];
      run->sites[i]    = run->sites[2 * i + 1];
   }
   for (UInt h = 0; h < VR_(n_histories); h++)
      merge_history(VR_(histories)[h]);
}

void VR_(histories_drop)(void)
{
   for (UInt h = 0; h < VR_(n_histories); h++)
      if (VR_(histories)[h]->number != 0)
         drop_history(h);
}

UInt VR_(history_of)(UInt site_number)
{
   UInt i = VR_(site_leader)(site_number) / 4;

   return i < history_of_size ? (UInt)history_of[i] - 1 : VR_NO_HISTORY;
}
