/* vr_timeline.c: see vr_timeline.h.

     reading        how large everything is now
     shares         which sites have most of it
     lists          samples and snapshots, and how they are thinned
     time           when to take which

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_timeline.h"
#include "vr_coro.h"
#include "vr_ignoredsites.h"
#include "vr_options.h"
#include "vr_sites.h"

/* Of each kind there are so many at most, and half as many at least when there
   were more. */
#define MAX_SAMPLES 200
#define MAX_GROWTH  24
#define MAX_NAMED   64

/* The distance of the first samples: what a few milliseconds are. */
#define FIRST_BLOCKS 10000
#define FIRST_BYTES  4096
#define FIRST_MS     1

ULong VR_(timeline_next_blocks) = ~0ULL;
ULong VR_(timeline_next_bytes)  = ~0ULL;

/* ------------------------------------------------------------------ */
/*  Reading                                                            */
/* ------------------------------------------------------------------ */

ULong VR_(timeline_now)(void)
{
   switch (VR_(options).time_unit) {
      case VrTime_Bytes:  return VR_(heap_stats).allocated_bytes;
      case VrTime_Ms:     return VG_(read_millisecond_timer)();
      default:            return VR_(blocks_now)();
   }
}

/* A thread that runs on a stack of its own making has not told how much of the
   other it has used. */
static ULong stack_bytes(void)
{
   ULong    sum = 0;
   ThreadId tid;
   Addr     low, high;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &low, &high))
      if (low <= high && high - low < VG_(thread_get_stack_size)(tid))
         sum += high - low + 1;
   return sum;
}

/* All of them are looked at, which takes its time if there are many.  It may be a
   sixty-fourth of the run's, and as much as is never noticed; both are estimated,
   so that they are the same in each run.  When that is used up, what was found
   last counts. */
#define NS_PER_BLOCK_EXECUTED 10
#define NS_PER_COROUTINE      50
#define SHARE_OF_TIME         64
#define NEVER_NOTICED_NS      10000000

static ULong coro_stack_bytes(void)
{
   static ULong found, spent_ns;
   ULong needs_ns  = (ULong)VR_(coro_count)() * NS_PER_COROUTINE;
   ULong budget_ns = VR_(blocks_now)() * NS_PER_BLOCK_EXECUTED / SHARE_OF_TIME
                   + NEVER_NOTICED_NS;

   if (spent_ns + needs_ns <= budget_ns) {
      spent_ns += needs_ns;
      found     = VR_(coro_frames_size)();
   }
   return found;
}

/* Without the memory that the heap lives in. */
static ULong mapped_bytes(void)
{
   const UInt kinds = SkFileC | SkAnonC | SkShmC;
   static Addr* starts;
   static Int   room = 256;
   ULong sum = 0;
   Int   n   = -1;

   while (n < 0) {
      if (starts == NULL)
         starts = VG_(malloc)("vr.timeline.starts", room * sizeof *starts);
      n = VG_(am_get_segment_starts)(kinds, starts, room);
      if (n < 0) {
         room = -n + 64;
         VG_(free)(starts);
         starts = NULL;
      }
   }
   for (Int i = 0; i < n; i++) {
      const NSegment* seg = VG_(am_find_nsegment)(starts[i]);
      if (seg != NULL && !seg->isCH)
         sum += seg->end - seg->start + 1;
   }
   return sum;
}

/* What --ignore-fn says is left out of all numbers. */
static VrSnapshot read_now(VrSnapshotKind kind)
{
   VrAmount   ignored = VR_(ignored_live)();
   VrSnapshot now     = {
      .kind            = kind,
      .time            = VR_(timeline_now)(),
      .heap_bytes      = VR_(heap_stats).live_bytes - ignored.bytes,
      .heap_blocks     = VR_(heap_stats).live_blocks - ignored.blocks,
      .allocated_bytes = VR_(heap_stats).allocated_bytes,
      .stack_bytes     = stack_bytes(),
      .coro_stack_bytes = coro_stack_bytes(),
      .mapped_bytes    = mapped_bytes()
   };
   return now;
}

/* ------------------------------------------------------------------ */
/*  Shares                                                             */
/* ------------------------------------------------------------------ */

