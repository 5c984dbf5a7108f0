/* vr_livesites.c: see vr_livesites.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_livesites.h"
#include "vr_contexts.h"
#include "vr_custom.h"
#include "vr_heap.h"
#include "pub_tool_hashtable.h"

typedef struct {
   VgHashNode node;              /* key: number of the stack */
   ULong      bytes, blocks;
} Site;

static VgHashTable* sites;

static void add_block(const VrRecord* record)
{
   Site* site = VG_(HT_lookup)(sites, record->alloc_ecu);

   if (site == NULL) {
      site = VG_(calloc)("vr.livesites.site", 1, sizeof *site);
      site->node.key = record->alloc_ecu;
      VG_(HT_add_node)(sites, site);
   }
   site->bytes += record->size;
   site->blocks++;
}

static void add_custom_block(const VrCustomBlock* block)
{
   add_block(&block->record);
}

/* A block that a custom one begins in is one with it for the program. */
static Bool is_counted(const VrRecord* record)
{
   return record->state == VrSlot_Live && record->family != VrFamily_Custom;
}

static void add_heap_blocks(void)
{
   UInt     n_spans, i, slot;
   VrSpan** spans = VR_(heap_spans)(&n_spans);

   for (i = 0; i < n_spans; i++)
      for (slot = 0; slot < spans[i]->n_used; slot++)
         if (is_counted(&spans[i]->records[slot]))
            add_block(&spans[i]->records[slot]);
   VG_(free)(spans);
}

/* The largest first; then the oldest. */
static Int by_bytes(const void* va, const void* vb)
{
   const Site* a = *(const Site* const*)va;
   const Site* b = *(const Site* const*)vb;

   if (a->bytes != b->bytes)
      return a->bytes > b->bytes ? -1 : 1;
   return a->node.key < b->node.key ? -1 : a->node.key > b->node.key ? 1 : 0;
}

static void print_site(const Site* site)
{
   VG_(umsg)("%'llu bytes in %'llu blocks live, allocated at\n",
             site->bytes, site->blocks);
   VG_(pp_ExeContext)(VR_(context_of)(site->node.key));
}

/* To be freed with VG_(free). */
static Site** sorted_sites(/*OUT*/UInt* n)
{
   Site** array = (Site**)VG_(HT_to_array)(sites, n);

   VG_(ssort)(array, *n, sizeof *array, by_bytes);
   return array;
}

static void print_sites(UInt n)
{
   UInt   n_sites, i;
   Site** array = sorted_sites(&n_sites);

   for (i = 0; i < n_sites && i < n; i++)
      print_site(array[i]);
   if (n_sites > n)
      VG_(umsg)("and %'u more places: give their number after 'heap' "
                "to see them\n", n_sites - n);
   VG_(free)(array);
}

static void print_totals(void)
{
   const VrHeapStats* h = &VR_(heap_stats);

   VG_(umsg)("heap: %'llu bytes in %'llu blocks live, "
             "%'llu bytes at the peak\n",
             h->live_bytes, h->live_blocks, h->peak_bytes);
   VG_(umsg)("      %'llu allocs, %'llu frees, %'llu bytes allocated\n",
             h->allocs, h->frees, h->allocated_bytes);
   VG_(umsg)("      %'llu bytes in %'lu blocks freed, "
             "kept from being reused\n",
             VR_(heap_quarantined_bytes)(), VR_(heap_quarantined_blocks)());
}

static void find_sites(void)
{
   sites = VG_(HT_construct)("vr.livesites");
   add_heap_blocks();
   VR_(custom_visit)(add_custom_block);
}

void VR_(print_live_heap)(UInt n)
{
   print_totals();
   find_sites();
   print_sites(n);
   VG_(HT_destruct)(sites, VG_(free));
}

UInt VR_(live_sites)(UInt n, VrLiveSite* largest)
{
   UInt   n_sites;
   Site** array;

   find_sites();
   array = sorted_sites(&n_sites);
   if (n > n_sites)
      n = n_sites;
   for (UInt i = 0; i < n; i++)
      largest[i] = (VrLiveSite) { array[i]->bytes, array[i]->blocks,
                                  VR_(context_of)(array[i]->node.key) };
   VG_(free)(array);
   VG_(HT_destruct)(sites, VG_(free));
   return n;
}
