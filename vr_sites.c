/* vr_sites.c: see vr_sites.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_sites.h"

VrSite*      VR_(site_table);
VrSiteMore*  VR_(site_more);
UInt         VR_(site_table_size);
Bool         VR_(sites_are_counted);
Bool         VR_(sites_have_end);
VrPeak       VR_(peak);
VrLastAlloc* VR_(last_alloc);
void (*VR_(site_is_new))(UInt number);

#define FIRST_SIZE 1024
#define CACHE_LINE 64            /* and the size of an entry               */

/* ---- the tables ---- */

static void* table_memory;       /* that the table lies in                 */

/* With what is in the old one. */
static void enlarge_table(UInt old_size, UInt size)
{
   void*   memory = VG_(calloc)("vr.sites.table", size + 1, sizeof(VrSite));
   VrSite* table  = (VrSite*)VG_ROUNDUP((Addr)memory, CACHE_LINE);

   if (old_size > 0)
      VG_(memcpy)(table, VR_(site_table), old_size * sizeof(VrSite));
   VG_(free)(table_memory);
   table_memory    = memory;
   VR_(site_table) = table;
}

void VR_(site_enter)(UInt number)
{
   UInt old_size = VR_(site_table_size);
   UInt size     = old_size == 0 ? FIRST_SIZE : old_size;

   while (size <= number / 4)
      size *= 2;
   enlarge_table(old_size, size);
   VR_(site_table_size) = size;
}

/* ---- what is rarely touched ---- */

#define MAX_MORE ((1u << 24) - 1)

static UInt n_more, more_size;

static void enlarge_more(void)
{
   UInt size = more_size == 0 ? FIRST_SIZE : 2 * more_size;

   VR_(site_more) = VG_(realloc)("vr.sites.more", VR_(site_more),
                                 size * sizeof(VrSiteMore));
   VG_(memset)(VR_(site_more) + more_size, 0,
               (size - more_size) * sizeof(VrSiteMore));
   more_size = size;
}

/* Beyond the limit sites share the last one, and know less. */
static UInt new_more(void)
{
   if (n_more == MAX_MORE)
      return MAX_MORE;
   if (++n_more >= more_size)
      enlarge_more();
   return n_more;
}

void VR_(sites_init)(void)
{
   enlarge_more();
   VR_(last_alloc) = VG_(calloc)("vr.sites.last", VG_N_THREADS,
                                 sizeof(VrLastAlloc));
   for (UInt i = 0; i < VG_N_THREADS; i++)
      VR_(last_alloc)[i].number = VR_NOTHING;
}

/* The older one leads, so that chains of joined sites end. */
void VR_(site_join)(UInt old, UInt new)
{
   UInt a = VR_(site_leader)(old), b = VR_(site_leader)(new);

   if (a == b || a == 0 || b == 0)
      return;
   if (a < b)
      VR_(site_more_of)(VR_(site_of)(b))->joined = a;
   else
      VR_(site_more_of)(VR_(site_of)(a))->joined = b;
}

/* ---- the peak ---- */

VrPeak VR_(peak_so_far)(void)
{
   const VrHeapStats* heap = &VR_(heap_stats);

   if (heap->peak_bytes == VR_(peak).bytes)
      return VR_(peak);
   return (VrPeak) { .serial = VR_(peak).serial + 1,
                     .bytes = heap->peak_bytes, .blocks = heap->live_blocks,
                     .time = VR_(blocks_now)(), .ms = VR_(clock_ms),
                     .allocated_bytes = heap->allocated_bytes };
}

/* What the heap has is what it had at the peak, for a moment. */
__attribute__((noinline))
void VR_(peak_leave)(void)
{
   VR_(peak) = VR_(peak_so_far)();
}

__attribute__((noinline))
void VR_(site_keep_peak)(VrSite* site)
{
   VrSiteMore* more = VR_(site_more_of)(site);

   more->peak_bytes  = VR_(site_live_bytes)(site);
   more->peak_blocks = VR_(site_live_blocks)(site);
   site->peak_serial = VR_(peak).serial;
}

/* Is the site, or the whole heap, as it was at the peak? */
static Bool is_as_at_peak(const VrSite* site)
{
   return site->peak_serial != VR_(peak).serial
       || VR_(heap_stats).peak_bytes != VR_(peak).bytes;
}

ULong VR_(site_peak_bytes)(const VrSite* site)
{
   return is_as_at_peak(site) ? VR_(site_live_bytes)(site)
                              : VR_(site_more_of)(site)->peak_bytes;
}

ULong VR_(site_peak_blocks)(const VrSite* site)
{
   return is_as_at_peak(site) ? VR_(site_live_blocks)(site)
                              : VR_(site_more_of)(site)->peak_blocks;
}

/* ---- sizes ---- */

/* Blocks of the class up to now are counted. */
static void count_classed(VrSite* site, VrSiteMore* more)
{
   if (more->sizes == NULL)
      more->sizes = VG_(calloc)("vr.sites.sizes", VR_SIZE_CLASSES,
                                sizeof *more->sizes);
   more->sizes[site->size_class] += site->allocs - more->allocs_classed;
   more->allocs_classed = site->allocs;
}

/* The first block of a site, or one of another size than those before. */
__attribute__((noinline))
void VR_(site_begin_class)(VrSite* site, UInt class)
{
   if (site->more == 0) {
      site->more = new_more();
      if (VR_(site_is_new) != NULL)
         VR_(site_is_new)(4 * (site - VR_(site_table)));
   } else {
      count_classed(site, VR_(site_more_of)(site));
   }
   site->size_class = class;
}

void VR_(site_sizes)(const VrSite* site, ULong blocks[VR_SIZE_CLASSES])
{
   const VrSiteMore* more = VR_(site_more_of)(site);

   for (UInt i = 0; i < VR_SIZE_CLASSES; i++)
      blocks[i] = more->sizes == NULL ? 0 : more->sizes[i];
   if (site->allocs != 0)
      blocks[site->size_class] += site->allocs - more->allocs_classed;
}

/* ---- the whole ---- */

void VR_(sites_note_end)(void)
{
   for (UInt i = 0; i < VR_(site_table_size); i++) {
      const VrSite* site = &VR_(site_table)[i];
      if (site->more != 0) {
         VR_(site_more_of)(site)->end_bytes  = VR_(site_live_bytes)(site);
         VR_(site_more_of)(site)->end_blocks = VR_(site_live_blocks)(site);
      }
   }
   VR_(sites_have_end) = True;
}

ULong VR_(site_lifetime)(const VrSite* site)
{
   return site->age + VR_(site_live_blocks)(site) * VR_(blocks_now)();
}
