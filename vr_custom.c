/* vr_custom.c: blocks that the client manages itself.  See vr_custom.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_custom.h"
#include "vr_clientmarks.h"
#include "vr_closed.h"
#include "vr_coro.h"
#include "vr_epochs.h"
#include "vr_options.h"
#include "vr_shadow.h"
#include "vr_sites.h"
#include "vr_stackmarks.h"
#include "vr_xtfull.h"

/* Bytes around a custom block that still count as near it. */
#define NEAR 16

/* ------------------------------------------------------------------ */
/*  Memory                                                             */
/* ------------------------------------------------------------------ */

/* The address is the client's word; a shadow map of terabytes, written for a
   block that nobody has mapped, would be our end. */
static Bool is_mapped(Addr a, SizeT n)
{
   return n > 0 && a + n > a
       && VG_(am_is_valid_for_client)(a, n, VKI_PROT_NONE);
}

void VR_(custom_open)(Addr a, SizeT n)
{
   if (!is_mapped(a, n))
      return;
   VR_(closed_open)(a, n);
   VR_(shadow_clear)(a, n);
}

void VR_(custom_close)(Addr a, SizeT n)
{
   if (!is_mapped(a, n))
      return;
   VR_(closed_open)(a, n);
   VR_(client_mark)(a, n);
}

void VR_(custom_open_block)(Addr start, SizeT size, SizeT red_zone)
{
   VR_(custom_open)(start, size);
   VR_(custom_close)(start - red_zone, red_zone);
   VR_(custom_close)(start + size, red_zone);
}

/* ------------------------------------------------------------------ */
/*  Freed blocks                                                       */
/* ------------------------------------------------------------------ */

/* A ring, oldest first, with the heap's limit of bytes (but of its own). */
static struct {
   VrCustomBlock* blocks;
   UWord capacity;              /* a power of two, or 0                   */
   UWord first, end;            /* [first, end), taken modulo capacity    */
   Long  volume;
} freed;

/* An empty block counts as something, or they would never be forgotten. */
static Long charge(const VrCustomBlock* block)
{
   return block->record.size > NEAR ? (Long)block->record.size : NEAR;
}

static VrCustomBlock* freed_at(UWord index)
{
   return &freed.blocks[index & (freed.capacity - 1)];
}

/* Done at the next allocation, so that even a block larger than the whole
   volume can be described until then. */
static void forget_oldest(void)
{
   while (freed.volume > VR_(options).freelist_vol && freed.first != freed.end)
      freed.volume -= charge(freed_at(freed.first++));
}

static void grow_freed(void)
{
   UWord capacity = freed.capacity == 0 ? 256 : 2 * freed.capacity;
   VrCustomBlock* blocks = VG_(malloc)("vr.custom.freed",
                                       capacity * sizeof *blocks);

   for (UWord i = freed.first; i != freed.end; i++)
      blocks[i & (capacity - 1)] = *freed_at(i);
   VG_(free)(freed.blocks);
   freed.blocks   = blocks;
   freed.capacity = capacity;
}

static void remember_freed(const VrCustomBlock* block, UInt free_ecu)
{
   if (freed.end - freed.first == freed.capacity)
      grow_freed();

   VrCustomBlock* copy = freed_at(freed.end++);
   *copy = *block;
   copy->record.state    = VrSlot_Freed;
   copy->record.free_ecu = free_ecu;
   if (VR_(options).keep_stacktraces == VrStacks_AllocThenFree)
      copy->record.alloc_ecu = 0;
   freed.volume += charge(copy);
}

/* ------------------------------------------------------------------ */
/*  Sets                                                               */
/* ------------------------------------------------------------------ */

/* By address; of those at one address the newest first. */
static Word compare_blocks(const void* key, const void* element)
{
   const VrCustomBlock* a = key;
   const VrCustomBlock* b = element;

   if (a->start != b->start)
      return a->start < b->start ? -1 : 1;
   return a->number > b->number ? -1 : a->number < b->number;
}

OSet* VR_(custom_set_new)(void)
{
   return VG_(OSetGen_Create)(0, compare_blocks, VG_(malloc), "vr.custom.set",
                              VG_(free));
}

/* The widest that a record can hold; no client has that much memory. */
static SizeT recorded_size(SizeT size)
{
   return size < VR_ADDRESS_LIMIT ? size : VR_ADDRESS_LIMIT;
}

VrCustomBlock* VR_(custom_set_add)(OSet* set, Addr start, SizeT size,
                                   UInt alloc_ecu)
{
   static ULong   n_blocks;
   VrCustomBlock* block = VG_(OSetGen_AllocNode)(set, sizeof *block);

   forget_oldest();
   block->start  = start;
   block->number = ++n_blocks;
   block->record = (VrRecord) { .size = recorded_size(size),
                                .state = VrSlot_Live,
                                .family = VrFamily_Custom,
                                .birth = VR_(heap_birth),
                                .alloc_ecu = alloc_ecu };
   VG_(OSetGen_Insert)(set, block);
   if (VR_(sites_are_counted)) {
      VR_(site_alloc)(alloc_ecu, start, block->record.size);
      VR_(work_alloc)(block->record.size);
   }
   if (VR_(xtfull_is_on))
      VR_(xtfull_add)(block->record.size, alloc_ecu);
   return block;
}

