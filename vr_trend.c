/* vr_trend.c: see vr_trend.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_trend.h"

/* The warm-up and the later beginnings, in eighths of all epochs. */
#define FIRST_START 2
#define LAST_START  5

#define MAX_SEGMENTS 8
#define EPOCHS_PER_SEGMENT 2           /* at least */

/* The weakest step must be this part of the mean one, at least. */
#define WEAKEST_SHARE 4

/* Going up by less than this part of what it was before is slowing down.  What
   is known to have an end, like a cache that fills, has come to less than this
   when two thirds of it are there; what takes time in proportion to its size
   (everything is told everybody) never does. */
#define SLOWER_BY_PERCENT 58

/* ---- floors ---- */

typedef struct {
   UInt  n;                            /* segments                          */
   UInt  floor[MAX_SEGMENTS];
   UInt  lowest, highest;              /* of all values                     */
} Segments;

static Segments cut(const UInt* value, UInt start, UInt n)
{
   UInt     m = n - start;
   Segments s = { .lowest = ~0u, .highest = 0 };

   s.n = m / EPOCHS_PER_SEGMENT < MAX_SEGMENTS ? m / EPOCHS_PER_SEGMENT
                                               : MAX_SEGMENTS;
   for (UInt k = 0; k < s.n; k++) {
      s.floor[k] = ~0u;
      for (UInt i = start + k * m / s.n; i < start + (k + 1) * m / s.n; i++) {
         if (value[i] < s.floor[k])  s.floor[k] = value[i];
         if (value[i] > s.highest)   s.highest  = value[i];
      }
      if (s.floor[k] < s.lowest)
         s.lowest = s.floor[k];
   }
   return s;
}

static Long rise_between(const Segments* s, UInt from, UInt to)
{
   return (Long)s->floor[to] - (Long)s->floor[from];
}

/* Is every floor clearly above the one before? */
static Bool goes_up_steadily(const Segments* s)
{
   Long rise = rise_between(s, 0, s->n - 1);

   if (rise <= 0)
      return False;
   for (UInt k = 1; k < s->n; k++) {
      Long step = rise_between(s, k - 1, k);
      if (step <= 0 || step * WEAKEST_SHARE * (s->n - 1) < rise)
         return False;
   }
   return True;
}

/* Is the last third's rise much less than the first third's? */
static Bool slows_down(const Segments* s)
{
   UInt third = s->n / 3 > 0 ? s->n / 3 : 1;

   return SLOWER_BY_PERCENT * rise_between(s, 0, third)
          > 100 * rise_between(s, s->n - 1 - third, s->n - 1);
}

/* Growth that began later than the warm-up's end must be faster than what was
   before: what slows down looks straight, too, if only its end is looked at. */
static Bool is_faster_than_before(const UInt* value, UInt first, UInt start,
                                  UInt n)
{
   Long before = (Long)value[start] - value[first];
   Long after  = (Long)value[n - 1] - value[start];

   return after * (start - first) > before * (n - 1 - start);
}

/* Has what was born in at least half of the epochs survived? */
static Bool survivors_of_all_ages(const UInt* born, UInt start, UInt n)
{
   UInt with_survivors = 0;

   for (UInt i = start; i < n; i++)
      if (born[i] > 0)
         with_survivors++;
   return 2 * with_survivors >= n - start;
}

/* Is it never less than before by half of the rise, or more? */
static Bool never_falls_far(const UInt* value, UInt start, UInt n, Long rise)
{
   for (UInt i = start + 1; i < n; i++)
      if (2 * ((Long)value[i - 1] - (Long)value[i]) >= rise)
         return False;
   return True;
}

/* Where all is new, or its age not known, it is a queue that gets longer, or teeth
   that an epoch's end meets a little higher each time: a beat. */
static Bool is_no_beat(const UInt* value, const UInt* born, UInt start, UInt n,
                       Long rise)
{
   return (born != NULL && survivors_of_all_ages(born, start, n))
          || never_falls_far(value, start, n, rise);
}

static VrVerdict verdict_without_growth(const Segments* s)
{
   Long rise = rise_between(s, 0, s->n - 1);

   if (2 * s->lowest < s->highest && rise < (Long)(s->highest - s->lowest) / 2)
      return VrVerdict_Sawtooth;
   if (rise > 0 && slows_down(s))
      return VrVerdict_Saturating;
   return VrVerdict_Plateau;
}

/* ---- survivors ---- */

/* The newest epochs' blocks may still be in use. */
#define TOO_YOUNG 3

static ULong sum(const UInt* value, UInt start, UInt end)
{
   ULong total = 0;

   for (UInt i = start; i < end; i++)
      total += value[i];
   return total;
}

/* How far n values are from their mean, summed up. */
static ULong deviation(const UInt* value, UInt n)
{
   ULong mean = sum(value, 0, n) / n, total = 0;

   for (UInt i = 0; i < n; i++)
      total += value[i] > mean ? value[i] - mean : mean - value[i];
   return total;
}

