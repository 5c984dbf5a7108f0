/* vr_top.c: see vr_top.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_top.h"
#include "vr_contexts.h"
#include "vr_fold.h"
#include "vr_frames.h"
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

/* ---- sites that look the same ---- */

/* Sites whose stacks differ in frames that are left out only. */
typedef struct {
   ULong peak_bytes;
   ULong peak_blocks;
   ULong bytes;                  /* ever allocated                         */
   ULong allocs;
   ULong temporary;
   ULong looks;                  /* a hash of what is shown of the stack   */
   UInt  number;                 /* of the first one                       */
} Place;

typedef struct {
   UInt  n_left_out;             /* frames that are still to be            */
   ULong hash;
} Looks;

static ULong mixed(ULong hash, ULong value)
{
   hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
   return hash ^ hash >> 29;
}

static void add_to_looks(UInt n, DiEpoch epoch, Addr ip, void* opaque)
{
   Looks* looks = opaque;

   if (looks->n_left_out > 0) {
      UInt n_here = VR_(frame_count)(epoch, ip);
      if (looks->n_left_out >= n_here) {
         looks->n_left_out -= n_here;
         return;
      }
   }
   looks->hash = mixed(mixed(looks->hash, ip), looks->n_left_out);
   looks->n_left_out = 0;
}

static ULong looks_of(ExeContext* where)
{
   Looks looks = { VR_(fold_frames)(where), 0 };

   if (where != VG_(null_ExeContext)())
      VG_(apply_ExeContext)(add_to_looks, &looks, where);
   return looks.hash;
}

static Int by_looks(const void* va, const void* vb)
{
   const Place* a = va;
   const Place* b = vb;

   if (a->looks != b->looks)
      return a->looks < b->looks ? -1 : 1;
   return a->number < b->number ? -1 : a->number > b->number;
}

static void add_up(Place* sum, const Place* place)
{
   sum->peak_bytes  += place->peak_bytes;
   sum->peak_blocks += place->peak_blocks;
   sum->bytes       += place->bytes;
   sum->allocs      += place->allocs;
   sum->temporary   += place->temporary;
}

static Place place_of(UInt i)
{
   const VrSite* site = &VR_(site_table)[i];

   return (Place) { VR_(site_peak_bytes)(site), VR_(site_peak_blocks)(site),
                    site->alloc_bytes, site->allocs, site->temporary,
                    looks_of(VR_(context_of)(4 * i)), 4 * i };
}

/* All that are not ignored; to be freed with VG_(free). */
static Place* collect_places(/*OUT*/UInt* n)
{
   Place* places = VG_(malloc)("vr.top.places",
                               (VR_(site_table_size) + 1) * sizeof *places);
   UInt   n_sites = 0;

   for (UInt i = 0; i < VR_(site_table_size); i++) {
      const VrSite* site = &VR_(site_table)[i];
      if (VR_(site_is_shown)(site))
         places[n_sites++] = place_of(i);
   }
   VG_(ssort)(places, n_sites, sizeof *places, by_looks);
   *n = 0;
   for (UInt i = 0; i < n_sites; i++)
      if (*n > 0 && places[*n - 1].looks == places[i].looks)
         add_up(&places[*n - 1], &places[i]);
      else
         places[(*n)++] = places[i];
   return places;
}

/* ---- lists of them ---- */

static ULong (*ranked_by)(const Place*);

static Int by_value(const void* va, const void* vb)
{
   const Place* a = va;
   const Place* b = vb;
   ULong value_a = ranked_by(a), value_b = ranked_by(b);

   if (value_a != value_b)
      return value_a > value_b ? -1 : 1;
   return a->number < b->number ? -1 : a->number > b->number;
}

static ULong peak_bytes(const Place* place)  { return place->peak_bytes; }
static ULong total_bytes(const Place* place) { return place->bytes; }
static ULong n_allocs(const Place* place)    { return place->allocs; }
static ULong n_temporary(const Place* place) { return place->temporary; }

static void print_peak(const Place* place)
{
   VG_(umsg)("%'llu bytes in %'llu blocks at the peak, allocated\n",
             place->peak_bytes, place->peak_blocks);
}

static void print_total(const Place* place)
{
   VG_(umsg)("%'llu bytes in %'llu blocks in all, allocated\n",
             place->bytes, place->allocs);
}

static void print_count(const Place* place)
{
   VG_(umsg)("%'llu allocations, %'llu bytes each on average,\n",
             place->allocs, place->bytes / place->allocs);
}

static void print_temporary(const Place* place)
{
   VG_(umsg)("%'llu temporary of %'llu allocations, %'llu bytes each on "
             "average,\n", place->temporary, place->allocs,
             place->bytes / place->allocs);
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

static void print_list(const HChar* what, Place* places, UInt n_places,
                       ULong (*value)(const Place*),
                       void (*print)(const Place*))
{
   UInt n_all = 0, n;

   ranked_by = value;
   VG_(ssort)(places, n_places, sizeof *places, by_value);
   while (n_all < n_places && value(&places[n_all]) != 0)
      n_all++;
   n = how_many(n_all);
   print_heading(what, n, n_all);
   for (UInt i = 0; i < n; i++) {
      print(&places[i]);
      print_stack(VR_(context_of)(places[i].number));
   }
}

static void print_sites(void)
{
   UInt   n;
   Place* places = collect_places(&n);

   print_list("bytes at the peak", places, n, peak_bytes, print_peak);
   print_list("bytes allocated", places, n, total_bytes, print_total);
   print_list("number of allocations", places, n, n_allocs, print_count);
   print_list("temporary allocations", places, n, n_temporary, print_temporary);
   VG_(free)(places);
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
   print_sites();
   print_growth();
   if (VR_(options).pages_as_heap)
      print_mappings();
   VG_(umsg)("\n");
   VG_(clo_xml) = as_xml;
}
