/* timeline_test.c: vr_timeline.c on its own, as an ordinary program.

   However long it runs: the number of samples stays between half of the most and
   the most, they are spread evenly, and no snapshot that somebody asked for is
   lost before there are too many; very many coroutines cost little.  Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "../../vr_clock.c"
#include "../../vr_sites.c"
#include "../../vr_timeline.c"

VrHeapStats VR_(heap_stats);
UInt        VG_N_THREADS = 4;

static UInt ms;

void*  VG_(realloc)(const HChar* cc, void* p, SizeT n)  { return realloc(p, n); }
HChar* VG_(strdup)(const HChar* cc, const HChar* s)     { return strdup(s); }
UInt   VG_(read_millisecond_timer)(void)                { return ms; }
void   VG_(thread_stack_reset_iter)(ThreadId* tid)      { *tid = 0; }
SizeT  VG_(thread_get_stack_size)(ThreadId tid)         { return 0x10000; }

/* Two threads; the second is far away from its stack. */
Bool VG_(thread_stack_next)(ThreadId* tid, Addr* low, Addr* high)
{
   *low  = ++*tid == 1 ? 0x7000 : 0x100000;
   *high = *tid == 1 ? 0x7fff : 0x900000;
   return *tid <= 2;
}

/* A file of 0x1000 bytes, our heap, 0x300 bytes more; room must be made. */
#define SEGMENTS 300

static NSegment segments[SEGMENTS];

Int VG_(am_get_segment_starts)(UInt kinds, Addr* starts, Int room)
{
   if (room < SEGMENTS)
      return -SEGMENTS;
   for (Int i = 0; i < SEGMENTS; i++)
      starts[i] = segments[i].start;
   return SEGMENTS;
}

NSegment const* VG_(am_find_nsegment)(Addr a)
{
   return &segments[a / 0x10000];
}

static void make_segments(void)
{
   for (Int i = 0; i < SEGMENTS; i++) {
      segments[i].kind  = SkAnonC;
      segments[i].start = i * 0x10000UL;
      segments[i].end   = i * 0x10000UL + 0xff;
      segments[i].isCH  = i % 3 != 0;
   }
}

static VrAmount ignored_now;
VrAmount VR_(ignored_live)(void)    { return ignored_now; }
VrAmount VR_(ignored_at_peak)(void) { return ignored_now; }

/* Each has 100 bytes of frames. */
static UInt  n_coros;
static ULong looks_at_coros;

UInt  VR_(coro_count)(void)        { return n_coros; }
ULong VR_(coro_frames_size)(void)
{
   looks_at_coros += n_coros;
   return 100 * n_coros;
}

static int n_tests, n_failed;

static void ok(Bool good, const char* what)
{
   printf("%sok %d - %s\n", good ? "" : "not ", ++n_tests, what);
   n_failed += !good;
}

/* ---- a heap ---- */

static void allocate(UInt number, SizeT size)
{
   VrHeapStats* h = &VR_(heap_stats);

   h->allocated_bytes += size;
   h->live_bytes      += size;
   h->live_blocks++;
   if (h->live_bytes > h->peak_bytes)
      h->peak_bytes = h->live_bytes;
   VR_(site_alloc)(number, 0x1000, size);
   VR_(timeline_look)();
}

static void release(UInt number, SizeT size)
{
   VR_(peak_before_free)();
   VR_(site_free)(number, size);
   VR_(heap_stats).live_bytes -= size;
   VR_(heap_stats).live_blocks--;
   VR_(timeline_look)();
}

/* Of those of one kind. */
typedef struct {
   UInt  n;
   ULong nearest, farthest;      /* of two neighbours */
   Bool  in_order;
   VrSnapshot* last;
} Summary;

static Summary summary_of(VrSnapshotKind kind)
{
   UInt         n;
   VrSnapshot** all = VR_(timeline_snapshots)(&n);
   Summary      s   = { 0, ~0ULL, 0, True, NULL };

   for (UInt i = 0; i < n; i++) {
      if (i > 0 && all[i]->time < all[i - 1]->time)
         s.in_order = False;
      if (all[i]->kind != kind)
         continue;
      if (s.last != NULL) {
         ULong away = all[i]->time - s.last->time;
         if (away < s.nearest)
            s.nearest = away;
         if (away > s.farthest)
            s.farthest = away;
      }
      s.last = all[i];
      s.n++;
   }
   free(all);
   return s;
}

static void long_run(void)
{
   Summary s;
   Bool in_range = True, even = True, in_order = True;

   for (UInt i = 0; i < 10000; i++) {
      VR_(clock_base) += 1000;
      allocate(4, 16);
      release(4, 16);
   }
   s = summary_of(VrSnapshot_Normal);
   ok(s.nearest == s.farthest && s.nearest % FIRST_BLOCKS == 0,
      "evenly spread");
   for (UInt doubling = 0; doubling < 30; doubling++) {
      ULong step = VR_(clock_base) / 100000;
      for (UInt i = 0; i < 100000; i++) {
         VR_(clock_base) += step;
         VR_(timeline_look)();
      }
      s = summary_of(VrSnapshot_Normal);
      in_range &= s.n >= MAX_SAMPLES / 2 && s.n <= MAX_SAMPLES;
      even     &= s.farthest <= s.nearest + s.nearest / 2;
      in_order &= s.in_order;
   }
   ok(in_range, "not too many samples, not too few");
   ok(even, "still evenly spread");
   ok(in_order, "in the order of time");
   ok(s.last->stack_bytes == 0x1000, "stacks: of threads that are on theirs");
   ok(s.last->mapped_bytes == 100 * 0x100, "mappings, but not our heap");
}

