/* vr_profile.c: see vr_profile.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_profile.h"
#include "vr_contexts.h"
#include "vr_coro.h"
#include "vr_fold.h"
#include "vr_frames.h"
#include "vr_ignoredsites.h"
#include "vr_json.h"
#include "vr_mappings.h"
#include "vr_options.h"
#include "vr_sites.h"
#include "vr_timeline.h"

/* ---- which sites are listed ---- */

/* Fewer than that are always listed. */
#define MANY_SITES   10000
#define LEAST_PART   2000

static struct {
   Bool  is_on;
   ULong live, peak, total;      /* bytes: who has less of each isn't listed */
} brief;

static Bool is_listed(const VrSite* site)
{
   return VR_(site_is_shown)(site)
       && (!brief.is_on || VR_(site_live_bytes)(site) >= brief.live
           || VR_(site_peak_bytes)(site) >= brief.peak
           || site->alloc_bytes >= brief.total);
}

static UInt count_sites(Bool (*is_one)(const VrSite*))
{
   UInt n = 0;

   for (UInt i = 0; i < VR_(site_table_size); i++)
      n += is_one(&VR_(site_table)[i]);
   return n;
}

static Bool is_shown(const VrSite* site) { return VR_(site_is_shown)(site); }

UInt VR_(profile_begin)(Bool is_brief)
{
   UInt n_sites = count_sites(is_shown);

   brief.is_on = is_brief && n_sites > MANY_SITES;
   brief.live  = VR_(heap_stats).live_bytes / LEAST_PART + 1;
   brief.peak  = VR_(heap_stats).peak_bytes / LEAST_PART + 1;
   brief.total = VR_(heap_stats).allocated_bytes / LEAST_PART + 1;
   return brief.is_on ? n_sites - count_sites(is_listed) : 0;
}

/* ---- sites ---- */

static ExeContext* stack_of(UInt i)
{
   return VR_(context_of)(4 * i);
}

static void collect_frames_of_mappings(void)
{
   UInt n;
   const VrMappingSite* sites = VR_(mappings_sites)(&n);

   for (UInt i = 0; i < n; i++)
      VR_(frames_collect)(sites[i].where);
}

void VR_(profile_collect_frames)(void)
{
   for (UInt i = 0; i < VR_(site_table_size); i++)
      if (is_listed(&VR_(site_table)[i]))
         VR_(frames_collect)(stack_of(i));
   collect_frames_of_mappings();
}

static void write_amount(const HChar* key, ULong bytes, ULong blocks)
{
   VR_(json_begin_object)(key);
   VR_(json_unsigned)("bytes", bytes);
   VR_(json_unsigned)("blocks", blocks);
   VR_(json_end_object)();
}

/* Of a site, or of several. */
typedef struct {
   VrAmount live, total, peak, end;
   ULong    temporary, reallocs, lifetime;
   ULong    sizes[VR_SIZE_CLASSES];
} Numbers;

static void add_amount(VrAmount* to, ULong bytes, ULong blocks)
{
   to->bytes  += bytes;
   to->blocks += blocks;
}

static void add_site(Numbers* to, const VrSite* site)
{
   const VrSiteMore* more = VR_(site_more_of)(site);
   ULong sizes[VR_SIZE_CLASSES];

   add_amount(&to->live, VR_(site_live_bytes)(site),
              VR_(site_live_blocks)(site));
   add_amount(&to->total, site->alloc_bytes, site->allocs);
   add_amount(&to->peak, VR_(site_peak_bytes)(site),
              VR_(site_peak_blocks)(site));
   add_amount(&to->end, more->end_bytes, more->end_blocks);
   to->temporary += site->temporary;
   to->reallocs  += more->reallocs;
   to->lifetime  += VR_(site_lifetime)(site);
   VR_(site_sizes)(site, sizes);
   for (UInt class = 0; class < VR_SIZE_CLASSES; class++)
      to->sizes[class] += sizes[class];
}

static void write_sizes(const ULong blocks[VR_SIZE_CLASSES])
{
   VR_(json_begin_array)("sizes");
   for (UInt class = 1; class < VR_SIZE_CLASSES; class++) {
      if (blocks[class] == 0)
         continue;
      VR_(json_begin_object)(NULL);
      VR_(json_unsigned)("up_to", VR_(largest_of_class)(class));
      VR_(json_unsigned)("blocks", blocks[class]);
      VR_(json_end_object)();
   }
   VR_(json_end_array)();
}

/* where NULL: several. */
static void write_site(ExeContext* where, const Numbers* numbers)
{
   VR_(json_begin_object)(NULL);
   VR_(frames_write_stack)("stack", where,
                           where == NULL ? 0 : VR_(fold_frames)(where));
   write_amount("live", numbers->live.bytes, numbers->live.blocks);
   write_amount("total", numbers->total.bytes, numbers->total.blocks);
   write_amount("peak", numbers->peak.bytes, numbers->peak.blocks);
   if (VR_(sites_have_end))
      write_amount("end", numbers->end.bytes, numbers->end.blocks);
   VR_(json_unsigned)("temporary", numbers->temporary);
   VR_(json_unsigned)("reallocs", numbers->reallocs);
   VR_(json_begin_object)("lifetime");
   VR_(json_unsigned)("total", numbers->lifetime);
   VR_(json_end_object)();
   write_sizes(numbers->sizes);
   VR_(json_end_object)();
}

