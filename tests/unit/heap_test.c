/* heap_test.c: vr_heap.c and vr_spans.c on their own, as an ordinary program.

   Random work on a small heap, with everything that vr_heap.h promises
   checked against a plain list of what was allocated and freed.  Prints TAP,
   so that prove can run it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "tap.h"
#include "../../vr_spans.c"
#include "../../vr_heap.c"

/* ---- where the heap wants to be ---- */

static Addr nothing_free_below;
static Addr placed_end;             /* of what was mapped there last            */

/* What comes before an arena there is heap, too. */
NSegment const* VG_(am_find_nsegment)(Addr a)
{
   static NSegment segment;

   segment.isCH = True;
   return &segment;
}

/* Sometimes somebody else is there. */
Bool VG_(am_covered_by_single_free_segment)(Addr start, SizeT length)
{
   return start >= nothing_free_below && random_below(4) != 0;
}

SysRes VG_(am_mmap_anon_fixed_client)(Addr start, SizeT length, UInt prot)
{
   if (length > shim_client_limit - shim_client_mapped
       || mmap((void*)start, length, PROT_READ | PROT_WRITE,
               MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
               | MAP_FIXED_NOREPLACE, -1, 0) != (void*)start)
      return shim_result(False, ENOMEM);
   shim_client_mapped += length;
   placed_end          = start + length;
   return shim_result(True, start);
}

/* ---- what the heap ought to hold ---- */

typedef struct { Addr start; SizeT size; UInt number; } Known;

#define MAX_KNOWN 1000

static Known known[MAX_KNOWN];
static UInt  n_known;
static UInt  next_number;

static SizeT random_size(void)
{
   switch (random_below(16)) {
      case 0:  return 0;
      case 1:  return random_below(200000);
      case 2:  return random_below(40000);
      case 3:  return random_below(3000000);
      default: return random_below(700);
   }
}

static SizeT random_align(void)
{
   return random_below(8) ? 16 : 16UL << random_below(14);
}

static Bool is_filled(Addr a, SizeT n, UChar byte)
{
   for (SizeT i = 0; i < n; i++)
      if (((UChar*)a)[i] != byte)
         return False;
   return True;
}

static void allocate(void)
{
   Bool  is_zero;
   SizeT size = random_size(), align = random_align();
   Addr  a = VR_(heap_alloc)(size, align, VrFamily_New, next_number, &is_zero);

   require(a != 0 && a % align == 0, "allocated, aligned");
   require(!is_zero || is_filled(a, size, 0), "zero if said to be");
   memset((void*)a, next_number | 1, size);
   known[n_known++] = (Known) { a, size, next_number++ };
}

static void release(UInt i)
{
   VrBlock block;
   Known   k = known[i];

   require(VR_(heap_block_at)(k.start, &block)
           && block.record->state == VrSlot_Live, "known block is live");
   require(is_filled(k.start, k.size, k.number | 1), "contents untouched");
   VR_(heap_free)(&block, 7);
   known[i] = known[--n_known];
}

/* ---- invariants ---- */

static void check_block(const Known* k)
{
   VrBlock block;

   require(VR_(heap_block_at)(k->start, &block), "found by its start");
   require(block.record->size == k->size
           && block.record->state == VrSlot_Live
           && block.record->family == VrFamily_New
           && block.record->alloc_ecu == k->number, "its record is right");
   for (SizeT i = 0; i < k->size; i++)
      require(!shim_is_marked(k->start + i), "payload is clear");
   for (SizeT i = 1; i <= red_zone; i++)
      require(shim_is_marked(k->start - i)
              && shim_is_marked(k->start + k->size + i - 1),
              "red zones are marked");
   /* From inside, and from the red zones, it is the nearest. */
   for (UInt i = 0; i < 20; i++) {
      Addr a = k->start - red_zone + random_below(k->size + 2 * red_zone);
      require(VR_(heap_block_near)(a, &block) && block.start == k->start,
              "found from every address in it and near it");
   }
}

static SizeT clear_bytes(Addr start, Addr end)
{
   SizeT n = 0;

   for (Addr a = start; a < end; a += 8)
      n += 8 - __builtin_popcount(*VR_(shadow_byte)(a));
   return n;
}

/* Outside payloads everything is marked: counting shows it, since payloads
   were seen to be clear. */
static void check_marks(void)
{
   SizeT clear   = clear_bytes(SHIM_CLIENT_START, shim_client_next);
   SizeT payload = 0;

   for (Word i = 0; i < VG_(sizeXA)(arenas); i++) {
      const Arena* arena = VG_(indexXA)(arenas, i);
      if (arena->end <= PLACES_END)
         clear += clear_bytes(arena->start, arena->end);
   }
   for (UInt i = 0; i < n_known; i++)
      payload += known[i].size;
   require(clear == payload, "all but payloads is marked");
   require(VR_(heap_stats).live_bytes == payload
           && VR_(heap_stats).live_blocks == n_known, "statistics");
}