static void the_peak(void)
{
   VrSnapshot* peak;
   ULong time;

   for (UInt i = 0; i < 3; i++) {
      VR_(clock_base) += 5;
      allocate(8, 1000);
      allocate(12, 10);
   }
   time = VR_(blocks_now)() + 7;
   VR_(clock_base) += 7;
   release(8, 1000);
   VR_(clock_base) += 1000;
   release(12, 10);
   allocate(16, 990);
   peak = summary_of(VrSnapshot_Peak).last;
   ok(peak->heap_bytes == 3030 && peak->heap_blocks == 6, "the peak's size");
   ok(peak->time == time, "and its time");
   ok(peak->n_shares == 2 && peak->shares[0].number == 8
      && peak->shares[0].bytes == 3000 && peak->shares[0].blocks == 3
      && peak->shares[1].number == 12 && peak->shares[1].bytes == 30,
      "and who had it");
   ok(peak->mapped_bytes == 100 * 0x100, "and what was mapped");
}

static void growth_is_seen(void)
{
   Summary s;
   ULong largest = VR_(heap_stats).peak_bytes;

   for (UInt i = 0; i < 1000; i++) {
      VR_(clock_base) += distance;
      allocate(20, largest / 4);
   }
   s = summary_of(VrSnapshot_Detailed);
   ok(s.n >= MAX_GROWTH / 2 && s.n <= MAX_GROWTH, "snapshots of growth");
   ok(s.last->n_shares > 0 && s.last->shares[0].number == 20,
      "they know who has grown");
}

static void named_ones(void)
{
   char    name[20];
   Summary s;

   for (UInt i = 0; i < MAX_NAMED; i++) {
      sprintf(name, "%u", i);
      VR_(timeline_snapshot)(name);
   }
   ok(summary_of(VrSnapshot_Named).n == MAX_NAMED, "named snapshots");
   for (UInt i = 0; i < 10000; i++) {
      VR_(clock_base)++;
      sprintf(name, "later %u", i);
      VR_(timeline_snapshot)(name);
   }
   s = summary_of(VrSnapshot_Named);
   ok(s.n >= MAX_NAMED / 2 && s.n <= MAX_NAMED, "of which there may be many");
   ok(!strcmp(s.last->name, "later 9999"), "and the last is one of them");
}

static void ignored_ones(void)
{
   ignored_now = (VrAmount) { 100, 2 };
   VR_(timeline_snapshot)("less");
   ok(summary_of(VrSnapshot_Named).last->heap_bytes
      == VR_(heap_stats).live_bytes - 100, "what is ignored is not counted");
   ignored_now = (VrAmount) { 0, 0 };
}

static void coroutines(void)
{
   ULong start = VR_(clock_base);

   VR_(clock_base) = 0;
   n_coros = 3;
   ok(read_now(VrSnapshot_Normal).coro_stack_bytes == 300, "coroutines");
   n_coros        = 10000;
   looks_at_coros = 0;
   for (UInt i = 0; i < 100000; i++) {
      VR_(clock_base) += 1000;
      read_now(VrSnapshot_Normal);
   }
   ok(looks_at_coros >= 10 * n_coros, "very many are looked at now and then");
   ok(looks_at_coros * NS_PER_COROUTINE
      <= VR_(clock_base) * NS_PER_BLOCK_EXECUTED / SHARE_OF_TIME
         + NEVER_NOTICED_NS, "in a small part of the time");
   ok(read_now(VrSnapshot_Normal).coro_stack_bytes == 1000000,
      "in between, what was seen last counts");
   n_coros         = 0;
   VR_(clock_base) = start;
}

static void the_end(void)
{
   ULong bytes = VR_(heap_stats).live_bytes;

   ok(summary_of(VrSnapshot_End).last->heap_bytes == bytes,
      "it runs: as it is now");
   VR_(timeline_note_end)();
   release(16, 990);
   ok(summary_of(VrSnapshot_End).last->heap_bytes == bytes
      && summary_of(VrSnapshot_End).n == 1, "it has ended: as it was then");
}

static void other_units(void)
{
   VR_(options).time_unit = VrTime_Bytes;
   samples.n = 0;
   VR_(timeline_next_blocks) = ~0ULL;
   VR_(timeline_init)();
   for (UInt i = 0; i < 50; i++)
      allocate(24, FIRST_BYTES / 2);
   ok(samples.n == 25, "by bytes allocated");
   VR_(options).time_unit = VrTime_Ms;
   samples.n = 0;
   VR_(timeline_next_bytes) = ~0ULL;
   VR_(timeline_init)();
   for (ms = 0; ms < 20; ms++) {
      VR_(timeline_look_at_clock)();
      VR_(timeline_look_at_clock)();
   }
   ok(samples.n == 20 && samples.at[19].time == 19, "by milliseconds");
}

int main(void)
{
   make_segments();
   VR_(sites_are_counted) = True;
   VR_(clock_init)();
   VR_(sites_init)();
   VR_(timeline_init)();
   long_run();
   the_peak();
   growth_is_seen();
   named_ones();
   ignored_ones();
   coroutines();
   the_end();
   other_units();
   printf("1..%d\n", n_tests);
   return n_failed != 0;
}