VrCustomBlock* VR_(custom_set_at)(OSet* set, Addr start)
{
   VrCustomBlock  key = { .start = start, .number = ~0ULL };
   VrCustomBlock* block;

   VG_(OSetGen_ResetIterAt)(set, &key);
   block = VG_(OSetGen_Next)(set);
   return block != NULL && block->start == start ? block : NULL;
}

VrCustomBlock* VR_(custom_set_around)(OSet* set, Addr a, SizeT red_zone)
{
   VrCustomBlock* block;
   VrCustomBlock* best = NULL;

   /* Blocks may overlap, so that none can be passed over.  Only for errors. */
   VG_(OSetGen_ResetIter)(set);
   while ((block = VG_(OSetGen_Next)(set)) != NULL)
      if (VG_(addr_is_in_block)(a, block->start, block->record.size, red_zone)
          && (best == NULL || block->number > best->number))
         best = block;
   return best;
}

void VR_(custom_set_change)(OSet* set, VrCustomBlock* block,
                            Addr start, SizeT size)
{
   if (VR_(sites_are_counted))
      VR_(site_resize)(block->record.alloc_ecu, block->record.size,
                       recorded_size(size));
   VG_(OSetGen_Remove)(set, block);
   block->start       = start;
   block->record.size = recorded_size(size);
   VG_(OSetGen_Insert)(set, block);
}

void VR_(custom_set_free)(OSet* set, VrCustomBlock* block, SizeT red_zone,
                          UInt free_ecu)
{
   Addr  start = block->start;
   SizeT size  = block->record.size;

   if (size >= VR_(coro_smallest))
      VR_(coro_memory_gone)(start, size, free_ecu);
   VR_(custom_close)(start, size);
   VR_(custom_close)(start - red_zone, red_zone);
   VR_(custom_close)(start + size, red_zone);
   if (VR_(xtfull_is_on))
      VR_(xtfull_remove)(size, block->record.alloc_ecu, free_ecu);
   if (VR_(sites_are_counted))
      VR_(site_free)(block->record.alloc_ecu, size);
   remember_freed(block, free_ecu);
   VG_(OSetGen_Remove)(set, block);
   VG_(OSetGen_FreeNode)(set, block);
}

/* ------------------------------------------------------------------ */
/*  Custom blocks                                                      */
/* ------------------------------------------------------------------ */

static OSet* custom_blocks;

/* The live block of the heap that starts where a custom block does. */
static VrRecord* heap_record_at(Addr start)
{
   VrBlock block;

   return VR_(heap_block_at)(start, &block)
          && block.record->state == VrSlot_Live ? block.record : NULL;
}

static void hide_heap_block(Addr start)
{
   VrRecord* record = heap_record_at(start);

   if (record != NULL && record->family != VrFamily_Custom) {
      record->own_family = record->family;
      record->family     = VrFamily_Custom;
   }
}

static void unhide_heap_block(Addr start)
{
   VrRecord* record = heap_record_at(start);

   if (record != NULL && record->family == VrFamily_Custom
       && VR_(custom_set_at)(custom_blocks, start) == NULL)
      record->family = record->own_family;
}

static void count_live(SSizeT bytes, Int blocks)
{
   VrHeapStats* s = &VR_(heap_stats);

   if (bytes < 0)
      VR_(peak_before_free)();
   s->live_bytes  += bytes;
   s->live_blocks += blocks;
   if (s->live_bytes > s->peak_bytes)
      s->peak_bytes = s->live_bytes;
}

void VR_(custom_alloc)(Addr start, SizeT size, SizeT red_zone, UInt alloc_ecu)
{
   VrCustomBlock* block = VR_(custom_set_add)(custom_blocks, start, size,
                                              alloc_ecu);

   VR_(heap_stats).allocs++;
   VR_(heap_stats).allocated_bytes += size;
   count_live(block->record.size, 1);
   hide_heap_block(start);
   VR_(custom_open_block)(start, size, red_zone);
}

Bool VR_(custom_resize)(Addr start, SizeT old_size, SizeT size, SizeT red_zone)
{
   VrCustomBlock* block = VR_(custom_set_at)(custom_blocks, start);

   if (block == NULL || block->record.size != old_size || size == 0)
      return False;
   if (size == old_size)
      return True;
   if (size < old_size) {
      VR_(custom_close)(start + size, old_size - size + red_zone);
   } else {
      VR_(custom_open)(start + old_size, size - old_size);
      VR_(custom_close)(start + size, red_zone);
   }
   block->record.size = recorded_size(size);
   if (VR_(sites_are_counted))
      VR_(site_resize)(block->record.alloc_ecu, old_size, block->record.size);
   if (VR_(xtfull_is_on))
      VR_(xtfull_resize)(old_size, block->record.size, block->record.alloc_ecu);
   count_live(block->record.size - old_size, 0);
   return True;
}

