/* vr_heap.c: the client's heap.  See vr_heap.h for the picture.

   From the bottom up, each section built on the one before:

     vr_spans     whole granules: taken from arenas, cut, merged, given back
     size classes which stride a request gets, and the spans of each class
     large blocks a span for one block
     quarantine   freed blocks, oldest first
     the heap     allocating, freeing, finding blocks

   What is marked in the shadow map: everything in the arenas but the payload
   of live blocks.  Blocks are cleared when they are allocated and marked again
   when they are freed, so that a span is all marked when it is given back.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_heap.h"
#include "vr_options.h"

VrHeapStats VR_(heap_stats);
Bool        VR_(heap_has_marks);
UInt        VR_(heap_birth);

/* Every payload is aligned to this, as malloc promises on amd64. */
#define QUANTUM 16UL

/* The end of the lists of slots that are threaded through the records. */
#define NO_SLOT 0xffffffffu

/* Unaddressable bytes before and behind each payload, a multiple of QUANTUM. */
static SizeT red_zone;

/* ------------------------------------------------------------------ */
/*  Size classes                                                       */
/* ------------------------------------------------------------------ */

/* A slot is the red zone in front (lead) and the room behind it, for the
   payload and the second red zone.  Classes are classes of room:

      room      16 32 48 ... 512 | 576 640 ... 1024 | 1152 ... | ... 32768
      class      0  1  2 ...  31 |  32  33 ...   39 |   40 ... | ...    79

   that is, multiples of 16 up to 512, then 8 steps per doubling: a slot
   wastes an eighth of its room at most.  There is such a row of classes for
   each alignment from 16 to 4096; in the row of alignment A the stride and
   the lead are multiples of A, so every payload is aligned and an address
   finds its slot by the same division. */

#define N_LINEAR       32
#define STEPS_LOG2     3
#define N_DOUBLINGS    6
#define N_CLASSES      (N_LINEAR + (N_DOUBLINGS << STEPS_LOG2))
#define MAX_ROOM       ((SizeT)(N_LINEAR * QUANTUM) << N_DOUBLINGS)

#define ROW_ALIGN_LOG2 4                     /* of row 0                   */
#define N_ROWS         9                     /* 16 ... 4096                */
#define MAX_ROW_ALIGN  (1UL << (ROW_ALIGN_LOG2 + N_ROWS - 1))

/* Spans are as small as they can be with this many slots, and no larger
   than 1 MB (offsets stay below 2^20, see reciprocal_of). */
#define MIN_SLOTS         16
#define MAX_SPAN_GRANULES 16

typedef struct {
   VrSpan* current;       /* where slots are taken from, never NULL        */
   VrSpan* with_room;     /* others that got slots back, a list            */
   ULong   stride;
   ULong   lead;
   ULong   reciprocal;
   UInt    n_granules;    /* of its spans                                  */
   UInt    n_slots;
} VrClass;

static VrClass classes[N_ROWS * N_CLASSES];

/* What a class has before its first span: no slots to give, so that the way
   to them needs no test for NULL. */
static VrSpan no_span = { .free_slot = NO_SLOT };

static inline UInt class_of_room(SizeT room)
{
   UInt units = (room - 1) / QUANTUM;        /* one less, rounded up      */
   if (LIKELY(units < N_LINEAR))
      return units;
   UInt top = 31 - __builtin_clz(units);     /* N_LINEAR is 1 << 5        */
   return N_LINEAR + ((top - 5) << STEPS_LOG2)
        + ((units >> (top - STEPS_LOG2)) & ((1u << STEPS_LOG2) - 1));
}

/* The largest room of class c. */
static SizeT room_of_class(UInt c)
{
   if (c < N_LINEAR)
      return (c + 1) * QUANTUM;
   UInt doubling = (c - N_LINEAR) >> STEPS_LOG2;
   UInt step     = (c - N_LINEAR) & ((1u << STEPS_LOG2) - 1);
   return ((1u << STEPS_LOG2) + step + 1) * (QUANTUM << (doubling + 2));
}

