/* vr_stackmarks.c: marks in stacks end with the frame.  See vr_stackmarks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_stackmarks.h"
#include "vr_shadow.h"

VrStackMarks VR_(stack_marks);
Bool         VR_(stack_marks_watched);

/* One per stack; all marks of the stack are in [low, high). */
typedef struct { Addr low, high, top; } MarkedStack;

static XArray* stacks;

static MarkedStack* stack_at(Word i)
{
   return VG_(indexXA)(stacks, i);
}

/* From the lowest mark to the highest top. */
static void sum_up(void)
{
   Addr low = ~(Addr)0, top = 0;

   for (Word i = 0; i < VG_(sizeXA)(stacks); i++) {
      if (stack_at(i)->low < low)
         low = stack_at(i)->low;
      if (stack_at(i)->top > top)
         top = stack_at(i)->top;
   }
   VR_(stack_marks).low  = low;
   VR_(stack_marks).size = top > low ? top - low : 0;
}

static void begin_to_watch(void)
{
   stacks = VG_(newXA)(VG_(malloc), "vr.stackmarks", VG_(free),
                       sizeof(MarkedStack));
   VR_(stack_marks_watched) = True;
   VG_(discard_translations)(0, VR_ADDRESS_LIMIT, "vr.stackmarks");
}

/* The byte after the stack that sp is in, or 0 if that can't be told: a stack
   in the heap (a coroutine's) looks like any other block. */
static Addr top_of_stack(ThreadId tid, Addr sp)
{
   const NSegment* seg = VG_(am_find_nsegment)(sp);
   Addr max = VG_(thread_get_stack_max)(tid);

   if (seg == NULL || seg->kind != SkAnonC || seg->isCH)
      return 0;
   return sp <= max && max <= seg->end ? max + 1 : seg->end + 1;
}

static void add_marks(Addr low, Addr high, Addr top)
{
   MarkedStack new_stack = { low, high, top };

   for (Word i = 0; i < VG_(sizeXA)(stacks); i++) {
      MarkedStack* stack = stack_at(i);
      if (stack->top != top)
         continue;
      if (low < stack->low)
         stack->low = low;
      if (high > stack->high)
         stack->high = high;
      return;
   }
   VG_(addToXA)(stacks, &new_stack);
}

/* Of [a, end), what is below live, the red zone's end, is no frame's: later
   frames will use it.  Only on the thread's own stack: below a coroutine's, in
   the same segment, there may be anything. */
static void forget_dead(ThreadId tid, Addr a, Addr end, Addr live)
{
   const NSegment* seg = VG_(am_find_nsegment)(live);
   Addr max = VG_(thread_get_stack_max)(tid);

   if (seg == NULL || max < live || max > seg->end)
      return;
   if (end > live)
      end = live;
   if (a < seg->start)
      a = seg->start;
   if (a < end)
      VR_(shadow_clear)(a, end - a);
}

void VR_(stack_marks_note)(Addr a, SizeT n)
{
   ThreadId tid  = VG_(get_running_tid)();
   Addr     sp   = VG_(get_SP)(tid);
   Addr     top  = top_of_stack(tid, sp);
   Addr     end  = a + n < a ? ~(Addr)0 : a + n;
   Addr     live = sp - VG_STACK_REDZONE_SZB;

   if (top == 0 || a >= top)
      return;
   forget_dead(tid, a, end, live);
   if (end <= live)
      return;
   if (!VR_(stack_marks_watched))
      begin_to_watch();
   add_marks(a > live ? a : live, end < top ? end : top, top);
   sum_up();
}

/* Everything below `until' is forgotten. */
static void forget_below(Word i, Addr until)
{
   MarkedStack* stack = stack_at(i);

   if (until > stack->high)
      until = stack->high;
   VR_(shadow_clear)(stack->low, until - stack->low);
   stack->low = until;
   if (stack->low == stack->high)
      VG_(removeIndexXA)(stacks, i);
   sum_up();
}

void VR_(stack_marks_sp_moved)(Addr sp)
{
   for (Word i = VG_(sizeXA)(stacks) - 1; i >= 0; i--)
      if (sp > stack_at(i)->low && sp <= stack_at(i)->top)
         forget_below(i, sp);
}

void VR_(stack_marks_forget)(Addr max)
{
   if (!VR_(stack_marks_watched))
      return;
   for (Word i = VG_(sizeXA)(stacks) - 1; i >= 0; i--)
      if (stack_at(i)->top == max + 1)
         forget_below(i, stack_at(i)->high);
}
