/* trend_test.c: vr_trend.c on its own, as an ordinary program.

   Made-up histories, many of each shape with different chance, and how many of
   them are called growing: nearly all of some shapes, hardly any of others.
   Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "tap.h"
#include "../../vr_trend.c"

#define ROUNDS 1000
#define MOST   97           /* percent that are "nearly all" */
#define FEW    3            /* percent that are "hardly any" */

static void ok_seen(Bool good, const char* what, UInt seen)
{
   char text[200];

   snprintf(text, sizeof text, "%s (%u)", what, seen);
   ok(good, text);
}

static UInt n, value[64], born[64];

/* ---- shapes: each fills value[0..n) and born[0..n) ---- */

#define POOL_MAX 100000
static UInt pool[POOL_MAX], in_pool;    /* epochs of birth */

static void pool_begin(UInt size)
{
   for (in_pool = 0; in_pool < size; in_pool++)
      pool[in_pool] = 0;
}

static void pool_add(UInt epoch)     { if (in_pool < POOL_MAX) pool[in_pool++] = epoch; }

static void pool_remove_any(void)
{
   if (in_pool > 0)
      pool[random_below(in_pool)] = pool[in_pool - 1], in_pool--;
}

static void pool_end(void)
{
   memset(born, 0, sizeof born);
   for (UInt i = 0; i < in_pool; i++)
      born[pool[i]] += 10;
}

static void linear(void)
{
   for (UInt i = 0; i < n; i++)
      value[i] = 10 * (i + 1), born[i] = 10;
}

static void random_rate(void)           /* four in an epoch, on average */
{
   pool_begin(0);
   for (UInt i = 0; i < n; i++) {
      for (UInt k = 0; k < 200; k++)
         if (random_below(50) == 0)
            pool_add(i);
      value[i] = 10 * in_pool;
   }
   pool_end();
}

static void from_half_time(void)
{
   for (UInt i = 0; i < n; i++) {
      value[i] = i < n / 2 ? 1000 : 1000 + 10 * (i - n / 2);
      born[i]  = i == 0 ? 1000 : i < n / 2 ? 0 : 10;
   }
}

static void in_churn(void)              /* 10 stay, up to 600 come and go */
{
   for (UInt i = 0; i < n; i++)
      value[i] = 10 * (i + 1) + random_below(600), born[i] = 10;
}

/* A queue that gets longer: what is in it is new, but for the last few epochs. */
static void queue(void)
{
   for (UInt i = 0; i < n; i++)
      value[i] = 10 * (i + 1), born[i] = i + 4 < n ? 0 : 5 * n / 2;
}

static void square_root_of_time(void)
{
   for (UInt i = 0; i < n; i++)
      value[i] = 1000 * square_root(100 * (i + 1)), born[i] = 10;
}

static void random_walk(void)
{
   pool_begin(1000);
   for (UInt i = 0; i < n; i++) {
      for (UInt k = 0; k < 100; k++)
         if (random_below(2)) pool_add(i); else pool_remove_any();
      value[i] = 10 * in_pool;
   }
   pool_end();
}

static UInt coverage;                   /* requests per possible entry, * 10 */

static void filling_cache(void)
{
   enum { ENTRIES = 2000 };
   static UChar known[ENTRIES];
   memset(known, 0, sizeof known);
   pool_begin(0);
   for (UInt i = 0; i < n; i++) {
      for (UInt k = 0; k < ENTRIES * coverage / 10 / n; k++) {
         UInt entry = random_below(ENTRIES);
         if (!known[entry])
            pool_add(i);
         known[entry] = 1;
      }
      value[i] = 10 * in_pool;
   }
   pool_end();
}

static void slow_turnover(void)
{
   pool_begin(1000);
   for (UInt i = 0; i < n; i++) {
      for (UInt k = 0; k < 10; k++)
         pool_remove_any(), pool_add(i);
      value[i] = 10 * in_pool + random_below(300);
   }
   pool_end();
}

static void teeth(void)
{
   for (UInt i = 0; i < n; i++)
      value[i] = 100 * (i % 7), born[i] = i + 7 < n ? 0 : 100;
}

/* Two teeth in little less than four epochs, the ends of which meet them higher
   and higher. */
static void beat(void)
{
   for (UInt i = 0; i < n; i++)
      value[i] = 100 + i * (500 + 300 / n) % 1000, born[i] = i + 2 < n ? 0 : 100;
}

static void one_step(void)
{
   UInt at = random_below(n);
   for (UInt i = 0; i < n; i++)
      value[i] = i < at ? 100 : 5000, born[i] = i == at ? 4900 : i == 0 ? 100 : 0;
}

static void noise(void)
{
   for (UInt i = 0; i < n; i++)
      value[i] = random_below(1000), born[i] = i + 1 < n ? 0 : value[i];
}

