/* vr_withdrawn.c: stacks that were withdrawn and kept.  See vr_withdrawn.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_withdrawn.h"
#include "vr_guard.h"

/* More of a stack is not looked at: it has to be read when it is withdrawn. */
#define LARGEST (16UL << 10)

/* sum is never 0. */
typedef struct { Addr low, high; ULong sum; } Frames;

static Frames withdrawn[VR_WITHDRAWN];
static UInt   n_withdrawn;       /* so far */

static __attribute__((noinline)) ULong sum_of_words(const UWord* word,
                                                   const UWord* end)
{
   ULong sum = 1;

   for (; word < end; word++)
      sum = (sum ^ *word) * 0x100000001b3UL;
   return sum | 1;
}

/* 0: it can't be read. */
static ULong sum_of(Addr low, Addr high)
{
   static ULong sum;

   if (!VR_FAULT_GUARD_BEGIN())
      return 0;
   sum = sum_of_words((const UWord*)low, (const UWord*)high);
   VR_FAULT_GUARD_END();
   return sum;
}

void VR_(withdrawn_add)(const VrCoro* coro)
{
   Addr   high   = VG_ROUNDDN(coro->entry_sp != 0 ? coro->entry_sp : coro->high,
                              sizeof(UWord));
   Addr   low    = VG_ROUNDUP(coro->low_water, sizeof(UWord));
   Frames frames = { low, high, 0 };

   if (coro->low_water == 0 || low < coro->low || low >= high)
      return;
   if (high - low > LARGEST)
      frames.low = high - LARGEST;
   frames.sum = sum_of(frames.low, frames.high);
   if (frames.sum != 0)
      withdrawn[n_withdrawn++ % VR_WITHDRAWN] = frames;
}

static Bool is_untouched(const Frames* frames)
{
   const VrCoro* coro = VR_(coro_at_or_below)(frames->high - 1);

   return (coro == NULL || coro->high <= frames->low)
       && sum_of(frames->low, frames->high) == frames->sum;
}

void VR_(withdrawn_visit)(void (*visit)(Addr low, Addr high))
{
   for (UInt i = 0; i < VR_WITHDRAWN && i < n_withdrawn; i++)
      if (is_untouched(&withdrawn[i]))
         visit(withdrawn[i].low, withdrawn[i].high);
}
