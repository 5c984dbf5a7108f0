/* vr_sites.h: what is allocated where.

   A site is a stack trace that allocates; its number is that of the trace
   (vr_contexts.h).  Each has a few counters, which are kept up to date by every
   allocation and every free, so that at any time it is known what each site
   has, without a walk through the heap:

       number / 4 ──> ┌─────────────────────────────────────┐
                      │ allocs │ live bytes, blocks │ newest │  32 bytes
                      └─────────────────────────────────────┘

   A container that is enlarged from several places of the program moves from
   site to site.  Sites are joined when that is seen.

   Users: vr_malloc, vr_custom, vr_pools, vr_requests (count), vr_growth,
   vr_checkpoints (read).  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SITES_H
#define VR_SITES_H

#include "vr_core.h"

typedef struct {
   ULong allocs;              /* ever                                      */
   ULong live_bytes;
   UInt  live_blocks;
   UInt  joined;              /* number of a site that counts as the same,
                                 whose blocks went on as this one's; or 0   */
   Addr  newest;              /* the block that was allocated last         */
} VrSite;

extern VrSite* VR_(site_table);       /* by number / 4                     */
extern UInt    VR_(site_table_size);  /* entries                           */

/* Whether anybody wants to know; otherwise nothing is to be counted. */
extern Bool VR_(sites_are_counted);

/* Makes room for a number that is beyond the table. */
extern void VR_(site_enter)(UInt number);

static inline VrSite* VR_(site_of)(UInt number)
{
   if (UNLIKELY(number / 4 >= VR_(site_table_size)))
      VR_(site_enter)(number);
   return &VR_(site_table)[number / 4];
}

/* The counters of a site that will be needed soon.  Where there are many sites
   they are far from the processor. */
static inline void VR_(site_prefetch)(UInt number)
{
   __builtin_prefetch(&VR_(site_table)[number / 4], 1);
}

static inline void VR_(site_alloc)(UInt number, Addr a, SizeT size)
{
   VrSite* site = VR_(site_of)(number);

   site->allocs++;
   site->live_bytes += size;
   site->live_blocks++;
   site->newest = a;
}

/* A block of site old goes on, enlarged, as one of site new. */
extern void VR_(site_join)(UInt old, UInt new);

/* The one of the joined sites that stands for all. */
static inline UInt VR_(site_leader)(UInt number)
{
   while (VR_(site_of)(number)->joined != 0)
      number = VR_(site_of)(number)->joined;
   return number;
}

static inline void VR_(site_free)(UInt number, SizeT size)
{
   VrSite* site = VR_(site_of)(number);

   site->live_bytes -= size;
   site->live_blocks--;
}

/* A block of the site has another size now. */
static inline void VR_(site_resize)(UInt number, SizeT old_size, SizeT size)
{
   VR_(site_of)(number)->live_bytes += size - old_size;
}

#endif