static void as_block(VrCustomBlock* custom, /*OUT*/VrBlock* block)
{
   *block = (VrBlock) { NULL, 0, &custom->record, custom->start };
}

static Bool found(VrCustomBlock* custom, /*OUT*/VrBlock* block)
{
   if (custom == NULL)
      return False;
   as_block(custom, block);
   return True;
}

Bool VR_(custom_at)(Addr start, VrBlock* block)
{
   return found(VR_(custom_set_at)(custom_blocks, start), block);
}

static void free_one(VrCustomBlock* custom, SizeT red_zone, UInt free_ecu)
{
   Addr start = custom->start;

   count_live(-(SSizeT)custom->record.size, -1);
   VR_(custom_set_free)(custom_blocks, custom, red_zone, free_ecu);
   unhide_heap_block(start);
}

void VR_(custom_free)(Addr start, SizeT red_zone, UInt free_ecu)
{
   VrCustomBlock* custom = VR_(custom_set_at)(custom_blocks, start);

   if (custom != NULL)
      free_one(custom, red_zone, free_ecu);
}

/* The first block after last, or after start if last is NULL. */
static VrCustomBlock* next_block(const VrCustomBlock* last)
{
   VG_(OSetGen_ResetIterAt)(custom_blocks, last);
   return VG_(OSetGen_Next)(custom_blocks);
}

void VR_(custom_free_within)(Addr start, Addr end, SizeT red_zone,
                             UInt free_ecu)
{
   VrCustomBlock  at     = { .start = start, .number = ~0ULL };
   VrCustomBlock* custom = next_block(&at);

   /* Removing a node ends the walk over the set, so it is begun again, right
      behind where the block was. */
   while (custom != NULL && custom->start < end) {
      at = *custom;
      if (at.start + at.record.size <= end)
         free_one(custom, red_zone, free_ecu);
      at.number--;
      custom = next_block(&at);
   }
}

Bool VR_(custom_around)(Addr a, VrBlock* block)
{
   return found(VR_(custom_set_around)(custom_blocks, a, NEAR), block);
}

Bool VR_(custom_freed_around)(Addr a, VrBlock* block)
{
   for (UWord i = freed.first; i != freed.end; i++) {
      VrCustomBlock* custom = freed_at(i);
      if (VG_(addr_is_in_block)(a, custom->start, custom->record.size, NEAR)) {
         as_block(custom, block);
         return True;
      }
   }
   return False;
}

void VR_(custom_visit)(void (*visit)(const VrCustomBlock* block))
{
   VrCustomBlock* block;

   VG_(OSetGen_ResetIter)(custom_blocks);
   while ((block = VG_(OSetGen_Next)(custom_blocks)) != NULL)
      visit(block);
}

/* ------------------------------------------------------------------ */
/*  Named ranges                                                       */
/* ------------------------------------------------------------------ */

/* A number, once forgotten, is given to the next range. */
static XArray* /* of VrNamedRange */ named_ranges;

UInt VR_(name_range)(Addr start, SizeT size, HChar* name, UInt ecu)
{
   VrNamedRange named = { start, size, name, ecu };
   Word n = VG_(sizeXA)(named_ranges);

   for (Word i = 0; i < n; i++) {
      VrNamedRange* old = VG_(indexXA)(named_ranges, i);
      if (old->size == 0) {
         if (VG_STREQ(old->name, name)) {
            named.name = old->name;
            VG_(free)(name);
         }
         *old = named;
         return i;
      }
   }
   VG_(addToXA)(named_ranges, &named);
   return n;
}

/* The name stays where it is: errors have been described with it. */
Bool VR_(forget_name)(UWord number)
{
   VrNamedRange* named;

   if (number >= (UWord)VG_(sizeXA)(named_ranges))
      return False;
   named = VG_(indexXA)(named_ranges, number);
   if (named->size == 0)
      return False;
   named->size = 0;
   return True;
}

const VrNamedRange* VR_(named_range_of)(Addr a)
{
   for (Word i = 0; i < VG_(sizeXA)(named_ranges); i++) {
      const VrNamedRange* named = VG_(indexXA)(named_ranges, i);
      if (named->size != 0
          && VG_(addr_is_in_block)(a, named->start, named->size, 0))
         return named;
   }
   return NULL;
}

void VR_(custom_init)(void)
{
   custom_blocks = VR_(custom_set_new)();
   named_ranges  = VG_(newXA)(VG_(malloc), "vr.custom.names", VG_(free),
                              sizeof(VrNamedRange));
}