#define MAX_SHARES    100
#define SMALLEST_PART 1000      /* of the heap: what has less is left out  */

static Int by_bytes(const void* va, const void* vb)
{
   const VrShare* a = va;
   const VrShare* b = vb;

   if (a->bytes != b->bytes)
      return a->bytes > b->bytes ? -1 : 1;
   return a->number < b->number ? -1 : a->number > b->number;
}

/* At most SMALLEST_PART sites can have that much; chunks of pools, which are no
   part of the heap, come on top. */
static void find_shares(VrSnapshot* s, ULong (*bytes)(const VrSite*),
                        ULong (*blocks)(const VrSite*))
{
   enum { ROOM = 2 * SMALLEST_PART };
   static VrShare all[ROOM];
   ULong smallest = s->heap_bytes / SMALLEST_PART + 1;
   UInt  n = 0;

   for (UInt i = 0; i < VR_(site_table_size) && n < ROOM; i++) {
      const VrSite* site = &VR_(site_table)[i];
      if (bytes(site) >= smallest && VR_(site_is_shown)(site))
         all[n++] = (VrShare) { 4 * i, bytes(site), blocks(site) };
   }
   VG_(ssort)(all, n, sizeof all[0], by_bytes);
   s->n_shares = n < MAX_SHARES ? n : MAX_SHARES;
   s->shares   = VG_(malloc)("vr.timeline.shares",
                             (s->n_shares + 1) * sizeof(VrShare));
   VG_(memcpy)(s->shares, all, s->n_shares * sizeof(VrShare));
}

static VrSnapshot picture_now(VrSnapshotKind kind)
{
   VrSnapshot now = read_now(kind);

   find_shares(&now, VR_(site_live_bytes), VR_(site_live_blocks));
   return now;
}

/* ------------------------------------------------------------------ */
/*  Lists                                                              */
/* ------------------------------------------------------------------ */

typedef struct {
   VrSnapshot* at;
   UInt        n, max;
} List;

static VrSnapshot sample_room[MAX_SAMPLES], growth_room[MAX_GROWTH],
                  named_room[MAX_NAMED];

static List samples = { sample_room, 0, MAX_SAMPLES };
static List growth  = { growth_room, 0, MAX_GROWTH };
static List named   = { named_room,  0, MAX_NAMED };

static void forget(VrSnapshot* s)
{
   VG_(free)(s->shares);
   VG_(free)(s->name);
}

/* Every other one goes; the first stays. */
static void thin(List* list)
{
   for (UInt i = 0; i < list->n; i++)
      if (i % 2 == 0)
         list->at[i / 2] = list->at[i];
      else
         forget(&list->at[i]);
   list->n = (list->n + 1) / 2;
}

/* True if the list was full. */
static Bool add(List* list, VrSnapshot s)
{
   Bool full = list->n == list->max;

   if (full)
      thin(list);
   list->at[list->n++] = s;
   return full;
}

/* ------------------------------------------------------------------ */
/*  Time                                                               */
/* ------------------------------------------------------------------ */

static ULong distance;           /* of two samples                         */
static ULong next_ms = ~0ULL;
static ULong noteworthy_bytes;   /* when the heap has that much, it has grown */

static void set_alarm(ULong time)
{
   switch (VR_(options).time_unit) {
      case VrTime_Bytes:  VR_(timeline_next_bytes)  = time; break;
      case VrTime_Ms:     next_ms                   = time; break;
      default:            VR_(timeline_next_blocks) = time; break;
   }
}

static void note_growth(const VrSnapshot* now)
{
   if (now->heap_bytes < noteworthy_bytes)
      return;
   add(&growth, picture_now(VrSnapshot_Detailed));
   noteworthy_bytes = now->heap_bytes + now->heap_bytes / 4;
}

__attribute__((noinline))
void VR_(timeline_sample)(void)
{
   VrSnapshot now = read_now(VrSnapshot_Normal);

   if (add(&samples, now))
      distance *= 2;
   note_growth(&now);
   set_alarm(now.time + distance);
}

