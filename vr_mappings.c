/* vr_mappings.c: see vr_mappings.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_mappings.h"
#include "vr_callers.h"
#include "vr_contexts.h"
#include "vr_options.h"

/* Ranges do not overlap.  Of a mapping that was cut only one part has the
   block. */
typedef struct {
   Addr start, end;
   UInt site;                    /* index in sites                         */
   Bool has_block;
} Range;

static OSet*   ranges;           /* of Range, by start                     */
static XArray* sites;            /* of VrMappingSite                       */
static ULong   live_bytes, peak_bytes;

static Word compare_ranges(const void* key, const void* element)
{
   const Range* a = key;
   const Range* b = element;

   return a->start < b->start ? -1 : a->start > b->start;
}

void VR_(mappings_init)(void)
{
   if (!VR_(options).pages_as_heap)
      return;
   ranges = VG_(OSetGen_Create)(0, compare_ranges, VG_(malloc),
                                "vr.mappings.ranges", VG_(free));
   sites  = VG_(newXA)(VG_(malloc), "vr.mappings.sites", VG_(free),
                       sizeof(VrMappingSite));
}

static VrMappingSite* site_at(UInt i)
{
   return VG_(indexXA)(sites, i);
}

static UInt site_of_caller(void)
{
   ThreadId      tid  = VG_(get_running_tid)();
   VrMappingSite site = { .where = tid == VG_INVALID_THREADID
                                   ? VG_(null_ExeContext)()
                                   : VR_(context_of)(VR_(callers_record)(tid)) };
   UInt n = VG_(sizeXA)(sites);

   for (UInt i = 0; i < n; i++)
      if (site_at(i)->where == site.where)
         return i;
   VG_(addToXA)(sites, &site);
   return n;
}

/* ---- ranges ---- */

static void insert(Addr start, Addr end, UInt site, Bool has_block)
{
   Range* range = VG_(OSetGen_AllocNode)(ranges, sizeof *range);

   *range = (Range) { start, end, site, has_block };
   VG_(OSetGen_Insert)(ranges, range);
}

/* The first one that ends behind a; there are few. */
static Range* first_behind(Addr a)
{
   Range* range;

   VG_(OSetGen_ResetIter)(ranges);
   do
      range = VG_(OSetGen_Next)(ranges);
   while (range != NULL && range->end <= a);
   return range;
}

/* Takes [a, end) out of the range, of which up to two parts stay. */
static void cut(Range range, Addr a, Addr end)
{
   VrMappingSite* site  = site_at(range.site);
   Addr           start = a > range.start ? a : range.start;
   Addr           stop  = end < range.end ? end : range.end;
   Bool           block = range.has_block;

   VG_(OSetGen_FreeNode)(ranges, VG_(OSetGen_Remove)(ranges, &range));
   if (range.start < start) {
      insert(range.start, start, range.site, block);
      block = False;
   }
   if (stop < range.end) {
      insert(stop, range.end, range.site, block);
      block = False;
   }
   site->live.bytes  -= stop - start;
   site->live.blocks -= block;
   live_bytes        -= stop - start;
}

static void remove_range(Addr a, Addr end)
{
   Range* range;

   while ((range = first_behind(a)) != NULL && range->start < end)
      cut(*range, a, end);
}

static void note_peak(void)
{
   UInt n = VG_(sizeXA)(sites);

   if (live_bytes <= peak_bytes)
      return;
   peak_bytes = live_bytes;
   for (UInt i = 0; i < n; i++)
      site_at(i)->peak = site_at(i)->live;
}

static void add_to_site(Addr a, SizeT n, UInt i)
{
   VrMappingSite* site = site_at(i);

   insert(a, a + n, i, True);
   site->live.bytes   += n;
   site->live.blocks  += 1;
   live_bytes         += n;
}

/* ---- what happens ---- */

void VR_(mappings_add)(Addr a, SizeT n)
{
   UInt i;

   if (ranges == NULL || n == 0 || a + n < a)
      return;
   remove_range(a, a + n);       /* what was there is gone */
   i = site_of_caller();
   add_to_site(a, n, i);
   site_at(i)->total.bytes  += n;
   site_at(i)->total.blocks += 1;
   note_peak();
}

void VR_(mappings_remove)(Addr a, SizeT n)
{
   if (ranges != NULL && n != 0 && a + n > a)
      remove_range(a, a + n);
}

/* It stays with who mapped it. */
void VR_(mappings_move)(Addr from, Addr to, SizeT n)
{
   Range* range;
   UInt   i;

   if (ranges == NULL || n == 0)
      return;
   range = first_behind(from);
   if (range == NULL || range->start >= from + n)
      return;
   i = range->site;
   remove_range(from, from + n);
   remove_range(to, to + n);
   add_to_site(to, n, i);
   note_peak();
}

const VrMappingSite* VR_(mappings_sites)(UInt* n)
{
   *n = sites == NULL ? 0 : VG_(sizeXA)(sites);
   return *n == 0 ? NULL : site_at(0);
}