static UInt square_root(UInt n)
{
   UInt root = 1;

   while (root * root < n)
      root++;
   return root;
}

/* Where much is allocated and freed, a little that stays each time is lost in
   the ups and downs, but can be told by its age.  Yet what is replaced now and
   then has survivors of all ages, too; so the whole must have become larger by
   at least half of what they make, and by more than chance does: twice the
   standard error, or thereabouts, of the mean of a third. */
static Bool survivors_pile_up(const UInt* value, const UInt* born,
                              UInt start, UInt n, /*OUT*/ULong* rise)
{
   UInt  end = n - TOO_YOUNG, m = end - start;
   UInt  n_segments = m / EPOCHS_PER_SEGMENT < MAX_SEGMENTS
                    ? m / EPOCHS_PER_SEGMENT : MAX_SEGMENTS;
   UInt  third = (n - start) / 3;
   ULong total = sum(born, start, end);
   Long  mean_rise = (Long)sum(value, n - third, n)
                   - (Long)sum(value, start, start + third);

   for (UInt k = 0; k < n_segments; k++)
      if (sum(born, start + k * m / n_segments,
              start + (k + 1) * m / n_segments)
          * n_segments * WEAKEST_SHARE < total)
         return False;
   *rise = total;
   /* From the middle of the first third to that of the last are 2/3. */
   return total > 0 && mean_rise * 3 > (Long)(total * third)
          && mean_rise > (Long)(2 * deviation(value + n - third, third)
                                / square_root(third));
}

VrTrend VR_(trend_of_floors)(const UInt* value, UInt n, const UInt* born)
{
   VrTrend trend = { VrVerdict_Insufficient, 0, 0, 0 };

   for (UInt eighths = FIRST_START; eighths <= LAST_START; eighths++) {
      UInt start = n * eighths / 8;
      if (n - start < VR_TREND_MIN_EPOCHS)
         break;
      Segments s = cut(value, start, n);
      Bool     up = goes_up_steadily(&s);
      if (eighths == FIRST_START)
         trend.verdict = up && slows_down(&s) ? VrVerdict_Saturating
                       : verdict_without_growth(&s);
      if (up && !slows_down(&s)
          && (eighths == FIRST_START
              || is_faster_than_before(value, n * FIRST_START / 8, start, n))
          && is_no_beat(value, born, start, n, rise_between(&s, 0, s.n - 1))) {
         trend.verdict = VrVerdict_Growing;
         trend.since   = start;
         trend.rise    = rise_between(&s, 0, s.n - 1);
         trend.epochs  = (n - start) * (s.n - 1) / s.n;
         return trend;
      }
   }
   UInt start = n * FIRST_START / 8;
   if (born != NULL && n - start >= VR_TREND_MIN_EPOCHS + TOO_YOUNG
       && trend.verdict != VrVerdict_Saturating
       && survivors_pile_up(value, born, start, n, &trend.rise)) {
      trend.verdict = VrVerdict_Growing;
      trend.since   = start;
      trend.epochs  = n - start;
   }
   return trend;
}

/* ---- steps ---- */

/* A container that is filled at a constant rate and enlarged by a factor f
   whenever it is full has steps at t, f t, f² t ...: rarer and rarer, but twice
   as large after twice the time, give or take a step.  So it must have become
   larger by half, nearly, in the last half of the epochs, and in the half of
   what was before, and once more. */
#define OCTAVES       3
#define LARGER_BY_PERCENT 140

VrTrend VR_(trend_of_steps)(const UInt* value, UInt n)
{
   VrTrend trend = { VrVerdict_Insufficient, 0, 0, 0 };
   UInt    end   = n;

   if (n - n / 4 < VR_TREND_MIN_EPOCHS)
      return trend;
   trend.verdict = VrVerdict_Plateau;
   for (UInt i = 0; i < OCTAVES; i++, end /= 2) {
      UInt before = value[end / 2 - 1];
      if (before == 0
          || (ULong)value[end - 1] * 100 < (ULong)before * LARGER_BY_PERCENT)
         return trend;
   }
   trend.verdict = VrVerdict_Growing;
   trend.since   = end;
   trend.rise    = value[n - 1] - value[end];
   trend.epochs  = n - end;
   return trend;
}

/* ---- sites ---- */

/* In the second half of their time programs in a steady state hardly ever come
   to a new place: to 1 % of all, up to 4 % of those that are simple.  Compilers,
   imports, and start-ups do, to 5 and up to 46 %.  What happens when they end
   does not count; a few are no sign of anything. */
#define NEW_SITES_PERCENT 5
#define MIN_NEW_SITES     16

Bool VR_(trend_of_new_work)(const UInt* n_sites, UInt n)
{
   UInt start = n / 2, end = n - n / 8, n_new;

   if (end <= start)
      return False;
   n_new = n_sites[end - 1] - n_sites[start];
   return n_new >= MIN_NEW_SITES
          && (ULong)n_new * 100 >= (ULong)n_sites[end - 1] * NEW_SITES_PERCENT;
}