void VR_(timeline_look_at_clock)(void)
{
   if (VR_(options).time_unit == VrTime_Ms)
      VR_(clock_ms) = VG_(read_millisecond_timer)();
   if (VR_(clock_ms) >= next_ms)
      VR_(timeline_sample)();
   else
      VR_(timeline_look)();
}

void VR_(timeline_init)(void)
{
   if (!VR_(sites_are_counted))
      return;
   distance = VR_(options).time_unit == VrTime_Bytes ? FIRST_BYTES
            : VR_(options).time_unit == VrTime_Ms    ? FIRST_MS : FIRST_BLOCKS;
   noteworthy_bytes = 1024;
   set_alarm(0);
}

void VR_(timeline_snapshot)(const HChar* name)
{
   VrSnapshot now = picture_now(VrSnapshot_Named);

   now.name = VG_(strdup)("vr.timeline.name", name);
   add(&named, now);
}

/* ---- the end ---- */

static VrSnapshot at_end;
static Bool       has_ended;

void VR_(timeline_note_end)(void)
{
   if (has_ended)
      forget(&at_end);
   at_end    = picture_now(VrSnapshot_End);
   has_ended = True;
}

/* ---- the peak ---- */

/* Stacks and mappings were as in the sample that lies nearest. */
static void take_rest_of_nearest(VrSnapshot* s)
{
   ULong nearest = ~0ULL;

   for (UInt i = 0; i < samples.n; i++) {
      const VrSnapshot* sample = &samples.at[i];
      ULong away = sample->time > s->time ? sample->time - s->time
                                          : s->time - sample->time;
      if (away < nearest) {
         nearest         = away;
         s->stack_bytes      = sample->stack_bytes;
         s->coro_stack_bytes = sample->coro_stack_bytes;
         s->mapped_bytes     = sample->mapped_bytes;
      }
   }
}

static VrSnapshot picture_of_peak(void)
{
   VrPeak     peak    = VR_(peak_so_far)();
   VrAmount   ignored = VR_(ignored_at_peak)();
   VrSnapshot s = {
      .kind            = VrSnapshot_Peak,
      .time            = VR_(options).time_unit == VrTime_Bytes
                         ? peak.allocated_bytes
                       : VR_(options).time_unit == VrTime_Ms ? peak.ms
                       : peak.time,
      .heap_bytes      = peak.bytes - ignored.bytes,
      .heap_blocks     = peak.blocks - ignored.blocks,
      .allocated_bytes = peak.allocated_bytes
   };

   take_rest_of_nearest(&s);
   find_shares(&s, VR_(site_peak_bytes), VR_(site_peak_blocks));
   return s;
}

/* ---- all of them ---- */

static Int by_time(const void* va, const void* vb)
{
   const VrSnapshot* a = *(const VrSnapshot* const*)va;
   const VrSnapshot* b = *(const VrSnapshot* const*)vb;

   if (a->time != b->time)
      return a->time < b->time ? -1 : 1;
   if (a->allocated_bytes != b->allocated_bytes)
      return a->allocated_bytes < b->allocated_bytes ? -1 : 1;
   return a->kind < b->kind ? -1 : a->kind > b->kind;
}

static void list_all(const List* list, VrSnapshot** all, UInt* n)
{
   for (UInt i = 0; i < list->n; i++)
      all[(*n)++] = &list->at[i];
}

/* A program that did not ask to end is shown as it is now. */
VrSnapshot** VR_(timeline_snapshots)(/*OUT*/UInt* n)
{
   static VrSnapshot peak, now;
   VrSnapshot** all = VG_(malloc)("vr.timeline.all",
                                  (MAX_SAMPLES + MAX_GROWTH + MAX_NAMED + 2)
                                  * sizeof *all);

   *n = 0;
   if (!VR_(sites_are_counted))
      return all;
   list_all(&samples, all, n);
   list_all(&growth, all, n);
   list_all(&named, all, n);
   forget(&peak);
   peak = picture_of_peak();
   all[(*n)++] = &peak;
   forget(&now);
   now = picture_now(VrSnapshot_End);
   all[(*n)++] = has_ended ? &at_end : &now;
   VG_(ssort)(all, *n, sizeof *all, by_time);
   return all;
}