static void write_mapped(const HChar* key, const VrMapped* amount)
{
   write_amount(key, amount->bytes, amount->blocks);
}

static void write_mappings(void)
{
   UInt n;
   const VrMappingSite* sites = VR_(mappings_sites)(&n);

   VR_(json_begin_array)("mappings");
   for (UInt i = 0; i < n; i++) {
      VR_(json_begin_object)(NULL);
      VR_(frames_write_stack)("stack", sites[i].where, 0);
      write_mapped("live", &sites[i].live);
      write_mapped("total", &sites[i].total);
      write_mapped("peak", &sites[i].peak);
      VR_(json_end_object)();
   }
   VR_(json_end_array)();
}

#define NOT_LISTED (~0u)

/* Of each site its index in "sites", by number / 4. */
static UInt* write_sites(void)
{
   UInt*   index_of = VG_(malloc)("vr.profile.index",
                                  (VR_(site_table_size) + 1)
                                  * sizeof *index_of);
   Numbers rest     = { 0 };
   UInt    n        = 0;

   VR_(json_begin_array)("sites");
   for (UInt i = 0; i < VR_(site_table_size); i++) {
      const VrSite* site = &VR_(site_table)[i];
      index_of[i] = NOT_LISTED;
      if (is_listed(site)) {
         Numbers numbers = { 0 };
         add_site(&numbers, site);
         write_site(stack_of(i), &numbers);
         index_of[i] = n++;
      } else if (VR_(site_is_shown)(site)) {
         add_site(&rest, site);
      }
   }
   if (rest.total.blocks > 0)
      write_site(NULL, &rest);
   VR_(json_end_array)();
   return index_of;
}

void VR_(profile_write_totals)(void)
{
   ULong temporary = 0, reallocs = 0;

   if (!VR_(sites_are_counted))
      return;
   for (UInt i = 0; i < VR_(site_table_size); i++)
      if (VR_(site_is_shown)(&VR_(site_table)[i])) {
         temporary += VR_(site_table)[i].temporary;
         reallocs  += VR_(site_more_of)(&VR_(site_table)[i])->reallocs;
      }
   VR_(json_unsigned)("peak_blocks", VR_(peak_so_far)().blocks);
   VR_(json_unsigned)("temporary", temporary);
   VR_(json_unsigned)("reallocs", reallocs);
}

/* ---- timeline ---- */

void VR_(profile_write_time_unit)(void)
{
   static const HChar* const units[] = { "b", "B", "ms" };

   if (VR_(sites_are_counted))
      VR_(json_string)("time_unit", units[VR_(options).time_unit]);
}

static void write_share(const VrShare* share, const UInt* index_of)
{
   if (index_of[share->number / 4] == NOT_LISTED)
      return;
   VR_(json_begin_object)(NULL);
   VR_(json_unsigned)("site", index_of[share->number / 4]);
   VR_(json_unsigned)("bytes", share->bytes);
   VR_(json_unsigned)("blocks", share->blocks);
   VR_(json_end_object)();
}

static void write_snapshot(const VrSnapshot* s, const UInt* index_of)
{
   static const HChar* const kinds[] =
      { "normal", "detailed", "peak", "named", "end" };

   VR_(json_begin_object)(NULL);
   VR_(json_unsigned)("time", s->time);
   VR_(json_string)("kind", kinds[s->kind]);
   if (s->name != NULL)
      VR_(json_string)("name", s->name);
   VR_(json_unsigned)("heap_bytes", s->heap_bytes);
   VR_(json_unsigned)("heap_blocks", s->heap_blocks);
   VR_(json_unsigned)("stack_bytes", s->stack_bytes);
   if (VR_(coro_seen))
      VR_(json_unsigned)("coroutine_stack_bytes", s->coro_stack_bytes);
   VR_(json_unsigned)("mapped_bytes", s->mapped_bytes);
   VR_(json_unsigned)("allocated_bytes", s->allocated_bytes);
   if (s->shares != NULL) {
      VR_(json_begin_array)("sites");
      for (UInt i = 0; i < s->n_shares; i++)
         write_share(&s->shares[i], index_of);
      VR_(json_end_array)();
   }
   VR_(json_end_object)();
}

static void write_timeline(const UInt* index_of)
{
   UInt         n;
   VrSnapshot** snapshots = VR_(timeline_snapshots)(&n);

   VR_(json_begin_array)("timeline");
   for (UInt i = 0; i < n; i++)
      write_snapshot(snapshots[i], index_of);
   VR_(json_end_array)();
   VG_(free)(snapshots);
}

void VR_(profile_write)(void)
{
   UInt* index_of = write_sites();

   write_timeline(index_of);
   VG_(free)(index_of);
   if (VR_(options).pages_as_heap)
      write_mappings();
}
