/* vr_sites.h: what is allocated where.

   A site is a stack trace that allocates; its number is that of the trace
   (vr_contexts.h).  Each has a few counters, which are kept up to date by every
   allocation and every free, so that at any time it is known what each site
   has and had, without a walk through the heap:

       number / 4 ──> ┌───────────────────────────────────┐
                      │ allocs │ frees │ bytes │ ages ... │  one cache line
                      └───────────────────────────────────┘
                        └─> ┌───────────────────────────────────┐
                            │ at the peak │ reallocs │ sizes ...│  rarely
                            └───────────────────────────────────┘  touched

   Two numbers are exact without being kept up to date by every event:

     peak     What a site had when the heap was largest.  The heap has left its
              peak at the first free after an allocation that made it larger
              than ever; that is counted by a serial number.  A site whose
              serial number is an older one has not changed since, so that what
              it has is what it had.  When it changes, it is copied first.
     sizes    How many blocks are of which size, in powers of two.  Most sites
              have blocks of one size: only when that changes, the blocks up to
              then are counted.

   Ages: the sum of the times (vr_clock.h) at which blocks were freed, less the
   sum of the times at which they were allocated, is what they have lived in all.

   A container that is enlarged from several places of the program moves from
   site to site.  Sites are joined when that is seen.

   Users: vr_blocks, vr_custom, vr_pools, vr_requests (count),
   vr_histories, vr_growth, vr_checkpoints, vr_timeline, vr_top, vr_profile (read).  Depends on
   vr_core, vr_clock, vr_heap.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SITES_H
#define VR_SITES_H

#include "vr_core.h"
#include "vr_clock.h"
#include "vr_heap.h"

/* Classes 1, 2, 3 are up to 1, 2, 4 bytes, and so on; 0 is none. */
#define VR_SIZE_CLASSES 41

typedef struct {
   ULong allocs;              /* ever                                      */
   ULong alloc_bytes;         /* in them                                   */
   ULong frees;
   ULong freed_bytes;         /* in what is freed, or has become smaller   */
   ULong temporary;           /* freed before anything else was done       */
   ULong age;                 /* of freed blocks; less the births of others */
   Addr  newest;              /* the block that was allocated last         */
   UInt  peak_serial;         /* the peak that VrSiteMore knows about      */
   UInt  more : 24;           /* index in VR_(site_more); 0: none yet      */
   UInt  size_class : 8;      /* of the blocks allocated last              */
} VrSite;

typedef struct {
   ULong  peak_bytes;         /* if its serial is not older than the peak  */
   ULong  peak_blocks;
   ULong  end_bytes;          /* when the program asked to end             */
   ULong  end_blocks;
   ULong  reallocs;           /* blocks made by resizing others            */
   ULong  allocs_classed;     /* blocks that are counted in sizes          */
   ULong* sizes;              /* by class; NULL: there is just one         */
   UInt   joined;             /* number of a site that counts as the same,
                                 whose blocks went on as this one's; or 0  */
   Bool   ignored;            /* by --ignore-fn                            */
   Bool   is_stacks;          /* of coroutines, which are no blocks of the
                                 heap: it counts for growth only           */
} VrSiteMore;

extern VrSite*     VR_(site_table);       /* by number / 4                */
extern UInt        VR_(site_table_size);  /* entries                      */

/* Only of stacks that have allocated; most others are those of frees.  The first
   is nobody's, and all zero. */
extern VrSiteMore* VR_(site_more);

/* Whether anybody wants to know; otherwise nothing is to be counted. */
extern Bool VR_(sites_are_counted);

/* Called for a site's first allocation, after the table was made to hold it. */
extern void (*VR_(site_is_new))(UInt number);

/* Makes room for a number that is beyond the table. */
extern void VR_(site_enter)(UInt number);

static inline VrSite* VR_(site_of)(UInt number)
{
   if (UNLIKELY(number / 4 >= VR_(site_table_size)))
      VR_(site_enter)(number);
   return &VR_(site_table)[number / 4];
}

static inline VrSiteMore* VR_(site_more_of)(const VrSite* site)
{
   return &VR_(site_more)[site->more];
}

/* The counters of a site that will be needed soon.  Where there are many sites
   they are far from the processor. */
static inline void VR_(site_prefetch)(UInt number)
{
   __builtin_prefetch(&VR_(site_table)[number / 4], 1);
}

/* Is it a part of the heap's profile? */
static inline Bool VR_(site_is_shown)(const VrSite* site)
{
   return site->allocs != 0 && !VR_(site_more_of)(site)->ignored
       && !VR_(site_more_of)(site)->is_stacks;
}

static inline ULong VR_(site_live_bytes)(const VrSite* site)
{
   return site->alloc_bytes - site->freed_bytes;
}