/* (x * reciprocal) >> 40 is exactly x / stride for every offset x in a span:
   with r = ceil(2^40 / stride) we have r * stride = 2^40 + e, 0 <= e < stride,
   so x * r / 2^40 = x / stride + x * e / (stride * 2^40).  The fraction of
   x / stride is at most (stride - 1) / stride, so the quotient is not changed
   if x * e < 2^40; and x and e are below 2^20.  Nor does x * r overflow: it
   is below 2^20 * 2^40 / 16 + 2^20. */
static ULong reciprocal_of(ULong stride)
{
   return ((1UL << 40) + stride - 1) / stride;
}

static void init_class(VrClass* class, SizeT room, SizeT align)
{
   UInt n_granules = 1;

   class->lead   = VG_ROUNDUP(red_zone, align);
   class->stride = VG_ROUNDUP(class->lead + room, align);
   while (n_granules < MAX_SPAN_GRANULES
          && n_granules * VR_GRANULE / class->stride < MIN_SLOTS)
      n_granules *= 2;
   class->n_granules = n_granules;
   class->n_slots    = n_granules * VR_GRANULE / class->stride;
   class->reciprocal = reciprocal_of(class->stride);
   class->current    = &no_span;
   class->with_room  = NULL;
}

static void init_classes(void)
{
   for (UInt row = 0; row < N_ROWS; row++)
      for (UInt c = 0; c < N_CLASSES; c++)
         init_class(&classes[row * N_CLASSES + c], room_of_class(c),
                    1UL << (ROW_ALIGN_LOG2 + row));
}

/* ---- the spans of a class that are not current, and not full ---- */

static void list_span(VrClass* class, VrSpan* span)
{
   span->prev = NULL;
   span->next = class->with_room;
   if (span->next != NULL)
      span->next->prev = span;
   class->with_room = span;
}

static void unlist_span(VrClass* class, VrSpan* span)
{
   if (span->prev != NULL)
      span->prev->next = span->next;
   else
      class->with_room = span->next;
   if (span->next != NULL)
      span->next->prev = span->prev;
   span->next = span->prev = NULL;
}

static VrSpan* new_class_span(VrClass* class)
{
   Bool    is_marked;
   VrSpan* span = VR_(span_take)(class->n_granules, &is_marked);

   if (span == NULL)
      return NULL;
   if (!is_marked)
      VR_(shadow_mark)(span->start, VR_(span_end)(span) - span->start);
   span->n_slots    = class->n_slots;
   span->stride     = class->stride;
   span->lead       = class->lead;
   span->reciprocal = class->reciprocal;
   span->n_used     = 0;
   span->n_taken    = 0;
   span->size_class = class - classes;
   span->free_slot  = NO_SLOT;
   span->records    = VG_(malloc)("vr.heap.records",
                                  class->n_slots * sizeof(VrRecord));
   span->next = span->prev = NULL;
   return span;
}

/* The current span is full: another one takes its place. */
static Bool refill_class(VrClass* class)
{
   VrSpan* span = class->with_room;

   if (span != NULL)
      unlist_span(class, span);
   else
      span = new_class_span(class);
   if (span == NULL)
      return False;
   class->current = span;
   return True;
}

/* Blocks come back from the quarantine when they have long left the caches,
   and what is written to one at its allocation (record, map, contents) costs
   more than all the rest.  So the slot that will be taken next is sent for
   when the one before it is taken. */
#define MAX_PREFETCHED 1024
#define CACHE_LINE     64

/* A macro since GCC takes a function that does nothing but prefetch for one
   without effect, and drops its calls. */
