/* vr_blocks.c: what all functions of the malloc family consist of.  See
   vr_blocks.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_blocks.h"
#include "vr_budget.h"
#include "vr_callers.h"
#include "vr_census.h"
#include "vr_clientmem.h"
#include "vr_coro.h"
#include "vr_custom.h"
#include "vr_epochs.h"
#include "vr_errors.h"
#include "vr_guard.h"
#include "vr_options.h"
#include "vr_sites.h"
#include "vr_timeline.h"
#include "vr_xtfull.h"

/* ------------------------------------------------------------------ */
/*  Checks                                                             */
/* ------------------------------------------------------------------ */

static Bool is_fishy(ThreadId tid, const HChar* function,
                     const HChar* argument, SizeT value)
{
   if (LIKELY((SSizeT)value >= 0))
      return False;
   VR_(error_fishy)(tid, function, argument, value);
   return True;
}

/* What memalign makes of an alignment: the next power of two, 16 at least.
   0 if there is none that could be honoured. */
static SizeT usable_alignment(SizeT align)
{
   if (align <= VG_(clo_alignment))
      return VG_(clo_alignment);
   if (align > VR_ADDRESS_LIMIT)
      return 0;
   return 1UL << (64 - __builtin_clzl(align - 1));
}

Bool VR_(check_cxx_alignment)(ThreadId tid, SizeT align)
{
   if (VR_(is_power_of_2)(align))
      return True;
   VR_(error_bad_align)(tid, align, " (should be non-zero and a power of 2)");
   return False;
}

static inline Bool find_live(Addr a, /*OUT*/VrBlock* block)
{
   return VR_(heap_block_at)(a, block) && block->record->state == VrSlot_Live;
}

/* The same, among the blocks that the client manages itself as well.  Such a
   block comes before one of the heap that starts at the same address: that is
   where the client's allocator got its memory. */
static Bool find_any_live(Addr a, /*OUT*/VrBlock* block)
{
   Bool is_live = find_live(a, block);

   if (LIKELY(is_live && block->record->family != VrFamily_Custom))
      return True;
   return VR_(custom_at)(a, block) || is_live;
}

/* ------------------------------------------------------------------ */
/*  Operations                                                         */
/* ------------------------------------------------------------------ */

/* Memory that comes back from the quarantine still holds the client's old
   pointers.  Memcheck knows that a new block's contents are undefined and its
   leak scan passes over them; ours would follow them and call lost blocks
   reachable.  So recycled blocks start as zeroes, as far as that costs next
   to nothing: large blocks are few, and mostly come fresh from the kernel. */
#define MAX_STALE_BYTES_CLEARED 1024

typedef enum { Contents_Undefined, Contents_Zero } Contents;

static inline void set_initial_contents(Addr a, SizeT size, Contents contents,
                                        Bool is_zero)
{
   if (!is_zero
       && (contents == Contents_Zero || size <= MAX_STALE_BYTES_CLEARED))
      VR_(client_fill)(a, size, 0);
}

/* There is more to do for every new, or freed, block than usually: filling it,
   or keeping account of it (vr_xtfull.h).  One test for all of that is on the
   way of malloc and free. */
static Bool allocs_are_special, frees_are_special;

/* Of the new block at a, the first n_set bytes have the contents that they
   should. */
__attribute__((noinline))
static void do_special_alloc(Addr a, SizeT size, SizeT n_set, UInt alloc_ecu)
{
   if (VR_(options).malloc_fill != -1)
      VR_(client_fill)(a + n_set, size - n_set, VR_(options).malloc_fill);
   if (VR_(xtfull_is_on))
      VR_(xtfull_add)(size, alloc_ecu);
   if (VR_(coro_seen))
      VR_(census_alloc)(a);
}

__attribute__((noinline))
static void do_special_free(VrBlock* block, UInt free_ecu)
{
   if (block->record->size >= VR_(coro_smallest))
      VR_(coro_memory_gone)(block->start, block->record->size, free_ecu);
   if (VR_(options).free_fill != -1)
      VR_(client_fill)(block->start, block->record->size,
                       VR_(options).free_fill);
   if (VR_(xtfull_is_on))
      VR_(xtfull_remove)(block->record->size, block->record->alloc_ecu,
                         free_ecu);
   if (VR_(options).keep_stacktraces == VrStacks_AllocThenFree)
      block->record->alloc_ecu = 0;
}