/* ---- capacities ---- */

static UInt factor;                     /* in percent */

static void capacity_until(UInt end)
{
   ULong capacity = 16 + random_below(16);
   for (UInt i = 0; i < n; i++) {
      while (i < end && capacity < 100 * (ULong)(i + 1))
         capacity = capacity * factor / 100 + 1;
      value[i] = capacity;
   }
}

static void enlarged(void)      { capacity_until(n); }
static void once_enlarged(void) { capacity_until(n * 2 / 5); }

/* ---- places that allocate: n_sites[0..n) ---- */

static UInt n_sites[64];

static void new_sites(UInt at_first, UInt per_epoch, UInt end)
{
   for (UInt i = 0; i < n; i++)
      n_sites[i] = at_first + per_epoch * (i < end ? i : end);
}

static void is_new_work(Bool expected, const char* what)
{
   ok_seen(VR_(trend_of_new_work)(n_sites, n) == expected, what, n);
}

static void test_new_work(void)
{
   n = 40;
   new_sites(100, 100, n);
   is_new_work(True, "new places all the time");
   new_sites(1000, 8, n);
   is_new_work(True, "some more all the time");
   new_sites(100, 100, n / 2);
   is_new_work(False, "new places in the first half");
   new_sites(1000, 1, n);
   is_new_work(False, "a few of many");
   new_sites(2, 1, n);
   is_new_work(False, "so few that nothing can be told");
   new_sites(100, 0, n);
   for (UInt i = n - n / 8; i < n; i++)
      n_sites[i] = 1000;
   is_new_work(False, "many when the program ends");
   n = 1;
   is_new_work(False, "a single epoch");
}

/* ------------------------------------------------------------------ */

static UInt percent_growing(void (*shape)(void), Bool steps)
{
   UInt growing = 0;

   for (UInt i = 0; i < ROUNDS; i++) {
      n = 32 + random_below(32);
      shape();
      VrTrend t = steps ? VR_(trend_of_steps)(value, n)
                        : VR_(trend_of_floors)(value, n, born);
      growing += t.verdict == VrVerdict_Growing;
   }
   return growing * 100 / ROUNDS;
}

static void is_growing(void (*shape)(void), Bool steps, const char* what)
{
   UInt percent = percent_growing(shape, steps);
   ok_seen(percent >= MOST, what, percent);
}

static void is_bounded(void (*shape)(void), Bool steps, const char* what)
{
   UInt percent = percent_growing(shape, steps);
   ok_seen(percent <= FEW, what, percent);
}

int main(void)
{
   is_growing(linear, False, "linear");
   is_growing(random_rate, False, "random, four per epoch");
   is_growing(from_half_time, False, "from half time");
   is_growing(square_root_of_time, False, "square root of time");
   is_growing(queue, False, "a queue that gets longer");
   is_bounded(random_walk, False, "random walk");
   is_bounded(slow_turnover, False, "slow turnover");
   is_bounded(teeth, False, "sawtooth");
   is_bounded(beat, False, "a beat");
   is_bounded(one_step, False, "one step");
   is_bounded(noise, False, "noise");
   for (coverage = 20; coverage <= 80; coverage *= 2)
      is_bounded(filling_cache, False, "filling cache");
   UInt hidden = percent_growing(in_churn, False);
   ok_seen(hidden >= 80, "hidden in churn", hidden);
   for (factor = 150; factor <= 200; factor += 50) {
      is_growing(enlarged, True, "enlarged by a factor");
      is_bounded(once_enlarged, True, "enlarged until it was large enough");
   }

   n = 9;
   linear();
   ok_seen(VR_(trend_of_floors)(value, n, born).verdict == VrVerdict_Insufficient,
      "nine epochs are too few", n);
   n = 40;
   teeth();
   ok_seen(VR_(trend_of_floors)(value, n, born).verdict == VrVerdict_Sawtooth,
      "a sawtooth is called one", n);
   coverage = 40;
   filling_cache();
   ok_seen(VR_(trend_of_floors)(value, n, born).verdict == VrVerdict_Saturating,
      "a filling cache is called saturating", n);
   beat();
   ok_seen(VR_(trend_of_floors)(value, n, NULL).verdict != VrVerdict_Growing,
      "a beat of blocks whose age is not known", n);
   linear();
   VrTrend t = VR_(trend_of_floors)(value, n, born);
   ok_seen(t.since == n / 4 && t.rise / t.epochs == 10, "rate", t.rise / t.epochs);
   from_half_time();
   t = VR_(trend_of_floors)(value, n, born);
   ok_seen(t.since >= n / 2 - n / 8, "since", t.since);
   test_new_work();

   return done();
}
