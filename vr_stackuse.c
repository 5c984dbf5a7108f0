/* vr_stackuse.c: how much of a coroutine's stack was ever used.  See
   vr_stackuse.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_stackuse.h"
#include "vr_guard.h"

/* ------------------------------------------------------------------ */
/*  Words that are not zero                                            */
/* ------------------------------------------------------------------ */

/* Most are zero, so that eight are looked at together. */
#define TOGETHER 8

static Bool are_zero(const UWord* w)
{
   return (w[0] | w[1] | w[2] | w[3] | w[4] | w[5] | w[6] | w[7]) == 0;
}

/* The lowest in [word, end), or end. */
static __attribute__((noinline))
const UWord* lowest_of(const UWord* word, const UWord* end)
{
   while (end - word >= TOGETHER && are_zero(word))
      word += TOGETHER;
   while (word < end && *word == 0)
      word++;
   return word;
}

/* The end of the highest, or word. */
static __attribute__((noinline))
const UWord* end_of_highest(const UWord* word, const UWord* end)
{
   while (end - word >= TOGETHER && are_zero(end - TOGETHER))
      end -= TOGETHER;
   while (end > word && end[-1] == 0)
      end--;
   return end;
}

/* In a page, or a part of one.  0: none, or it can't be read. */
static Addr lowest_in_page(Addr low, Addr high)
{
   const UWord* found;

   if (!VR_FAULT_GUARD_BEGIN())
      return 0;
   found = lowest_of((const UWord*)low, (const UWord*)high);
   VR_FAULT_GUARD_END();
   return (Addr)found < high ? (Addr)found : 0;
}

static Addr highest_in_page(Addr low, Addr high)
{
   const UWord* end;

   if (!VR_FAULT_GUARD_BEGIN())
      return 0;
   end = end_of_highest((const UWord*)low, (const UWord*)high);
   VR_FAULT_GUARD_END();
   return (Addr)end > low ? (Addr)(end - 1) : 0;
}

/* Pages are asked for so many at a time. */
#define PAGES 512

static UChar present[PAGES];

/* What the kernel doesn't know is for the guard to find out. */
static void ask_for_pages(Addr low, Addr high)
{
   SizeT n = (high - low) / VKI_PAGE_SIZE;

   if (sr_isError(VG_(do_syscall)(__NR_mincore, low, high - low, (UWord)present,
                                  0, 0, 0, 0, 0)))
      VG_(memset)(present, 1, n);
}

static Addr min(Addr a, Addr b) { return a < b ? a : b; }
static Addr max(Addr a, Addr b) { return a > b ? a : b; }

static Addr lowest_in_pages(Addr low, Addr high)
{
   Addr page = VG_PGROUNDDN(low), found = 0;

   ask_for_pages(page, VG_PGROUNDUP(high));
   for (UInt i = 0; page < high && found == 0; i++, page += VKI_PAGE_SIZE)
      if (present[i] & 1)
         found = lowest_in_page(max(page, low),
                                min(page + VKI_PAGE_SIZE, high));
   return found;
}

static Addr highest_in_pages(Addr low, Addr high)
{
   Addr first = VG_PGROUNDDN(low), page = VG_PGROUNDUP(high), found = 0;

   ask_for_pages(first, page);
   while (page > first && found == 0) {
      page -= VKI_PAGE_SIZE;
      if (present[(page - first) / VKI_PAGE_SIZE] & 1)
         found = highest_in_page(max(page, low),
                                 min(page + VKI_PAGE_SIZE, high));
   }
   return found;
}

/* 0: there is none. */
static Addr lowest_word(Addr low, Addr high)
{
   for (Addr end; low < high; low = end) {
      end = min(VG_PGROUNDDN(low) + PAGES * VKI_PAGE_SIZE, high);
      Addr found = lowest_in_pages(low, end);
      if (found != 0)
         return found;
   }
   return 0;
}

static Addr highest_word(Addr low, Addr high)
{
   for (Addr start; low < high; high = start) {
      start = VG_PGROUNDUP(high) - PAGES * VKI_PAGE_SIZE;
      start = start > high ? low : max(start, low);
      Addr found = highest_in_pages(start, high);
      if (found != 0)
         return found;
   }
   return 0;
}

/* ------------------------------------------------------------------ */
/*  Stacks                                                             */
/* ------------------------------------------------------------------ */

static Addr first_word(Addr low)
{
   return VG_ROUNDUP(low, sizeof(UWord));
}

void VR_(stack_use_begins)(VrCoro* coro, Addr sp)
{
   Addr low  = first_word(coro->low);
   Addr high = VG_ROUNDDN(sp - VG_STACK_REDZONE_SZB, sizeof(UWord));
   Addr last = high > low ? highest_word(low, high) : 0;

   coro->clean = last == 0 ? low : last + sizeof(UWord);
   coro->dirty = last == 0 ? low : lowest_word(low, coro->clean);
}

/* Below all that others have left; otherwise above it.  0: nothing is seen. */
static Addr deepest_word(const VrCoro* coro)
{
   Addr low   = first_word(coro->low);
   Addr found = lowest_word(low, coro->dirty);

   return found != 0 ? found
        : lowest_word(max(coro->clean, low),
                      VG_ROUNDDN(coro->low_water, sizeof(UWord)));
}

SizeT VR_(stack_use)(VrCoro* coro, /*OUT*/Bool* at_least)
{
   Bool is_seen = !coro->shared && coro->clean != 0;
   Addr deepest;

   *at_least = False;
   if (coro->low_water == 0)
      return 0;
   if (coro->state == VrCoro_Running
       && VG_(get_SP)(coro->tid) - coro->low < coro->high - coro->low)
      coro->low_water = min(coro->low_water, VG_(get_SP)(coro->tid));
   deepest = is_seen ? deepest_word(coro) : 0;
   if (deepest != 0)
      coro->low_water = min(coro->low_water, deepest);
   *at_least = !is_seen
            || (coro->low_water <= coro->clean && coro->low_water > coro->low
                && coro->low_water >= coro->dirty);
   return coro->high - coro->low_water;
}