/* Runs again when the first coroutine is seen. */
static void find_out_what_is_special(void)
{
   allocs_are_special = VR_(options).malloc_fill != -1 || VR_(xtfull_is_on)
      || VR_(coro_seen);
   frees_are_special  = VR_(options).free_fill != -1 || VR_(xtfull_is_on)
      || VR_(options).keep_stacktraces == VrStacks_AllocThenFree
      || VR_(coro_seen);
}

/* The block that was allocated last. */
static Addr newest;

/* For what is known about where memory goes, and when. */
static inline void count_alloc(ThreadId tid, UInt alloc_ecu, Addr a, SizeT size)
{
   if (!VR_(sites_are_counted))
      return;
   newest = a;
   VR_(site_alloc)(alloc_ecu, a, size);
   VR_(note_alloc_by)(tid, alloc_ecu, size);
   VR_(timeline_look)();
}

/* To be called before the block is counted, and what it replaces: otherwise,
   when an epoch ends, each short-lived block would be the one that is live. */
static inline void count_work(SizeT size)
{
   if (VR_(sites_are_counted) && UNLIKELY(VR_(work_alloc)(size)))
      VR_(epoch_over)();
}

static inline void count_free(ThreadId tid, UInt alloc_ecu, SizeT size)
{
   if (!VR_(sites_are_counted))
      return;
   VR_(site_free)(alloc_ecu, size);
   VR_(note_free_by)(tid, alloc_ecu, size);
}

static Addr new_block(ThreadId tid, SizeT size, SizeT align, VrFamily family,
                      Contents contents)
{
   Bool is_zero;
   UInt alloc_ecu = VR_(callers_of_alloc)(tid);

   VR_(site_prefetch)(alloc_ecu);
   Addr a = VR_(heap_alloc)(size, align, family, alloc_ecu, &is_zero);
   if (a == 0)
      return 0;
   set_initial_contents(a, size, contents, is_zero);
   if (UNLIKELY(allocs_are_special))
      do_special_alloc(a, size, contents == Contents_Zero ? size : 0,
                       alloc_ecu);
   count_work(size);
   count_alloc(tid, alloc_ecu, a, size);
   VR_(budget_check)(tid, alloc_ecu);
   return a;
}

Addr VR_(block_alloc)(ThreadId tid, const HChar* function, SizeT size,
                      SizeT align, VrFamily family)
{
   if (is_fishy(tid, function, "size", size))
      return 0;
   return new_block(tid, size, align, family, Contents_Undefined);
}

Addr VR_(block_calloc)(ThreadId tid, SizeT count, SizeT size)
{
   SizeT total;

   if (__builtin_mul_overflow(count, size, &total)
       || is_fishy(tid, "calloc", "nmemb", count)
       || is_fishy(tid, "calloc", "size", size))
      return 0;
   return new_block(tid, total, VG_(clo_alignment), VrFamily_Malloc,
                    Contents_Zero);
}

Addr VR_(block_memalign)(ThreadId tid, SizeT align, SizeT size)
{
   SizeT usable = usable_alignment(align);

   if (is_fishy(tid, "memalign", "size", size) || usable == 0)
      return 0;
   return new_block(tid, size, usable, VrFamily_Malloc, Contents_Undefined);
}

Addr VR_(block_new_aligned)(ThreadId tid, const HChar* function, SizeT size,
                             SizeT align, VrFamily family)
{
   VrBlock block;
   SizeT   usable = usable_alignment(align);

   if (!VR_(check_cxx_alignment)(tid, align) || usable == 0)
      return 0;
   Addr a = VR_(block_alloc)(tid, function, size, usable, family);
   if (a != 0 && VR_(heap_block_at)(a, &block))
      block.record->align_log2 = __builtin_ctzl(align);
   return a;
}

/* Bytes that free makes inaccessible around a custom block. */
#define CUSTOM_RED_ZONE 16

static void bury_custom(ThreadId tid, Addr a, SizeT red_zone)
{
   VR_(heap_stats).frees++;
   VR_(custom_free)(a, red_zone, VR_(callers_of_free)(tid));
}

