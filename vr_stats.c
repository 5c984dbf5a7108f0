/* vr_stats.c: see vr_stats.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_stats.h"
#include "vr_clock.h"
#include "vr_epochs.h"
#include "vr_heap.h"
#include "vr_options.h"
#include "vr_timeline.h"

VrStats VR_(stats);

/* The map has a bit for each byte. */
#define CLIENT_BYTES_PER_SHADOW_BYTE 8

static void print(const HChar* what, ULong number)
{
   VG_(dmsg)(" vrleak: %-32s %'llu\n", what, number);
}

static void print_translation(void)
{
   const VrStats* s = &VR_(stats);

   print("blocks translated", s->translations);
   print("checks emitted", s->checks);
   if (VR_(options).check_stack)
      print("checks of the stack emitted", s->stack_checks);
   print("unchecked: on the stack", s->unchecked[VrUnchecked_Stack]);
   print("unchecked: constant address", s->unchecked[VrUnchecked_Constant]);
   print("unchecked: covered by another", s->unchecked[VrUnchecked_Covered]);
   print("unchecked: switched off", s->unchecked[VrUnchecked_Off]);
   print("changes of SP looked at", s->switch_checks);
   print("native functions emitted", s->native_calls);
   print("cold calls executed", s->cold_calls);
   print("blocks executed", s->blocks_executed);
   print("switches of stacks", s->switches);
}

static void print_stacks(void)
{
   const VrStats* s = &VR_(stats);

   print("stacks recorded", s->stacks);
   print("stacks remembered", s->stacks - s->stacks_unwound);
   print("stacks unwound", s->stacks_unwound);
}

/* Arenas are marked when they are mapped and hardly anything else is, so their
   share of the map is what has been written of it. */
static void print_heap(void)
{
   const VrHeapStats* h = &VR_(heap_stats);

   print("blocks allocated", h->allocs);
   print("blocks live", h->live_blocks);
   print("bytes live", h->live_bytes);
   print("bytes live at the peak", h->peak_bytes);
   print("bytes of arenas", VR_(arena_bytes));
   print("blocks in quarantine", VR_(heap_quarantined_blocks)());
   print("bytes in quarantine", VR_(heap_quarantined_bytes)());
   print("memory of the quarantine", VR_(heap_quarantine_memory)());
   print("bytes of shadow map, about",
         VR_(arena_bytes) / CLIENT_BYTES_PER_SHADOW_BYTE);
}

static void print_scans(void)
{
   const VrStats* s = &VR_(stats);

   print("leak scans", s->scans);
   print("leak scans, milliseconds", s->scan_ms);
   print("leak scans, bytes read", s->scanned_bytes);
}

static void print_inlines(void)
{
   const VrStats* s = &VR_(stats);

   print("objects read for inlined calls", s->inlines_read);
   print("searches for inlined names", s->inlines_searched);
}

static void print_all(void)
{
   print_translation();
   print_stacks();
   print_heap();
   print_scans();
   print_inlines();
}

void VR_(stats_note_blocks)(ULong blocks_dispatched)
{
   VR_(clock_stop)(blocks_dispatched);
   VR_(timeline_look_at_clock)();
   VR_(work_execute)(blocks_dispatched - VR_(stats).blocks_executed);
   VR_(stats).blocks_executed = blocks_dispatched;
}

void VR_(stats_init)(void)
{
   VG_(needs_print_stats)(print_all);
}

/* The core leaves the last print to the tool. */
void VR_(stats_at_end)(void)
{
   if (VG_(clo_stats))
      print_all();
}