#define PREFETCH_SLOT(span, slot)                                             \
   do {                                                                       \
      Addr  payload = VR_(slot_payload)(span, slot);                          \
      SizeT length  = (span)->stride < MAX_PREFETCHED ? (span)->stride        \
                                                      : MAX_PREFETCHED;       \
      __builtin_prefetch(&(span)->records[slot]);                             \
      __builtin_prefetch(VR_(shadow_byte)(payload));                          \
      for (SizeT at = 0; at < length; at += CACHE_LINE)                       \
         __builtin_prefetch((void*)(payload + at));                           \
   } while (0)

/* Takes a slot of class.  The same few instructions for nearly every call
   of malloc. */
static inline Bool take_slot(VrClass* class, SizeT size,
                             /*OUT*/VrBlock* block, /*OUT*/Bool* is_zero)
{
   VrSpan* span = class->current;

   if (UNLIKELY(span->free_slot == NO_SLOT && span->n_used == span->n_slots)) {
      if (!refill_class(class))
         return False;
      span = class->current;
   }
   if (span->free_slot != NO_SLOT) {
      block->slot     = span->free_slot;
      span->free_slot = span->records[block->slot].alloc_ecu;
      if (span->free_slot != NO_SLOT)
         PREFETCH_SLOT(span, span->free_slot);
      *is_zero        = False;
   } else {
      block->slot     = span->n_used++;
      *is_zero        = span->fresh;
   }
   span->n_taken++;
   block->span   = span;
   block->record = &span->records[block->slot];
   block->start  = VR_(slot_payload)(span, block->slot);
   VR_(shadow_clear)(block->start, size);
   return True;
}

/* A block of a class span leaves the quarantine. */
static void return_slot(VrSpan* span, UInt slot)
{
   VrClass* class    = &classes[span->size_class];
   Bool     was_full = span->free_slot == NO_SLOT;

   span->records[slot].state     = VrSlot_Unused;
   span->records[slot].alloc_ecu = span->free_slot;
   span->free_slot               = slot;
   span->n_taken--;

   /* A span that is not current was full when it ceased to be. */
   if (span == class->current)
      return;
   if (span->n_taken > 0) {
      if (was_full)
         list_span(class, span);
   } else {
      if (!was_full)
         unlist_span(class, span);
      VR_(span_release)(span);
   }
}

/* ------------------------------------------------------------------ */
/*  Large blocks                                                       */
/* ------------------------------------------------------------------ */

/* Takes a span for one block.  Granule alignment comes by itself; for more,
   the span is that much longer and the lead takes up the difference. */
__attribute__((noinline))
static Bool take_large(SizeT size, SizeT align,
                       /*OUT*/VrBlock* block, /*OUT*/Bool* is_zero)
{
   Bool  is_marked;
   SizeT lead = VG_ROUNDUP(red_zone, align);

   if (size >= VR_ADDRESS_LIMIT || align >= VR_ADDRESS_LIMIT)
      return False;
   SizeT   total = VG_ROUNDUP(lead + size + red_zone, VR_GRANULE);
   VrSpan* span  = VR_(span_take)(total >> VR_GRANULE_LOG2, &is_marked);
   if (span == NULL)
      return False;
   if (align > VR_GRANULE)
      lead = VG_ROUNDUP(span->start + red_zone, align) - span->start;

   span->n_slots    = 1;
   span->n_used     = 1;
   span->n_taken    = 1;
   span->stride     = VR_(span_end)(span) - span->start;
   span->lead       = lead;
   span->reciprocal = 0;
   span->size_class = VR_CLASS_LARGE;
   span->free_slot  = NO_SLOT;
   span->records    = &span->own_record;
   *is_zero         = span->fresh;
   span->fresh      = False;

   Addr start = span->start + lead;
   if (is_marked) {
      VR_(shadow_clear)(start, size);
   } else {
      VR_(shadow_mark)(span->start, lead);
      VR_(shadow_mark)(start + size, VR_(span_end)(span) - (start + size));
   }
   *block = (VrBlock) { span, 0, span->records, start };
   return True;
}

