/* vr_timeline.h: the heap over time.

   From time to time the size of the heap is noted: a sample.  When there are too
   many, every other one is forgotten and the distance between two doubles, so
   that a run of any length has between MAX_SAMPLES / 2 and MAX_SAMPLES:

       0  1  2  3  4  5  6  7              distance d
       0     2     4     6     8    10     distance 2 d

   A few snapshots also say what the heap consists of: which sites (vr_sites) have
   most of it.  They are taken when the heap has become a quarter larger than ever
   before, when the program or the user asks for one, and when the program asks to
   end.  That of the peak costs nothing: sites know what they had then.

   Time is what --time-unit says: blocks of code executed, bytes allocated or
   milliseconds.  It is looked at in each allocation and free, and when a thread
   stops.

   Users: vr_blocks, vr_stats (let time go by), vr_requests, vr_monitor (ask for
   snapshots), vr_histories (asks for the time), vr_profile (writes).  Depends on
   vr_core, vr_options, vr_clock, vr_coro, vr_heap, vr_sites, vr_ignoredsites.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_TIMELINE_H
#define VR_TIMELINE_H

#include "vr_core.h"
#include "vr_clock.h"
#include "vr_heap.h"

typedef enum {
   VrSnapshot_Normal, VrSnapshot_Detailed, VrSnapshot_Peak, VrSnapshot_Named,
   VrSnapshot_End
} VrSnapshotKind;

/* What a site had. */
typedef struct {
   UInt  number;
   ULong bytes, blocks;
} VrShare;

typedef struct {
   VrSnapshotKind kind;
   HChar*   name;               /* of a named one                          */
   ULong    time;
   ULong    heap_bytes, heap_blocks;
   ULong    allocated_bytes;    /* until then                              */
   ULong    stack_bytes;        /* of all threads                          */
   ULong    coro_stack_bytes;   /* of all coroutines                       */
   ULong    mapped_bytes;       /* by the program: code, data, mmap        */
   VrShare* shares;             /* the largest first; NULL: not looked at  */
   UInt     n_shares;
} VrSnapshot;

/* Before the client runs. */
extern void VR_(timeline_init)(void);

/* What time it is, as --time-unit says. */
extern ULong VR_(timeline_now)(void);

/* When the next sample is due, in either unit; not before that. */
extern ULong VR_(timeline_next_blocks);
extern ULong VR_(timeline_next_bytes);

extern void VR_(timeline_sample)(void);

/* An allocation or a free. */
static inline void VR_(timeline_look)(void)
{
   if (UNLIKELY(VR_(blocks_now)() >= VR_(timeline_next_blocks)
                || VR_(heap_stats).allocated_bytes
                   >= VR_(timeline_next_bytes)))
      VR_(timeline_sample)();
}

/* A thread has stopped to run: time may have gone by. */
extern void VR_(timeline_look_at_clock)(void);

/* Somebody wants to know what the heap consists of now. */
extern void VR_(timeline_snapshot)(const HChar* name);

/* The program has asked to end. */
extern void VR_(timeline_note_end)(void);

/* All, in the order of time.  The list is to be freed with VG_(free); what is in
   it is valid until the client runs on. */
extern VrSnapshot** VR_(timeline_snapshots)(/*OUT*/UInt* n);

#endif
