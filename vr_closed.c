/* vr_closed.c: the stacks of destroyed coroutines.  See vr_closed.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_closed.h"
#include "vr_below.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_options.h"
#include "vr_shadow.h"
#include "vr_stacks.h"

/* By address (vr_below). */
typedef struct {
   UWord key;
   Addr  start, end;             /* what is marked                           */
   Addr  entry_sp;
   UWord id;                     /* whose stack it was                       */
   UInt  slot;                   /* of ring                                  */
} Closed;

static OSet*   by_address;
static Closed* ring[VR_CORO_GRAVES];
static UInt    next_slot;

/* The highest that has a part in [a, end). */
static Closed* closed_in(Addr a, Addr end)
{
   Closed* closed = a < end ? VR_(at_or_below)(by_address, end - 1) : NULL;

   return closed != NULL && closed->end > a ? closed : NULL;
}

static void forget(Closed* closed)
{
   ring[closed->slot] = NULL;
   VG_(OSetGen_FreeNode)(by_address,
                         VG_(OSetGen_Remove)(by_address, &closed->key));
}

/* A block of the heap may have become smaller. */
static void open(Closed* closed)
{
   VrBlock block;
   Addr    end = closed->end;

   if (VR_(heap_block_near)(closed->start, &block)
       && block.start + block.record->size < end)
      end = block.start + block.record->size;
   if (end > closed->start)
      VR_(shadow_clear)(closed->start, end - closed->start);
   forget(closed);
}

/* ------------------------------------------------------------------ */
/*  Closing                                                            */
/* ------------------------------------------------------------------ */

static Bool is_code(UWord word)
{
   const NSegment* seg = word < VKI_PAGE_SIZE ? NULL : VG_(am_find_nsegment)(word);

   return VR_(is_client_segment)(seg) && seg->hasX;
}

/* What is loaded: some registers, and where to go on. */
Addr VR_(first_frame)(const VrCoro* coro, Addr sp)
{
   enum { most = 10 };
   static UWord words[most];
   UInt n = (coro->high - sp) / sizeof(UWord);

   if (n > most)
      n = most;
   if (sp > coro->high || !VR_FAULT_GUARD_BEGIN())
      return sp;
   for (UInt i = 0; i < n; i++)
      words[i] = ((const UWord*)sp)[i];
   VR_FAULT_GUARD_END();
   for (UInt i = 0; i < n; i++)
      if (is_code(words[i]))
         return sp + (i + 1) * sizeof(UWord);
   return sp;
}

static Bool overlap(Addr low, Addr high, Addr other_low, Addr other_high)
{
   return low < other_high && other_low < high;
}

/* Is somebody on [low, high), other than the coroutine that leaves it? */
static Bool is_a_threads(Addr low, Addr high, const VrCoro* coro)
{
   ThreadId tid;
   Addr     sp, max, home_low, home_high, alt;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &sp, &max)) {
      VR_(stack_home)(tid, &home_low, &home_high);
      alt = VG_(thread_get_altstack_min)(tid);
      if (overlap(low, high, home_low, home_high)
          || overlap(low, high, alt, alt + VG_(thread_get_altstack_size)(tid))
          || (sp - low < high - low && !(coro->leaving && coro->tid == tid)))
         return True;
   }
   return False;
}

/* Is that one live block of the heap, or no part of it? */
static Bool is_one_memory(Addr low, Addr high)
{
   VrBlock block;

   if (VR_(span_of)(low) == NULL && VR_(span_of)(high - 1) == NULL)
      return VG_(am_is_valid_for_client)(low, high - low, VKI_PROT_WRITE);
   return VR_(heap_block_near)(low, &block)
       && block.record->state == VrSlot_Live && low >= block.start
       && high <= block.start + block.record->size;
}

static void close(const VrDeadCoro* dead, Addr first_frame)
{
   Addr    low  = dead->low_water > dead->low ? dead->low_water : dead->low;
   Addr    high = first_frame < dead->high ? first_frame : dead->high;
   Closed* closed;

   if (low >= high || high > VR_ADDRESS_LIMIT || !is_one_memory(low, high))
      return;
   if (by_address == NULL)
      by_address = VG_(OSetGen_Create)(offsetof(Closed, key), NULL, VG_(malloc),
                                       "vr.closed", VG_(free));
   VR_(closed_open)(low, high - low);
   if (ring[next_slot] != NULL)
      open(ring[next_slot]);
   closed  = VG_(OSetGen_AllocNode)(by_address, sizeof *closed);
   *closed = (Closed){ VR_(below_key)(low), low, high, dead->entry_sp, dead->id, next_slot };
   VG_(OSetGen_Insert)(by_address, closed);
   ring[next_slot] = closed;
   next_slot = (next_slot + 1) % VR_CORO_GRAVES;
   VR_(mark_for_client)(low, high - low);
}

/* How far down it went is known when it is in its grave. */
void VR_(coro_destroy)(VrCoro* coro, UInt where)
{
   UWord id          = coro->id;
   Addr  first_frame = coro->first_frame;
   Bool  closes      = VR_(options).coro_detect && VR_(options).check_accesses
                    && coro->origin == VrCoroBy_Vrleak && coro->exact
                    && coro->low_water != 0
                    && !is_a_threads(coro->low, coro->high, coro);

   VR_(coro_remove)(coro, where);
   if (closes)
      close(VR_(coro_dead_by_id)(id), first_frame);
}

/* ------------------------------------------------------------------ */
/*  Opening                                                            */
/* ------------------------------------------------------------------ */

Bool VR_(closed_open)(Addr a, SizeT n)
{
   Closed* closed;
   Bool    any = False;

   while ((closed = closed_in(a, a + n)) != NULL) {
      open(closed);
      any = True;
   }
   return any;
}

static void open_for(VrCoro* coro)
{
   VR_(closed_open)(coro->low, coro->high - coro->low);
}

/* Whoever takes the memory takes care of the marks. */
static void memory_gone(Addr a, SizeT n)
{
   Closed* closed;

   while ((closed = closed_in(a, a + n)) != NULL)
      forget(closed);
}

/* ------------------------------------------------------------------ */
/*  Accesses                                                           */
/* ------------------------------------------------------------------ */

Bool VR_(closed_is_wrong)(Addr a, SizeT size, Bool is_write)
{
   Closed* closed = closed_in(a, a + size);

   if (closed == NULL
       || (VR_(coro_dead_by_id)(closed->id) != NULL
           && !(is_write && a >= closed->entry_sp)))
      return True;
   open(closed);
   return False;
}

void VR_(closed_was_wrong)(Addr a, SizeT size, Bool is_write)
{
   if (is_write)
      VR_(closed_open)(a, size);
}

void VR_(closed_init)(void)
{
   VR_(coro_at_move)(open_for);
   VR_(coro_at_memory_gone)(memory_gone);
}
