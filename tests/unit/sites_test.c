/* sites_test.c: vr_sites.c on its own, as an ordinary program.

   Thousands of random allocations, frees and resizes at a few sites, and beside
   them the plain way to know everything: copying all numbers whenever the heap
   is larger than ever, and counting every block's age and size.  Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "../../vr_clock.c"
#include "../../vr_sites.c"

VrHeapStats VR_(heap_stats);
UInt        VG_N_THREADS = 4;

void* VG_(realloc)(const HChar* cc, void* p, SizeT n) { return realloc(p, n); }

static int n_tests, n_failed;

static void ok(Bool good, const char* what)
{
   printf("%sok %d - %s\n", good ? "" : "not ", ++n_tests, what);
   n_failed += !good;
}

/* ---- a heap of sizes ---- */

#define SITES  2000             /* more than the table has at first         */
#define BLOCKS 500

static struct { UInt site; SizeT size; ULong birth; } blocks[BLOCKS];
static UInt  n_blocks;

typedef struct {
   ULong live_bytes, live_blocks, peak_bytes, peak_blocks, lived;
   ULong sizes[VR_SIZE_CLASSES];
} Known;

static Known known[SITES];
static ULong peak;

static UInt number_of(UInt site)
{
   return 4 * site;
}

/* What vr_heap does. */
static void heap_changes(Long bytes, Int n)
{
   VR_(heap_stats).live_bytes  += bytes;
   VR_(heap_stats).live_blocks += n;
   if (VR_(heap_stats).live_bytes > VR_(heap_stats).peak_bytes)
      VR_(heap_stats).peak_bytes = VR_(heap_stats).live_bytes;
}

static void look_for_peak(void)
{
   ULong now = 0;

   for (UInt i = 0; i < SITES; i++)
      now += known[i].live_bytes;
   if (now <= peak)
      return;
   peak = now;
   for (UInt i = 0; i < SITES; i++) {
      known[i].peak_bytes  = known[i].live_bytes;
      known[i].peak_blocks = known[i].live_blocks;
   }
}

static UInt smallest_class(SizeT size)
{
   UInt class = 1;

   while ((1ULL << (class - 1)) < size)
      class++;
   return class;
}

static void allocate(UInt site, SizeT size)
{
   heap_changes(size, 1);
   VR_(heap_stats).allocated_bytes += size;
   VR_(site_alloc)(number_of(site), 0x1000, size);
   blocks[n_blocks].site  = site;
   blocks[n_blocks].size  = size;
   blocks[n_blocks].birth = VR_(blocks_now)();
   n_blocks++;
   known[site].live_bytes += size;
   known[site].live_blocks++;
   known[site].sizes[smallest_class(size)]++;
   look_for_peak();
}

static void release(UInt i)
{
   UInt site = blocks[i].site;

   VR_(peak_before_free)();
   VR_(site_free)(number_of(site), blocks[i].size);
   heap_changes(-(Long)blocks[i].size, -1);
   known[site].live_bytes -= blocks[i].size;
   known[site].live_blocks--;
   known[site].lived += VR_(blocks_now)() - blocks[i].birth;
   blocks[i] = blocks[--n_blocks];
}

static void resize(UInt i, SizeT size)
{
   UInt site = blocks[i].site;

   VR_(peak_before_free)();
   heap_changes((Long)size - (Long)blocks[i].size, 0);
   VR_(site_resize)(number_of(site), blocks[i].size, size);
   known[site].live_bytes += size - blocks[i].size;
   blocks[i].size = size;
   look_for_peak();
}

/* ---- */

static ULong lived_until_now(UInt site)
{
   ULong sum = known[site].lived;

   for (UInt i = 0; i < n_blocks; i++)
      if (blocks[i].site == site)
         sum += VR_(blocks_now)() - blocks[i].birth;
   return sum;
}

static UInt wrong_live, wrong_peak, wrong_age, wrong_sizes;

static void compare(void)
{
   ULong sizes[VR_SIZE_CLASSES];

   for (UInt i = 1; i < SITES; i++) {
      const VrSite* site = VR_(site_of)(number_of(i));
      wrong_live += VR_(site_live_bytes)(site) != known[i].live_bytes
                 || VR_(site_live_blocks)(site) != known[i].live_blocks;
      wrong_peak += VR_(site_peak_bytes)(site) != known[i].peak_bytes
                 || VR_(site_peak_blocks)(site) != known[i].peak_blocks;
      wrong_age  += VR_(site_lifetime)(site) != lived_until_now(i);
      VR_(site_sizes)(site, sizes);
      wrong_sizes += memcmp(sizes, known[i].sizes, sizeof sizes) != 0;
   }
}