/* Containers of C++ are enlarged by allocating, copying and freeing.  What is
   freed right after something larger was allocated, with the same contents, has
   been replaced by it.  Small blocks look alike, and don't matter. */
#define MIN_REPLACED_SIZE 256
#define WORDS_COMPARED    4

static Bool begin_alike(Addr a, Addr b)
{
   volatile UInt n_equal = 0;

   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   for (UInt i = 0; i < WORDS_COMPARED; i++)
      n_equal += ((const UWord*)a)[i] == ((const UWord*)b)[i];
   VR_FAULT_GUARD_END();
   return n_equal >= WORDS_COMPARED / 2;
}

__attribute__((noinline))
static void note_replacement(const VrBlock* old)
{
   VrBlock new;
   SizeT   size = old->record->size;

   if (find_live(newest, &new) && new.record->size > size
       && new.record->size <= 4 * size
       && new.record->alloc_ecu != old->record->alloc_ecu
       && begin_alike(old->start, new.start))
      VR_(site_join)(old->record->alloc_ecu, new.record->alloc_ecu);
}

/* A live block, which is counted as freed already, goes into the quarantine;
   free_ecu says where it was freed. */
static inline void bury_counted(VrBlock* block, UInt free_ecu)
{
   if (UNLIKELY(frees_are_special))
      do_special_free(block, free_ecu);
   VR_(heap_free)(block, free_ecu);
}

static inline void bury(ThreadId tid, VrBlock* block, UInt free_ecu)
{
   UInt  alloc_ecu = block->record->alloc_ecu;
   SizeT size      = block->record->size;

   VR_(site_prefetch)(alloc_ecu);
   if (VR_(sites_are_counted) && size >= MIN_REPLACED_SIZE)
      note_replacement(block);
   VR_(peak_before_free)();
   count_free(tid, alloc_ecu, size);
   bury_counted(block, free_ecu);
   VR_(timeline_look)();
}

static void check_family(ThreadId tid, const VrBlock* block, VrFamily family)
{
   if (UNLIKELY(block->record->family != family)
       && VR_(options).show_mismatched_frees)
      VR_(error_free_mismatch)(tid, block);
}

static void bad_free(ThreadId tid, Addr a)
{
   VR_(heap_stats).frees++;
   VR_(error_free)(tid, a);
}

/* What is freed is not, or not only, a block of the heap that was allocated by
   that family of functions. */
__attribute__((noinline))
static void free_other(ThreadId tid, Addr a, VrFamily family)
{
   VrBlock block;

   if (!find_any_live(a, &block)) {
      bad_free(tid, a);
      return;
   }
   check_family(tid, &block, family);
   if (block.span == NULL)
      bury_custom(tid, a, CUSTOM_RED_ZONE);
   else
      bury(tid, &block, VR_(callers_of_free)(tid));
}

/* The block's record and map arrive while the stack is recorded. */
void VR_(block_free)(ThreadId tid, Addr a, VrFamily family)
{
   VrBlock block;

   VR_HEAP_PREFETCH(a);
   UInt free_ecu = VR_(callers_of_free)(tid);

   if (LIKELY(find_live(a, &block) && block.record->family == family))
      bury(tid, &block, free_ecu);
   else
      free_other(tid, a, family);
}

void VR_(free_custom_block)(ThreadId tid, Addr a, SizeT red_zone)
{
   VrBlock block;

   if (VR_(custom_at)(a, &block))
      bury_custom(tid, a, red_zone);
   else
      free_other(tid, a, VrFamily_Custom);
}

/* Room for what old shall become.  That there are two blocks for a moment is our
   affair: the peak of the heap is what it would be if the block stayed. */
static Addr alloc_for_move(const VrBlock* old, SizeT size, UInt alloc_ecu,
                           /*OUT*/Bool* is_zero)
{
   SizeT replaced = old->span == NULL ? 0 : old->record->size;

   VR_(peak_before_free)();
   VR_(heap_stats).live_bytes -= replaced;
   Addr a = VR_(heap_alloc)(size, VG_(clo_alignment), VrFamily_Malloc,
                            alloc_ecu, is_zero);
   VR_(heap_stats).live_bytes += replaced;
   return a;
}

static void bury_moved(ThreadId tid, VrBlock* old)
{
   if (old->span == NULL) {
      bury_custom(tid, old->start, CUSTOM_RED_ZONE);
   } else {
      count_free(tid, old->record->alloc_ecu, old->record->size);
      bury_counted(old, VR_(callers_of_free)(tid));
   }
}

