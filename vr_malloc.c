/* vr_malloc.c: the malloc family as the client sees it.  See vr_malloc.h.

     checks         what is wrong with the arguments
     operations     allocate, free, resize: what all the functions consist of
     native         one handler per function of vr_native.h
     callbacks      the same for the core's own replacement of malloc

   Wording of the complaints, their order, and what is returned after them
   are Memcheck's; so is what counts as an allocation or a free.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_malloc.h"
#include "vr_budget.h"
#include "vr_callers.h"
#include "vr_census.h"
#include "vr_coro.h"
#include "vr_custom.h"
#include "vr_epochs.h"
#include "vr_errors.h"
#include "vr_fill.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_instrument.h"
#include "vr_options.h"
#include "vr_shadow.h"
#include "vr_sites.h"
#include "vr_timeline.h"
#include "vr_trace.h"
#include "vr_xtfull.h"

Bool VR_(preload_seen);
void (*VR_(before_exit))(void);

/* ------------------------------------------------------------------ */
/*  Client memory                                                      */
/* ------------------------------------------------------------------ */

/* The client may have unmapped or protected the pages of its own blocks, so
   the tool touches them under guard only.  A page that faults is left as it is,
   the others get what they should: the client gets its own fault when it goes
   there. */

/* From here on the string instruction is faster than the core's loop. */
#define LONG_ENOUGH_FOR_REP 256

static inline void copy_bytes(Addr to, Addr from, SizeT n)
{
   if (n < LONG_ENOUGH_FOR_REP)
      VG_(memcpy)((void*)to, (void*)from, n);
   else
      __asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(n)
                           : : "memory");
}

static inline Bool try_fill(Addr a, SizeT n, UChar byte)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   VR_(fill)((UChar*)a, byte, n);
   VR_FAULT_GUARD_END();
   return True;
}

static inline Bool try_copy(Addr to, Addr from, SizeT n)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   copy_bytes(to, from, n);
   VR_FAULT_GUARD_END();
   return True;
}

/* How much of the n bytes at a lies in a's page. */
static inline SizeT part_in_page(Addr a, SizeT n)
{
   SizeT rest = VKI_PAGE_SIZE - (a & (VKI_PAGE_SIZE - 1));
   return n < rest ? n : rest;
}

static void fill_client(Addr a, SizeT n, UChar byte)
{
   if (LIKELY(try_fill(a, n, byte)))
      return;
   for (SizeT part; n > 0; a += part, n -= part) {
      part = part_in_page(a, n);
      try_fill(a, part, byte);
   }
}

static Bool set_protection(Addr page, UInt prot)
{
   return !sr_isError(VG_(do_syscall)(__NR_mprotect, page, VKI_PAGE_SIZE, prot,
                                      0, 0, 0, 0, 0));
}

/* From a page that the client has made unreadable: what is in it moves with the
   block.  Nobody else sees that it can be read meanwhile. */
static void copy_from_protected(Addr to, Addr from, SizeT n)
{
   const NSegment* seg = VG_(am_find_nsegment)(from);
   Addr page = VG_PGROUNDDN(from);

   if (!VR_(is_client_segment)(seg) || seg->hasR
       || !set_protection(page, VKI_PROT_READ))
      return;
   try_copy(to, from, n);
   set_protection(page, (seg->hasW ? VKI_PROT_WRITE : 0)
                        | (seg->hasX ? VKI_PROT_EXEC : 0));
}

static void copy_client(Addr to, Addr from, SizeT n)
{
   if (LIKELY(try_copy(to, from, n)))
      return;
   for (SizeT part; n > 0; to += part, from += part, n -= part) {
      part = part_in_page(to, part_in_page(from, n));
      if (!try_copy(to, from, part))
         copy_from_protected(to, from, part);
   }
}

/* True if the client may write a word at a, without changing it. */
static Bool can_write_word(Addr a)
{
   if (!VR_(shadow_all_clear)(a, sizeof(UWord), NULL))
      return False;
   if (VR_FAULT_GUARD_BEGIN()) {
      volatile UWord* word = (UWord*)a;
      *word = *word;
      VR_FAULT_GUARD_END();
      return True;
   }
   return False;
}

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