/* ------------------------------------------------------------------ */
/*  Owners                                                             */
/* ------------------------------------------------------------------ */

void VR_(heap_set_owner)(Addr a, UInt owner)
{
   VrSpan* span = VR_(span_of)(a);

   if (span->owners == NULL && owner == 0)
      return;
   if (span->owners == NULL)
      span->owners = VG_(calloc)("vr.heap.owners", span->n_slots,
                                 sizeof *span->owners);
   span->owners[VR_(slot_of)(span, a)] = owner;
}

/* ------------------------------------------------------------------ */
/*  Quarantine                                                         */
/* ------------------------------------------------------------------ */

/* Freed blocks, oldest first, in two queues as Memcheck has them: when the
   volume is exceeded, big blocks go first, so that one huge block does not
   push thousands of small ones out.  The excess is dealt with at the next
   allocation, so that even a block larger than the whole volume can be
   described until then. */

typedef struct {
   Addr* payloads;        /* a ring of capacity, a power of two            */
   UWord capacity;
   UWord first, end;      /* [first, end), taken modulo capacity           */
} Queue;

#define QUEUE_MIN_CAPACITY 1024

enum { Queue_Big, Queue_Small, Queue_COUNT };

static struct {
   Queue queues[Queue_COUNT];
   Long  volume;          /* bytes of memory that the blocks occupy        */
} quarantine;

/* What a block of span costs as long as it is kept: its slot, the record, the
   slot's part of the map, its place in the queue.  Counted by what the client
   asked for, as Memcheck counts, 20 MB of small blocks would take 100. */
static inline Long occupied_bytes(const VrSpan* span)
{
   return span->stride + span->stride / 8 + sizeof(VrRecord) + sizeof(Addr);
}

static inline Addr* queue_at(Queue* q, UWord index)
{
   return &q->payloads[index & (q->capacity - 1)];
}

static void grow_queue(Queue* q)
{
   UWord capacity = q->capacity ? 2 * q->capacity : QUEUE_MIN_CAPACITY;
   Addr* payloads = VG_(malloc)("vr.heap.quarantine",
                                capacity * sizeof(Addr));

   for (UWord i = q->first; i != q->end; i++)
      payloads[i & (capacity - 1)] = *queue_at(q, i);
   VG_(free)(q->payloads);
   q->payloads = payloads;
   q->capacity = capacity;
}

static inline void quarantine_add(const VrBlock* block)
{
   SizeT  size   = block->record->size;
   Bool   is_big = (Long)size >= VR_(options).freelist_big_blocks;
   Queue* q      = &quarantine.queues[is_big ? Queue_Big : Queue_Small];

   if (UNLIKELY(q->end - q->first == q->capacity))
      grow_queue(q);
   /* A block that would push everything else out is the first to go. */
   if (UNLIKELY((Long)size >= VR_(options).freelist_vol))
      *queue_at(q, --q->first) = block->start;
   else
      *queue_at(q, q->end++) = block->start;
   quarantine.volume += occupied_bytes(block->span);
}

/* The records of blocks that will leave the quarantine are sent for so many
   blocks ahead. */
#define PREFETCHED_RELEASES 8

/* Of the block at index; the oldest one's if there is none. */
static inline VrRecord* record_in_queue(Queue* q, UWord index)
{
   UWord   ahead   = index - q->first < q->end - q->first ? index : q->first;
   Addr    payload = *queue_at(q, ahead);
   VrSpan* span    = VR_(span_of)(payload);

   return &span->records[VR_(slot_of)(span, payload)];
}

static void release_oldest(Queue* q)
{
   __builtin_prefetch(record_in_queue(q, q->first + PREFETCHED_RELEASES));

   Addr    payload = *queue_at(q, q->first++);
   VrSpan* span    = VR_(span_of)(payload);
   UInt    slot    = VR_(slot_of)(span, payload);

   quarantine.volume -= occupied_bytes(span);
   if (span->size_class == VR_CLASS_LARGE)
      VR_(span_release)(span);
   else
      return_slot(span, slot);
}