static inline ULong VR_(site_live_blocks)(const VrSite* site)
{
   return site->allocs - site->frees;
}

/* ---- the peak ---- */

typedef struct {
   UInt  serial;              /* of the peak that was left last            */
   ULong bytes;               /* that the heap had then                    */
   ULong blocks;
   ULong time;                /* when it was left (VR_(blocks_now))        */
   UInt  ms;                  /* the same (VR_(clock_ms))                  */
   ULong allocated_bytes;     /* until then                                */
} VrPeak;

extern VrPeak VR_(peak);

extern void VR_(peak_leave)(void);

/* As if it was left now, if it was not. */
extern VrPeak VR_(peak_so_far)(void);
extern void VR_(site_keep_peak)(VrSite* site);

/* Before the heap becomes smaller. */
static inline void VR_(peak_before_free)(void)
{
   if (UNLIKELY(VR_(heap_stats).peak_bytes != VR_(peak).bytes))
      VR_(peak_leave)();
}

/* Before a site changes. */
static inline void VR_(site_will_change)(VrSite* site)
{
   if (UNLIKELY(site->peak_serial != VR_(peak).serial))
      VR_(site_keep_peak)(site);
}

/* What it had at the peak. */
extern ULong VR_(site_peak_bytes)(const VrSite* site);
extern ULong VR_(site_peak_blocks)(const VrSite* site);

/* ---- events ---- */

static inline UInt VR_(size_class)(SizeT size)
{
   return 64 - __builtin_clzl((2 * size - (size > 0)) | 1);
}

static inline ULong VR_(largest_of_class)(UInt class)
{
   return 1ULL << (class - 1);
}

extern void VR_(site_begin_class)(VrSite* site, UInt class);

static inline void VR_(site_alloc)(UInt number, Addr a, SizeT size)
{
   VrSite* site  = VR_(site_of)(number);
   UInt    class = VR_(size_class)(size);

   VR_(site_will_change)(site);
   if (UNLIKELY(site->size_class != class))
      VR_(site_begin_class)(site, class);
   site->allocs++;
   site->alloc_bytes += size;
   site->age         -= VR_(blocks_now)();
   site->newest       = a;
}

static inline void VR_(site_free)(UInt number, SizeT size)
{
   VrSite* site = VR_(site_of)(number);

   VR_(site_will_change)(site);
   site->frees++;
   site->freed_bytes += size;
   site->age         += VR_(blocks_now)();
}

/* A block of the site has another size now.  Nothing was allocated. */
static inline void VR_(site_resize)(UInt number, SizeT old_size, SizeT size)
{
   VrSite* site = VR_(site_of)(number);

   VR_(site_will_change)(site);
   site->freed_bytes += old_size - size;
}

/* A block of site old goes on, enlarged, as one of site new. */
extern void VR_(site_join)(UInt old, UInt new);

/* The one of the joined sites that stands for all. */
static inline UInt VR_(site_leader)(UInt number)
{
   const VrSite* site = VR_(site_of)(number);

   while (VR_(site_more_of)(site)->joined != 0) {
      number = VR_(site_more_of)(site)->joined;
      site   = VR_(site_of)(number);
   }
   return number;
}

/* ---- temporary blocks ---- */

/* A block is temporary if its thread frees it before it allocates another.  As
   heaptrack counts them: nothing else may have been freed in between, and
   blocks of one size from one site are taken for one another. */
typedef struct {
   SizeT size;
   UInt  number;              /* of the site; VR_NOTHING: none             */
} VrLastAlloc;

#define VR_NOTHING (~0u)

extern VrLastAlloc* VR_(last_alloc);      /* by thread                    */

static inline void VR_(note_alloc_by)(ThreadId tid, UInt number, SizeT size)
{
   VR_(last_alloc)[tid] = (VrLastAlloc) { size, number };
}

static inline void VR_(note_free_by)(ThreadId tid, UInt number, SizeT size)
{
   VrLastAlloc* last = &VR_(last_alloc)[tid];

   if (last->number == number && last->size == size)
      VR_(site_of)(number)->temporary++;
   last->number = VR_NOTHING;
}

/* ---- the whole ---- */

/* Before the client runs. */
extern void VR_(sites_init)(void);

/* The program has asked to end; its exit handlers have not run. */
extern void VR_(sites_note_end)(void);
extern Bool VR_(sites_have_end);

/* What all blocks of a site have lived in all, in blocks of code executed. */
extern ULong VR_(site_lifetime)(const VrSite* site);

/* How many blocks of each class were allocated. */
extern void VR_(site_sizes)(const VrSite* site,
                            /*OUT*/ULong blocks[VR_SIZE_CLASSES]);

#endif