static void check_spans(void)
{
   UInt     n, blocks = 0;
   VrSpan** spans = VR_(heap_spans)(&n);

   for (UInt i = 0; i < n; i++) {
      require(i == 0 || VR_(span_end)(spans[i - 1]) <= spans[i]->start,
              "spans in order");
      for (Addr a = spans[i]->start; a < VR_(span_end)(spans[i]); a += VR_GRANULE)
         require(VR_(span_of)(a) == spans[i], "granules lead to their span");
      for (UInt s = 0; s < spans[i]->n_used; s++)
         blocks += spans[i]->records[s].state == VrSlot_Live;
   }
   require(blocks == n_known, "all live blocks are in the spans");
   VG_(free)(spans);
}

static void check_runs(void)
{
   VrSpan* run;
   VG_(OSetGen_ResetIter)(free_runs);
   while ((run = VG_(OSetGen_Next)(free_runs)) != NULL) {
      VrSpan* behind = VR_(granule_table)[granule_of(VR_(span_end)(run))];
      require(run->n_slots == 0 && run->n_granules > 0, "free runs are free");
      require(behind == NULL || behind->n_slots > 0, "free runs are merged");
      for (Addr a = run->start; a < VR_(span_end)(run); a += VR_GRANULE)
         require(VR_(span_of)(a) == run || VR_(span_of)(a) == NULL,
                 "no address in a free run leads to a block");
      if (run->fresh && random_below(20) == 0)
         require(is_filled(run->start, VR_GRANULE, 0), "fresh means zero");
   }
}

static void check_all(void)
{
   for (UInt i = 0; i < n_known; i++)
      check_block(&known[i]);
   check_marks();
   check_spans();
   check_runs();
}

/* ---- the tests ---- */

/* Not next to the heap of the test before, of which there still are free runs. */
static void leave_a_gap(void)
{
   SizeT gap = 2 * VR_GRANULE;

   VR_(shadow_mark)(shim_client_next, gap);
   shim_client_next  += gap;
   nothing_free_below = placed_end + gap;
}

static void start_heap(Int red_zone_option, Bool has_place)
{
   leave_a_gap();
   if (!has_place)
      nothing_free_below = ~0UL;
   VG_(clo_redzone_size) = red_zone_option;
   VR_(options).freelist_vol        = 2000000;
   VR_(options).freelist_big_blocks = 300000;
   memset(&VR_(heap_stats), 0, sizeof VR_(heap_stats));
   VR_(heap_init)();
}

static void test_classes(void)
{
   for (SizeT room = 1; room <= MAX_ROOM; room++) {
      UInt c = class_of_room(room);
      require(c < N_CLASSES && room_of_class(c) >= room
              && (c == 0 || room_of_class(c - 1) < room),
              "the smallest class that fits");
   }
   ok(class_of_room(MAX_ROOM) == N_CLASSES - 1, "classes of room");
}

static void test_reciprocals(void)
{
   UInt longest = MAX_SPAN_GRANULES * VR_GRANULE;

   for (UInt i = 0; i < N_ROWS * N_CLASSES; i++) {
      const VrClass* c = &classes[i];
      require(c->n_slots >= MIN_SLOTS, "enough slots");
      for (UInt slot = 0; slot * c->stride < longest; slot++)
         for (Int d = -1; d <= 1; d++) {
            ULong x = slot * c->stride + d;
            if (x < longest)
               require((x * c->reciprocal) >> 40 == x / c->stride,
                       "exact division");
         }
   }
   ok(True, "reciprocals are exact at both ends of every slot");
}

static void test_random_work(UInt rounds)
{
   for (UInt round = 0; round < rounds; round++) {
      UInt target = random_below(MAX_KNOWN);
      while (n_known < target)
         if (random_below(4) == 0 && n_known > 0)
            release(random_below(n_known));
         else
            allocate();
      while (n_known > target)
         release(random_below(n_known));
      check_all();
      allocate();
      require(quarantine.volume <= VR_(options).freelist_vol,
              "the quarantine is bounded");
   }
   while (n_known > 0)
      release(n_known - 1);
   check_all();
   ok(True, "random work");
}

static void test_everything_comes_back(void)
{
   UInt n;

   shrink_quarantine(0);
   check_all();
   VrSpan** spans = VR_(heap_spans)(&n);
   Bool only_current = True;
   for (UInt i = 0; i < n; i++)
      only_current &= spans[i]->n_taken == 0
                   && classes[spans[i]->size_class].current == spans[i];
   VG_(free)(spans);
   ok(only_current, "freed spans are released, but for the current ones");
}