static void shrink_quarantine(Long volume)
{
   for (UInt i = 0; i < Queue_COUNT; i++) {
      Queue* q = &quarantine.queues[i];
      while (quarantine.volume > volume && q->first != q->end)
         release_oldest(q);
   }
}

UWord VR_(heap_quarantined_blocks)(void)
{
   UWord n = 0;

   for (UInt i = 0; i < Queue_COUNT; i++)
      n += quarantine.queues[i].end - quarantine.queues[i].first;
   return n;
}

ULong VR_(heap_quarantined_bytes)(void)
{
   ULong bytes = 0;

   for (UInt i = 0; i < Queue_COUNT; i++) {
      Queue* q = &quarantine.queues[i];
      for (UWord n = q->first; n != q->end; n++)
         bytes += record_in_queue(q, n)->size;
   }
   return bytes;
}

ULong VR_(heap_quarantine_memory)(void)
{
   return quarantine.volume;
}

/* ------------------------------------------------------------------ */
/*  The heap                                                           */
/* ------------------------------------------------------------------ */

/* The default, too. */
#define RED_ZONE_MIN 16

void VR_(heap_init)(void)
{
   /* -1 unless --redzone-size was given, which the core checks. */
   red_zone = VG_(clo_redzone_size) < RED_ZONE_MIN ? RED_ZONE_MIN
            : VG_ROUNDUP(VG_(clo_redzone_size), QUANTUM);

   VR_(spans_init)();
   init_classes();
}

static inline Bool take_block(SizeT size, SizeT align,
                              /*OUT*/VrBlock* block, /*OUT*/Bool* is_zero)
{
   UInt row = 0;

   if (size > MAX_ROOM - red_zone || align > MAX_ROW_ALIGN)
      return take_large(size, align < QUANTUM ? QUANTUM : align,
                        block, is_zero);
   if (UNLIKELY(align > QUANTUM))
      row = 63 - __builtin_clzl(align) - ROW_ALIGN_LOG2;
   return take_slot(&classes[row * N_CLASSES + class_of_room(size + red_zone)],
                    size, block, is_zero);
}

static inline void count_alloc(SizeT size)
{
   VrHeapStats* s = &VR_(heap_stats);

   s->allocs++;
   s->allocated_bytes += size;
   s->live_blocks++;
   s->live_bytes += size;
   if (s->live_bytes > s->peak_bytes)
      s->peak_bytes = s->live_bytes;
}

Addr VR_(heap_alloc)(SizeT size, SizeT align, VrFamily family,
                     UInt alloc_ecu, /*OUT*/Bool* is_zero)
{
   VrBlock block;

   if (UNLIKELY(!take_block(size, align, &block, is_zero))) {
      /* Rather no quarantine than no memory, where that can help. */
      if ((Long)size > quarantine.volume)
         return 0;
      shrink_quarantine(0);
      if (!take_block(size, align, &block, is_zero))
         return 0;
   }
   *block.record = (VrRecord) { .size = size, .state = VrSlot_Live,
                                .family = family, .fresh = *is_zero,
                                .birth = VR_(heap_birth),
                                .alloc_ecu = alloc_ecu };
   count_alloc(size);
   if (quarantine.volume > VR_(options).freelist_vol)
      shrink_quarantine(VR_(options).freelist_vol);
   return block.start;
}

void VR_(heap_free)(VrBlock* block, UInt free_ecu)
{
   VrRecord* record = block->record;
   SizeT     size   = record->size;

   record->state    = VrSlot_Freed;
   record->free_ecu = free_ecu;
   VR_(heap_stats).frees++;
   VR_(heap_stats).live_blocks--;
   VR_(heap_stats).live_bytes -= size;

   /* With its red zones: the client may have made parts of them addressable
      by request.  They begin and end at whole bytes of the shadow map. */
   VR_(shadow_mark)(block->start - red_zone,
                    VG_ROUNDUP(size + 2 * red_zone, QUANTUM));
   quarantine_add(block);
}

