/* vr_top.c: see vr_top.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_top.h"
#include "vr_contexts.h"
#include "vr_fold.h"
#include "vr_growth.h"
#include "vr_heap.h"
#include "vr_mappings.h"
#include "vr_options.h"
#include "vr_sites.h"

/* ---- stacks ---- */

typedef struct {
   UInt n_left_out;              /* frames that are still to be            */
   Bool any;                     /* was printed                            */
} Printing;

static void print_frames_of(UInt n, DiEpoch epoch, Addr ip, void* opaque)
{
   Printing*    p      = opaque;
   InlIPCursor* cursor = VG_(new_IIPC)(epoch, ip);

   do {
      if (p->n_left_out > 0) {
         p->n_left_out--;
      } else {
         VG_(umsg)("   %s %s\n", p->any ? "by" : "at",
                   VG_(describe_IP)(epoch, ip, cursor));
         p->any = True;
      }
   } while (VG_(next_IIPC)(cursor));
   VG_(delete_IIPC)(cursor);
}

static void print_stack(ExeContext* where)
{
   Printing printing = { VR_(fold_frames)(where), False };

   if (where != VG_(null_ExeContext)())
      VG_(apply_ExeContext)(print_frames_of, &printing, where);
}

/* ---- lists of sites ---- */

typedef struct {
   ULong value;
   UInt  number;
} Ranked;

static Int by_value(const void* va, const void* vb)
{
   const Ranked* a = va;
   const Ranked* b = vb;

   if (a->value != b->value)
      return a->value > b->value ? -1 : 1;
   return a->number < b->number ? -1 : a->number > b->number;
}

static ULong total_bytes(const VrSite* site) { return site->alloc_bytes; }
static ULong n_allocs(const VrSite* site)    { return site->allocs; }
static ULong n_temporary(const VrSite* site) { return site->temporary; }

static void print_peak(const VrSite* site)
{
   VG_(umsg)("%'llu bytes in %'llu blocks at the peak, allocated\n",
             VR_(site_peak_bytes)(site), VR_(site_peak_blocks)(site));
}

static void print_total(const VrSite* site)
{
   VG_(umsg)("%'llu bytes in %'llu blocks in all, allocated\n",
             site->alloc_bytes, site->allocs);
}

static void print_count(const VrSite* site)
{
   VG_(umsg)("%'llu allocations, %'llu bytes each on average,\n",
             site->allocs, site->alloc_bytes / site->allocs);
}

static void print_temporary(const VrSite* site)
{
   VG_(umsg)("%'llu temporary of %'llu allocations, %'llu bytes each on "
             "average,\n", site->temporary, site->allocs,
             site->alloc_bytes / site->allocs);
}

/* Those whose value is not 0; to be freed with VG_(free). */
static Ranked* rank(ULong (*value)(const VrSite*), /*OUT*/UInt* n)
{
   Ranked* all = VG_(malloc)("vr.top.all",
                             (VR_(site_table_size) + 1) * sizeof *all);

   *n = 0;
   for (UInt i = 0; i < VR_(site_table_size); i++) {
      const VrSite* site = &VR_(site_table)[i];
      if (VR_(site_is_shown)(site) && value(site) != 0)
         all[(*n)++] = (Ranked) { value(site), 4 * i };
   }
   VG_(ssort)(all, *n, sizeof *all, by_value);
   return all;
}

static void print_heading(const HChar* what, UInt n, UInt n_all)
{
   VG_(umsg)("\n");
   if (n_all == 0)
      VG_(umsg)("Top sites by %s: none\n", what);
   else
      VG_(umsg)("Top sites by %s: %'u of %'u\n", what, n, n_all);
}

static UInt how_many(UInt n_all)
{
   return n_all < VR_(options).top ? n_all : VR_(options).top;
}

static void print_list(const HChar* what, ULong (*value)(const VrSite*),
                       void (*print)(const VrSite*))
{
   UInt    n_all;
   Ranked* all = rank(value, &n_all);
   UInt    n   = how_many(n_all);

   print_heading(what, n, n_all);
   for (UInt i = 0; i < n; i++) {
      print(VR_(site_of)(all[i].number));
      print_stack(VR_(context_of)(all[i].number));
   }
   VG_(free)(all);
}

/* ---- growth ---- */

static void print_growth(void)
{
   UInt n_all = 0, n_records, n;
   const VrGrowth* records = VR_(growth_records)(&n_records);

   while (n_all < n_records && records[n_all].verdict == VrVerdict_Growing)
      n_all++;
   n = how_many(n_all);
   print_heading("growth", n, n_all);
   for (UInt i = 0; i < n; i++) {
      VG_(umsg)("%'llu bytes in %'llu blocks, %'llu bytes more per epoch,\n",
                records[i].bytes, records[i].blocks,
                records[i].bytes_per_epoch);
      print_stack(records[i].where);
   }
}

/* ---- mappings ---- */

static Int by_peak(const void* va, const void* vb)
{
   const VrMappingSite* a = va;
   const VrMappingSite* b = vb;

   return a->peak.bytes > b->peak.bytes ? -1 : a->peak.bytes < b->peak.bytes;
}

static void print_mappings(void)
{
   UInt           n_all, n;
   const VrMappingSite* sites = VR_(mappings_sites)(&n_all);
   VrMappingSite* sorted = VG_(malloc)("vr.top.mappings",
                                       (n_all + 1) * sizeof *sorted);

   n = how_many(n_all);
   if (n_all > 0)
      VG_(memcpy)(sorted, sites, n_all * sizeof *sorted);
   VG_(ssort)(sorted, n_all, sizeof *sorted, by_peak);
   print_heading("bytes mapped at the peak of all mappings", n, n_all);
   for (UInt i = 0; i < n; i++) {
      VG_(umsg)("%'llu bytes in %'llu mappings at the peak, %'llu in %'llu in "
                "all, mapped\n", sorted[i].peak.bytes, sorted[i].peak.blocks,
                sorted[i].total.bytes, sorted[i].total.blocks);
      print_stack(sorted[i].where);
   }
   VG_(free)(sorted);
}

/* Text, whatever the format of the errors: who asks gets an answer. */
void VR_(top_print)(void)
{
   Bool as_xml = VG_(clo_xml);

   if (VR_(options).top == 0 || !VR_(sites_are_counted))
      return;
   VG_(clo_xml) = False;
   print_list("bytes at the peak", VR_(site_peak_bytes), print_peak);
   print_list("bytes allocated", total_bytes, print_total);
   print_list("number of allocations", n_allocs, print_count);
   print_list("temporary allocations", n_temporary, print_temporary);
   print_growth();
   if (VR_(options).pages_as_heap)
      print_mappings();
   VG_(umsg)("\n");
   VG_(clo_xml) = as_xml;
}