static inline Bool is_power_of_2(SizeT n)
{
   return n != 0 && (n & (n - 1)) == 0;
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

static Bool check_cxx_alignment(ThreadId tid, SizeT align)
{
   if (is_power_of_2(align))
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
      fill_client(a, size, 0);
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
      fill_client(a + n_set, size - n_set, VR_(options).malloc_fill);
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
      fill_client(block->start, block->record->size, VR_(options).free_fill);
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

/* function: what Memcheck calls it when it complains about the size. */
static Addr do_malloc(ThreadId tid, const HChar* function, SizeT size,
                      SizeT align, VrFamily family)
{
   if (is_fishy(tid, function, "size", size))
      return 0;
   return new_block(tid, size, align, family, Contents_Undefined);
}

static Addr do_calloc(ThreadId tid, SizeT count, SizeT size)
{
   SizeT total;

   if (__builtin_mul_overflow(count, size, &total)
       || is_fishy(tid, "calloc", "nmemb", count)
       || is_fishy(tid, "calloc", "size", size))
      return 0;
   return new_block(tid, total, VG_(clo_alignment), VrFamily_Malloc,
                    Contents_Zero);
}

static Addr do_memalign(ThreadId tid, SizeT align, SizeT size)
{
   SizeT usable = usable_alignment(align);

   if (is_fishy(tid, "memalign", "size", size) || usable == 0)
      return 0;
   return new_block(tid, size, usable, VrFamily_Malloc, Contents_Undefined);
}

static Addr do_new_aligned(ThreadId tid, const HChar* function, SizeT size,
                           SizeT align, VrFamily family)
{
   VrBlock block;
   SizeT   usable = usable_alignment(align);

   if (!check_cxx_alignment(tid, align) || usable == 0)
      return 0;
   Addr a = do_malloc(tid, function, size, usable, family);
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
static void do_free(ThreadId tid, Addr a, VrFamily family)
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
   copy_client(a, old->start, kept);
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

static Addr do_realloc(ThreadId tid, Addr a, SizeT size)
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
         do_free(tid, a, VrFamily_Malloc);
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

static SizeT do_usable_size(Addr a)
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

static void check_deleted_size(ThreadId tid, Addr a, SizeT size,
                               VrFamily family)
{
   VrBlock block;

   if (find_deleted(a, family, &block) && block.record->size != size)
      VR_(error_size_mismatch)(tid, &block, size, delete_names(family));
}

/* align 0: a delete that takes none. */
static void check_deleted_alignment(ThreadId tid, Addr a, SizeT align,
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

static void do_delete(ThreadId tid, Addr a, VrFamily family)
{
   if (a != 0)
      do_free(tid, a, family);
}

/* ------------------------------------------------------------------ */
/*  Native functions                                                   */
/* ------------------------------------------------------------------ */

typedef VexGuestAMD64State Guest;

static inline void done(Guest* g, UWord result)
{
   g->guest_RAX = result;
   g->guest_R11 = 1;
}

static inline void decline(Guest* g)
{
   g->guest_R11 = 0;
}

/* Who calls.  Where its count of blocks is, is seen by the way. */
static inline ThreadId me(const Guest* g)
{
   ThreadId tid = VG_(get_running_tid)();

   VR_(clock_learn)(tid, &g->host_EvC_COUNTER);
   return tid;
}

/* ---- C ---- */

static void native_malloc(Guest* g)
{
   done(g, do_malloc(me(g), "malloc", g->guest_RDI, VG_(clo_alignment),
                     VrFamily_Malloc));
}

static void native_calloc(Guest* g)
{
   done(g, do_calloc(me(g), g->guest_RDI, g->guest_RSI));
}

static void native_realloc(Guest* g)
{
   done(g, do_realloc(me(g), g->guest_RDI, g->guest_RSI));
}

static void native_reallocarray(Guest* g)
{
   SizeT total;

   if (__builtin_mul_overflow(g->guest_RSI, g->guest_RDX, &total))
      done(g, 0);
   else
      done(g, do_realloc(me(g), g->guest_RDI, total));
}

static void native_memalign(Guest* g)
{
   SizeT align = g->guest_RDI;

   if (!is_power_of_2(align))
      VR_(error_bad_align)(me(g), align, " (should be power of 2)");
   done(g, do_memalign(me(g), align, g->guest_RSI));
}

/* C11 wanted the size to be a multiple of the alignment; C17 does not. */
static void native_aligned_alloc(Guest* g)
{
   SizeT align = g->guest_RDI, size = g->guest_RSI;

   if ((align & (align - 1)) != 0)
      VR_(error_bad_align)(me(g), align, " (should be a power of 2)");
   done(g, do_memalign(me(g), align, size));
}

/* It stores through its first argument.  If that can't be done it declines
   before it has any effect, and the slow path stores, as client code. */
static void native_posix_memalign(Guest* g)
{
   Addr  result = g->guest_RDI;
   SizeT align  = g->guest_RSI;

   if (!is_power_of_2(align) || align < sizeof(void*)) {
      VR_(error_bad_align)(me(g), align,
                           " (should be non-zero, a power of 2 and a multiple"
                           " of sizeof(void*))");
      done(g, VKI_EINVAL);
      return;
   }
   if (!can_write_word(result)) {
      decline(g);
      return;
   }
   Addr a = do_memalign(me(g), align, g->guest_RDX);
   if (a != 0)
      *(Addr*)result = a;
   done(g, a != 0 ? 0 : VKI_ENOMEM);
}

static void native_valloc(Guest* g)
{
   done(g, do_memalign(me(g), VKI_PAGE_SIZE, g->guest_RDI));
}

/* Whole pages.  A size that rounds up to nothing is more than there is. */
static void native_pvalloc(Guest* g)
{
   SizeT size    = g->guest_RDI;
   SizeT rounded = VG_PGROUNDUP(size);

   done(g, rounded < size ? 0 : do_memalign(me(g), VKI_PAGE_SIZE, rounded));
}

static void native_free(Guest* g)
{
   if (g->guest_RDI != 0)
      do_free(me(g), g->guest_RDI, VrFamily_Malloc);
   done(g, 0);
}

static void native_usable_size(Guest* g)
{
   done(g, do_usable_size(g->guest_RDI));
}

#define FILL_MALLINFO(info)                                                   \
   do {                                                                       \
      VG_(memset)(&(info), 0, sizeof (info));                                 \
      (info).arena    = VR_(heap_stats).arena_bytes;                          \
      (info).uordblks = VR_(heap_stats).live_bytes;                           \
      (info).fordblks = (info).arena - (info).uordblks;                       \
      (info).ordblks  = VR_(heap_quarantined_blocks)()                        \
                      + ((info).fordblks > 0);   /* the part never used */    \
   } while (0)

/* Stores the result where the caller wants it, or declines. */
static void return_struct(Guest* g, const void* result, SizeT size)
{
   Addr where = g->guest_RDI;

   g->guest_RAX = where;
   g->guest_R11 = 0;
   if (VR_(shadow_all_clear)(where, size, NULL) && VR_FAULT_GUARD_BEGIN()) {
      VG_(memcpy)((void*)where, result, size);
      VR_FAULT_GUARD_END();
      g->guest_R11 = 1;
   }
}

static void native_mallinfo(Guest* g)
{
   VR_MALLINFO(Int) info;
   FILL_MALLINFO(info);
   return_struct(g, &info, sizeof info);
}

static void native_mallinfo2(Guest* g)
{
   VR_MALLINFO(SizeT) info;
   FILL_MALLINFO(info);
   return_struct(g, &info, sizeof info);
}

static void native_preload_loaded(Guest* g)
{
   VR_(preload_seen) = True;
   VR_(call_before)(g->guest_RDI, VR_(before_exit));
   done(g, 0);
}

/* ---- operator new ---- */

/* Where there is no memory, one that may not return NULL declines: what
   happens then (an exception, the end) is the slow path's business. */

static void new_or_decline(Guest* g, Addr a)
{
   if (a != 0)
      done(g, a);
   else
      decline(g);
}

static Addr plain_new(const Guest* g, VrFamily family)
{
   return do_malloc(me(g), family == VrFamily_New ? "__builtin_new"
                                                 : "__builtin_vec_new",
                    g->guest_RDI, VG_(clo_alignment), family);
}

static Addr aligned_new(const Guest* g, VrFamily family)
{
   return do_new_aligned(me(g), family == VrFamily_New
                                  ? "__builtin_new_aligned"
                                  : "__builtin_vec_new_aligned",
                         g->guest_RDI, g->guest_RSI, family);
}

static void native_new(Guest* g)
{
   new_or_decline(g, plain_new(g, VrFamily_New));
}

static void native_new_vec(Guest* g)
{
   new_or_decline(g, plain_new(g, VrFamily_NewVec));
}

static void native_new_nothrow(Guest* g)
{
   done(g, plain_new(g, VrFamily_New));
}

static void native_new_vec_nothrow(Guest* g)
{
   done(g, plain_new(g, VrFamily_NewVec));
}

static void native_new_align(Guest* g)
{
   new_or_decline(g, aligned_new(g, VrFamily_New));
}

static void native_new_vec_align(Guest* g)
{
   new_or_decline(g, aligned_new(g, VrFamily_NewVec));
}

static void native_new_align_nothrow(Guest* g)
{
   done(g, aligned_new(g, VrFamily_New));
}

static void native_new_vec_align_nothrow(Guest* g)
{
   done(g, aligned_new(g, VrFamily_NewVec));
}

/* ---- operator delete ---- */

static void plain_delete(Guest* g, VrFamily family)
{
   check_deleted_alignment(me(g), g->guest_RDI, 0, family);
   do_delete(me(g), g->guest_RDI, family);
   done(g, 0);
}

static void sized_delete(Guest* g, VrFamily family)
{
   check_deleted_size(me(g), g->guest_RDI, g->guest_RSI, family);
   plain_delete(g, family);
}

static void aligned_delete(Guest* g, SizeT align, VrFamily family)
{
   check_cxx_alignment(me(g), align);
   check_deleted_alignment(me(g), g->guest_RDI, align, family);
   do_delete(me(g), g->guest_RDI, family);
   done(g, 0);
}

static void native_delete(Guest* g)
{
   plain_delete(g, VrFamily_New);
}

static void native_delete_vec(Guest* g)
{
   plain_delete(g, VrFamily_NewVec);
}

static void native_delete_sized(Guest* g)
{
   sized_delete(g, VrFamily_New);
}

static void native_delete_vec_sized(Guest* g)
{
   sized_delete(g, VrFamily_NewVec);
}

static void native_delete_align(Guest* g)
{
   aligned_delete(g, g->guest_RSI, VrFamily_New);
}

static void native_delete_vec_align(Guest* g)
{
   aligned_delete(g, g->guest_RSI, VrFamily_NewVec);
}

static void native_delete_sized_align(Guest* g)
{
   check_deleted_size(me(g), g->guest_RDI, g->guest_RSI, VrFamily_New);
   aligned_delete(g, g->guest_RDX, VrFamily_New);
}

static void native_delete_vec_sized_align(Guest* g)
{
   check_deleted_size(me(g), g->guest_RDI, g->guest_RSI, VrFamily_NewVec);
   aligned_delete(g, g->guest_RDX, VrFamily_NewVec);
}

static const struct { enum VrNativeFn fn; VrNativeHandler handler; }
natives[] = {
   { VRN_MALLOC,                 native_malloc                 },
   { VRN_CALLOC,                 native_calloc                 },
   { VRN_REALLOC,                native_realloc                },
   { VRN_REALLOCARRAY,           native_reallocarray           },
   { VRN_MEMALIGN,               native_memalign               },
   { VRN_ALIGNED_ALLOC,          native_aligned_alloc          },
   { VRN_POSIX_MEMALIGN,         native_posix_memalign         },
   { VRN_VALLOC,                 native_valloc                 },
   { VRN_PVALLOC,                native_pvalloc                },
   { VRN_FREE,                   native_free                   },
   { VRN_USABLE_SIZE,            native_usable_size            },
   { VRN_NEW,                    native_new                    },
   { VRN_NEW_VEC,                native_new_vec                },
   { VRN_NEW_NOTHROW,            native_new_nothrow            },
   { VRN_NEW_VEC_NOTHROW,        native_new_vec_nothrow        },
   { VRN_NEW_ALIGN,              native_new_align              },
   { VRN_NEW_VEC_ALIGN,          native_new_vec_align          },
   { VRN_NEW_ALIGN_NOTHROW,      native_new_align_nothrow      },
   { VRN_NEW_VEC_ALIGN_NOTHROW,  native_new_vec_align_nothrow  },
   { VRN_DELETE,                 native_delete                 },
   { VRN_DELETE_VEC,             native_delete_vec             },
   { VRN_DELETE_SIZED,           native_delete_sized           },
   { VRN_DELETE_VEC_SIZED,       native_delete_vec_sized       },
   { VRN_DELETE_ALIGN,           native_delete_align           },
   { VRN_DELETE_VEC_ALIGN,       native_delete_vec_align       },
   { VRN_DELETE_SIZED_ALIGN,     native_delete_sized_align     },
   { VRN_DELETE_VEC_SIZED_ALIGN, native_delete_vec_sized_align },
   { VRN_MALLINFO,               native_mallinfo               },
   { VRN_MALLINFO2,              native_mallinfo2              },
   { VRN_PRELOAD_LOADED,         native_preload_loaded         }
};

static VrNativeHandler handler_of(enum VrNativeFn fn)
{
   for (UInt i = 0; i < sizeof natives / sizeof natives[0]; i++)
      if (natives[i].fn == fn)
         return natives[i].handler;
   return NULL;
}

/* Stands in for all of them with --trace-malloc=yes. */
static void native_traced(Guest* g)
{
   enum VrNativeFn fn = VR_(native_running)(g);
   VR_(trace_call)(fn, handler_of(fn), g);
}

/* ------------------------------------------------------------------ */
/*  Callbacks                                                          */
/* ------------------------------------------------------------------ */

/* From 3.22 on, those that take an alignment are told, besides the one that
   the core rounded up, the one that the client asked for. */
#ifdef VR_CORE_HAS_ORIG_ALIGN
#define VR_ORIG_ALIGN , SizeT orig_align
#else
#define VR_ORIG_ALIGN
#endif

static void* core_malloc(ThreadId tid, SizeT size)
{
   return (void*)do_malloc(tid, "malloc", size, VG_(clo_alignment),
                           VrFamily_Malloc);
}

static void* core_new(ThreadId tid, SizeT size)
{
   return (void*)do_malloc(tid, "__builtin_new", size, VG_(clo_alignment),
                           VrFamily_New);
}

static void* core_new_vec(ThreadId tid, SizeT size)
{
   return (void*)do_malloc(tid, "__builtin_vec_new", size, VG_(clo_alignment),
                           VrFamily_NewVec);
}

static void* core_new_aligned(ThreadId tid, SizeT size, SizeT align
                              VR_ORIG_ALIGN)
{
   return (void*)do_new_aligned(tid, "__builtin_new_aligned", size, align,
                                VrFamily_New);
}

static void* core_new_vec_aligned(ThreadId tid, SizeT size, SizeT align
                                  VR_ORIG_ALIGN)
{
   return (void*)do_new_aligned(tid, "__builtin_vec_new_aligned", size, align,
                                VrFamily_NewVec);
}

static void* core_memalign(ThreadId tid, SizeT align VR_ORIG_ALIGN, SizeT size)
{
   return (void*)do_memalign(tid, align, size);
}

static void* core_calloc(ThreadId tid, SizeT count, SizeT size)
{
   return (void*)do_calloc(tid, count, size);
}

static void core_free(ThreadId tid, void* p)
{
   do_free(tid, (Addr)p, VrFamily_Malloc);
}

static void core_delete(ThreadId tid, void* p)
{
   do_free(tid, (Addr)p, VrFamily_New);
}

static void core_delete_aligned(ThreadId tid, void* p, SizeT align)
{
   do_free(tid, (Addr)p, VrFamily_New);
}

static void core_delete_vec(ThreadId tid, void* p)
{
   do_free(tid, (Addr)p, VrFamily_NewVec);
}

static void core_delete_vec_aligned(ThreadId tid, void* p, SizeT align)
{
   do_free(tid, (Addr)p, VrFamily_NewVec);
}

static void* core_realloc(ThreadId tid, void* p, SizeT size)
{
   return (void*)do_realloc(tid, (Addr)p, size);
}

static SizeT core_usable_size(ThreadId tid, void* p)
{
   return do_usable_size((Addr)p);
}

/* What --redzone-size is when it isn't given. */
#define DEFAULT_RED_ZONE 16

void VR_(malloc_register)(void)
{
   VG_(needs_malloc_replacement)(
      core_malloc, core_new, core_new_aligned, core_new_vec,
      core_new_vec_aligned, core_memalign, core_calloc, core_free,
      core_delete, core_delete_aligned, core_delete_vec,
      core_delete_vec_aligned, core_realloc, core_usable_size,
      DEFAULT_RED_ZONE);
}

void VR_(malloc_init)(void)
{
   find_out_what_is_special();
   VR_(coro_at_first)(find_out_what_is_special);
   for (UInt i = 0; i < sizeof natives / sizeof natives[0]; i++)
      VR_(native_register)(natives[i].fn, VG_(clo_trace_malloc)
                                          ? native_traced : natives[i].handler);
}