Bool VR_(heap_resize_in_place)(VrBlock* block, SizeT size)
{
   VrHeapStats* s        = &VR_(heap_stats);
   SizeT        old_size = block->record->size;

   if (size >= VR_ADDRESS_LIMIT
       || block->span->lead + size + red_zone > block->span->stride)
      return False;
   if (size > old_size)
      VR_(shadow_clear)(block->start + old_size, size - old_size);
   else
      VR_(shadow_mark)(block->start + size, old_size - size);
   block->record->size = size;
   s->live_bytes += size - old_size;
   if (s->live_bytes > s->peak_bytes)
      s->peak_bytes = s->live_bytes;
   return True;
}

/* ---- finding blocks ---- */

/* The live or freed block in that slot; slot may be any number. */
static inline Bool block_in_slot(VrSpan* span, UInt slot,
                                 /*OUT*/VrBlock* block)
{
   if (slot >= span->n_used || span->records[slot].state == VrSlot_Unused)
      return False;
   block->span   = span;
   block->slot   = slot;
   block->record = &span->records[slot];
   block->start  = VR_(slot_payload)(span, slot);
   return True;
}

Bool VR_(heap_block_at)(Addr a, /*OUT*/VrBlock* block)
{
   VrSpan* span = VR_(span_of)(a);

   return span != NULL
       && block_in_slot(span, VR_(slot_of)(span, a), block)
       && block->start == a;
}

/* How many bytes lie between a and the payload. */
static SizeT distance(const VrBlock* block, Addr a)
{
   Addr end = block->start + block->record->size;

   return a < block->start ? block->start - a
        : a < end          ? 0
                           : a - end + 1;
}

Bool VR_(heap_block_near)(Addr a, /*OUT*/VrBlock* block)
{
   VrSpan* span  = VR_(span_of)(a);
   Bool    found = False;
   VrBlock candidate;

   if (span == NULL || span->n_slots == 0)
      return False;
   /* The slot before, its own, the one behind.  Among equals the first one
      wins: running off the end of a block is the commoner mistake. */
   UInt own = VR_(slot_of)(span, a);
   for (UInt slot = own > 0 ? own - 1 : 0; slot <= own + 1; slot++)
      if (block_in_slot(span, slot, &candidate)
          && (!found || distance(&candidate, a) < distance(block, a))) {
         *block = candidate;
         found  = True;
      }
   return found;
}

static Bool is_unused_slot(const VrSpan* span, UInt slot)
{
   return slot >= span->n_used || span->records[slot].state == VrSlot_Unused;
}

/* What is left behind the last slot counts as one more. */
static Bool gap_in_span(const VrSpan* span, Addr a,
                        /*OUT*/Addr* start, /*OUT*/Addr* end)
{
   UInt first = VR_(slot_of)(span, a), behind = first;

   if (!is_unused_slot(span, first))
      return False;
   while (first > 0 && is_unused_slot(span, first - 1))
      first--;
   while (behind < span->n_slots && is_unused_slot(span, behind))
      behind++;
   *start = span->start + first * span->stride;
   *end   = behind < span->n_slots ? span->start + behind * span->stride
                                   : VR_(span_end)(span);
   return True;
}

Bool VR_(heap_gap_around)(Addr a, /*OUT*/Addr* start, /*OUT*/SizeT* size)
{
   const VrSpan* span = VR_(span_of)(a);
   Addr          end;

   if (span == NULL || span->n_slots == 0) {
      span = VR_(free_run_around)(a);
      if (span == NULL)
         return False;
      *start = span->start;
      end    = VR_(span_end)(span);
   } else if (!gap_in_span(span, a, start, &end)) {
      return False;
   }
   *size = end - *start;
   return True;
}