/* From the site old_ecu. */
static void count_move(UInt old_ecu, SizeT old_size, UInt alloc_ecu, SizeT size)
{
   if (!VR_(sites_are_counted))
      return;
   if (size > old_size && alloc_ecu != old_ecu)
      VR_(site_join)(old_ecu, alloc_ecu);
   VR_(site_more_of)(VR_(site_of)(alloc_ecu))->reallocs++;
}

/* The part of realloc that moves a block.  It always moves, even when the
   size does not change, so that uses of the old address are found. */
static Addr move_block(ThreadId tid, VrBlock* old, SizeT size)
{
   Bool  is_zero;
   SizeT old_size = old->record->size;
   UInt  old_ecu  = old->record->alloc_ecu;
   SizeT kept = old_size < size ? old_size : size;
   UInt  alloc_ecu = VR_(callers_of_alloc)(tid);
   Addr  a    = alloc_for_move(old, size, alloc_ecu, &is_zero);
   if (a == 0) {
      /* Counted all the same, as Memcheck does. */
      VR_(heap_stats).allocs++;
      VR_(heap_stats).frees++;
      VR_(heap_stats).allocated_bytes += size;
      return 0;
   }
   VR_(client_copy)(a, old->start, kept);
   set_initial_contents(a + kept, size - kept, Contents_Undefined, is_zero);
   if (UNLIKELY(allocs_are_special))
      do_special_alloc(a, size, kept, alloc_ecu);
   count_work(size);
   bury_moved(tid, old);
   count_alloc(tid, alloc_ecu, a, size);
   count_move(old_ecu, old_size, alloc_ecu, size);
   VR_(budget_check)(tid, alloc_ecu);
   return a;
}

Addr VR_(block_realloc)(ThreadId tid, Addr a, SizeT size)
{
   VrBlock old;

   if (is_fishy(tid, "realloc", "size", size))
      return 0;
   if (a == 0)
      return new_block(tid, size, VG_(clo_alignment), VrFamily_Malloc,
                       Contents_Undefined);
   if (size == 0) {
      if (VR_(options).show_realloc_size_zero)
         VR_(error_realloc_zero)(tid, a);
      if (VR_(options).realloc_zero_frees) {
         VR_(block_free)(tid, a, VrFamily_Malloc);
         return 0;
      }
      size = 1;
   }
   if (!find_any_live(a, &old)) {
      VR_(heap_stats).allocs++;
      VR_(heap_stats).allocated_bytes += size;
      bad_free(tid, a);
      return 0;
   }
   check_family(tid, &old, VrFamily_Malloc);
   return move_block(tid, &old, size);
}

SizeT VR_(block_usable_size)(Addr a)
{
   VrBlock block;
   return find_any_live(a, &block) ? block.record->size : 0;
}

/* ---- operator delete ---- */

/* A block of another family is complained about for that alone: what delete
   says of its size and alignment was never true of it. */
static Bool find_deleted(Addr a, VrFamily family, /*OUT*/VrBlock* block)
{
   return find_live(a, block) && block->record->family == family;
}

static const HChar* delete_names(VrFamily family)
{
   return family == VrFamily_New ? "new/delete" : "new[]/delete[]";
}

void VR_(check_deleted_size)(ThreadId tid, Addr a, SizeT size,
                             VrFamily family)
{
   VrBlock block;

   if (find_deleted(a, family, &block) && block.record->size != size)
      VR_(error_size_mismatch)(tid, &block, size, delete_names(family));
}

void VR_(check_deleted_alignment)(ThreadId tid, Addr a, SizeT align,
                                  VrFamily family)
{
   VrBlock block;

   if (!find_deleted(a, family, &block))
      return;
   /* A record can't tell alignment 1 from none, which is as good. */
   SizeT wanted = block.record->align_log2 ? 1UL << block.record->align_log2
                                           : 0;
   if (wanted != (align == 1 ? 0 : align))
      VR_(error_align_mismatch)(tid, &block, align, delete_names(family));
}

void VR_(blocks_init)(void)
{
   find_out_what_is_special();
   VR_(coro_at_first)(find_out_what_is_special);
}