static UInt random_number(UInt below)
{
   static ULong state = 12345;

   state = state * 6364136223846793005ULL + 1442695040888963407ULL;
   return (state >> 33) % below;
}

static UInt n_used(void)
{
   UInt n = 0;

   for (UInt i = 0; i < VR_(site_table_size); i++)
      n += VR_(site_table)[i].allocs != 0;
   return n;
}

/* Phases of growth and of decline, so that the peak moves and stays. */
static void random_run(void)
{
   for (UInt step = 0; step < 20000; step++) {
      UInt grow = (step / 700) % 2 ? 45 : 55;
      VR_(clock_base) += random_number(100);
      if (random_number(100) < grow && n_blocks < BLOCKS)
         allocate(1 + random_number(step < 10000 ? 20 : SITES - 1),
                  random_number(20) == 0 ? 1 + random_number(100000)
                                         : 1 + random_number(70));
      else if (n_blocks > 0 && random_number(10) == 0)
         resize(random_number(n_blocks), random_number(500));
      else if (n_blocks > 0)
         release(random_number(n_blocks));
      if (step % 50 == 0)
         compare();
   }
   compare();
   ok(wrong_live == 0, "what sites have");
   ok(wrong_peak == 0, "what sites had at the peak");
   ok(wrong_age == 0, "how long blocks have lived");
   ok(wrong_sizes == 0, "sizes");
   ok(VR_(peak_so_far)().bytes == peak && peak > 0, "the peak");
   ok(n_more == n_used(), "what is rarely touched is for used sites only");
   ok(sizeof(VrSite) == CACHE_LINE
      && (Addr)VR_(site_table) % CACHE_LINE == 0, "a site is a cache line");
}

static ULong temporary_of(UInt number)
{
   return VR_(site_of)(number)->temporary;
}

static void temporary_blocks(void)
{
   UInt a = 4, b = 8;
   ULong before = temporary_of(a);

   VR_(note_alloc_by)(1, a, 10);
   VR_(note_free_by)(1, a, 10);
   ok(temporary_of(a) == before + 1, "freed at once: temporary");
   VR_(note_alloc_by)(1, a, 10);
   VR_(note_alloc_by)(1, b, 10);
   VR_(note_free_by)(1, a, 10);
   VR_(note_free_by)(1, b, 10);
   ok(temporary_of(a) == before + 1 && temporary_of(b) == 0,
      "another one was allocated, another one freed: not");
   VR_(note_alloc_by)(1, a, 10);
   VR_(note_free_by)(2, a, 10);
   ok(temporary_of(a) == before + 1, "freed by another thread: not");
   VR_(note_alloc_by)(2, b, 10);
   VR_(note_free_by)(1, a, 10);
   ok(temporary_of(a) == before + 2, "another thread does not interfere");
   VR_(note_free_by)(1, a, 10);
   ok(temporary_of(a) == before + 2, "nothing is freed twice");
}

static void new_sites(void)
{
   static const UInt far = 4 * 50000;

   VR_(site_alloc)(far, 0x1000, 1);
   ok(VR_(site_table_size) > 50000 && VR_(site_of)(far)->allocs == 1,
      "the table grows");
   compare();
   ok(wrong_live == 0 && wrong_sizes == 0, "and keeps what is in it");
   VR_(site_join)(8, 4);
   VR_(site_join)(12, 8);
   ok(VR_(site_leader)(12) == 4 && VR_(site_leader)(far) == far,
      "joined sites have one leader");
}

static void the_end(void)
{
   VR_(sites_note_end)();
   VR_(site_alloc)(4, 0x1000, 5);
   ok(VR_(site_more_of)(VR_(site_of)(4))->end_bytes == known[1].live_bytes
      && VR_(site_live_bytes)(VR_(site_of)(4)) == known[1].live_bytes + 5,
      "what comes after the end is not noted as being at the end");
}

int main(void)
{
   VR_(clock_init)();
   VR_(sites_init)();
   random_run();
   temporary_blocks();
   new_sites();
   the_end();
   printf("1..%d\n", n_tests);
   return n_failed != 0;
}