static void test_quarantine(void)
{
   Bool    is_zero;
   VrBlock block;
   Addr    small = VR_(heap_alloc)(100, 16, VrFamily_Malloc, 1, &is_zero);
   Addr    huge  = VR_(heap_alloc)(5000000, 16, VrFamily_Malloc, 2, &is_zero);

   VR_(heap_block_at)(small, &block);
   VR_(heap_free)(&block, 3);
   VR_(heap_block_at)(huge, &block);
   VR_(heap_free)(&block, 4);
   ok(VR_(heap_block_near)(huge + 4000000, &block) && block.start == huge
      && block.record->state == VrSlot_Freed && block.record->free_ecu == 4,
      "a block larger than the quarantine is described");
   Addr next = VR_(heap_alloc)(100, 16, VrFamily_Malloc, 5, &is_zero);
   ok(!VR_(heap_block_at)(huge, &block), "until the next allocation");
   ok(VR_(heap_block_at)(small, &block)
      && block.record->state == VrSlot_Freed, "small ones stay");
   VR_(heap_block_at)(next, &block);
   VR_(heap_free)(&block, 3);
}

static void test_resize(void)
{
   Bool    is_zero;
   VrBlock block;
   Addr    a = VR_(heap_alloc)(20, 16, VrFamily_Malloc, 1, &is_zero);

   VR_(heap_block_at)(a, &block);
   ok(VR_(heap_resize_in_place)(&block, 32) && !shim_is_marked(a + 31)
      && shim_is_marked(a + 32), "grows into the slack");
   ok(!VR_(heap_resize_in_place)(&block, 33), "not into the red zone");
   ok(VR_(heap_resize_in_place)(&block, 5) && !shim_is_marked(a + 4)
      && shim_is_marked(a + 5), "shrinks");
   VR_(heap_free)(&block, 3);
}

static void test_absurd_requests(void)
{
   static const SizeT sizes[] = { 1UL << 37, (1UL << 37) + 1, 1UL << 40,
                                  1UL << 63, ~0UL, ~0UL - 15, ~0UL - 65535 };
   Bool is_zero, all_refused = True;

   for (UInt i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
      all_refused &= VR_(heap_alloc)(sizes[i], 16, VrFamily_Malloc, 1,
                                     &is_zero) == 0;
      all_refused &= VR_(heap_alloc)(sizes[i], 1UL << 40, VrFamily_Malloc, 1,
                                     &is_zero) == 0;
   }
   all_refused &= VR_(heap_alloc)(8, 1UL << 63, VrFamily_Malloc, 1,
                                  &is_zero) == 0;
   ok(all_refused, "absurd requests are refused");
   ok(VR_(heap_alloc)(100, 1UL << 30, VrFamily_Malloc, 1, &is_zero)
      % (1UL << 30) == 0, "alignment of 1 GB");
}

static void test_out_of_memory(void)
{
   Bool    is_zero;
   VrBlock block;
   Addr    a, last = 0;
   UInt    n = 0;

   shim_client_limit = shim_client_mapped + (8 << 20);
   while ((a = VR_(heap_alloc)(60000, 16, VrFamily_Malloc, 1, &is_zero)) != 0) {
      last = a;
      n++;
   }
   ok(n > 50, "memory runs out, and that is all");
   VR_(heap_block_at)(last, &block);
   VR_(heap_free)(&block, 1);
   ok(VR_(heap_alloc)(50000, 16, VrFamily_Malloc, 1, &is_zero) != 0,
      "then the quarantine makes room");
   shim_client_limit = ~0UL;
}

static void test_foreign_addresses(void)
{
   VrBlock block;
   Bool    found = VR_(heap_block_at)(0, &block)
                || VR_(heap_block_near)(0x1234, &block)
                || VR_(heap_block_near)(~0UL, &block)
                || VR_(heap_block_near)(1UL << 37, &block)
                || VR_(heap_block_near)((Addr)&block, &block);
   ok(!found, "foreign addresses belong to no block");
}

static void test_places(Bool has_place)
{
   Bool all = True;

   for (Word i = 0; i < VG_(sizeXA)(arenas); i++) {
      const Arena* arena = VG_(indexXA)(arenas, i);
      all &= has_place == (arena->start >= PLACES_START
                           && arena->end <= PLACES_END);
   }
   ok(all && VG_(sizeXA)(arenas) > 0, "the heap is where it wants to be,"
      " or where there is room");
}

int main(void)
{
   static const Int red_zones[] = { 4096, 40, -1 };

   shim_shadow_init();
   for (UInt i = 0; i < sizeof red_zones / sizeof red_zones[0]; i++) {
      Bool has_place = i != 1;
      start_heap(red_zones[i], has_place);
      test_classes();
      test_reciprocals();
      test_random_work(5);
      test_everything_comes_back();
      test_places(has_place);
   }
   test_quarantine();
   test_resize();
   test_absurd_requests();
   test_foreign_addresses();
   test_out_of_memory();
   return done();
}
