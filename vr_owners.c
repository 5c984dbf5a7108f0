/* vr_owners.c: see vr_owners.h.

     origins       for each block, the word from which it was reached first,
                   in the order of vr_rootorder, through all blocks
     holders       from a block that grows back to a word that is not in one
     tally         blocks by holder, for each group
     describing    in words, the holder that has the most

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_owners.h"
#include "vr_chunks.h"
#include "vr_containers.h"
#include "vr_contexts.h"
#include "vr_guard.h"
#include "vr_rootnames.h"
#include "vr_rootorder.h"
#include "pub_tool_aspacehl.h"

/* ------------------------------------------------------------------ */
/*  Blocks                                                             */
/* ------------------------------------------------------------------ */

static VrSpan** spans;
static UInt     n_spans;
static Addr     heap_low, heap_high;

/* Slots of the heap are numbered first, then chunks (vr_chunks). */
static UWord    n_slots;
static UWord    n_numbers;

/* By number. */
static Addr* origin_of;        /* the word from which it was reached, or 0  */
static Addr* holder_of;        /* growing: where the origins lead to, or 0  */

static UInt (*group_of)(const VrRecord* record);

/* A block: of the heap, or the client's own (span: NULL). */
typedef struct { VrSpan* span; UInt slot; } Node;

static inline const VrChunk* chunk_of(const Node* node)
{
   return &VR_(chunk_table)[node->slot];
}

static inline const VrRecord* record_of(const Node* node)
{
   return node->span != NULL ? &node->span->records[node->slot]
                             : &chunk_of(node)->record;
}

static inline UWord number_of(const Node* node)
{
   return node->span != NULL ? node->span->scan_base + node->slot
                             : n_slots + node->slot;
}

static inline Addr start_of(const Node* node)
{
   return node->span != NULL ? VR_(slot_payload)(node->span, node->slot)
                             : chunk_of(node)->start;
}

static inline Addr end_of(const Node* node)
{
   return node->span != NULL ? start_of(node) + record_of(node)->size
                             : chunk_of(node)->end;
}

static inline Bool grows(const Node* node)
{
   return group_of(record_of(node)) != VR_NO_GROUP;
}

/* The live block of the heap that a word points to, be it into the middle. */
static Bool find_slot(UWord word, /*OUT*/Node* node)
{
   node->span = VR_(span_of)(word);
   if (node->span == NULL || node->span->n_slots == 0)
      return False;
   node->slot = VR_(slot_of)(node->span, word);
   if (node->slot >= node->span->n_used
       || node->span->records[node->slot].state != VrSlot_Live)
      return False;
   Addr  start = start_of(node);
   SizeT size  = record_of(node)->size;
   return word >= start && (word - start < size || word == start);
}

static Bool find_chunk(UWord word, /*OUT*/Node* node)
{
   node->span = NULL;
   node->slot = VR_(chunk_find)(word);
   return node->slot != VR_NO_CHUNK;
}

/* The same of the client's own blocks, too, of which the innermost counts. */
static Bool find_node(UWord word, /*OUT*/Node* node)
{
   if (word < heap_low || word >= heap_high)
      return False;
   return (UNLIKELY(VR_(n_chunks) > 0) && find_chunk(word, node))
       || find_slot(word, node);
}

/* Pointers to chunks are looked for wherever these are. */
static void widen_heap(const VrChunk* chunk)
{
   if (heap_low == heap_high) {
      heap_low  = chunk->start;
      heap_high = chunk->end;
   }
   if (chunk->start < heap_low)
      heap_low = chunk->start;
   if (chunk->end > heap_high)
      heap_high = chunk->end;
}

static Bool number_blocks(void)
{
   spans   = VR_(heap_spans)(&n_spans);
   n_slots = 0;
   for (UInt i = 0; i < n_spans; i++) {
      spans[i]->scan_base = n_slots;
      n_slots += spans[i]->n_used;
   }
   n_numbers = n_slots + VR_(n_chunks);
   heap_low  = n_spans == 0 ? 0 : spans[0]->start;
   heap_high = n_spans == 0 ? 0
             : VR_(span_end)(spans[n_spans - 1]);
   for (UInt i = 0; i < VR_(n_chunks); i++)
      widen_heap(&VR_(chunk_table)[i]);
   origin_of = VR_(get_memory)(n_numbers * sizeof *origin_of);
   holder_of = VR_(get_memory)(n_numbers * sizeof *holder_of);
   return origin_of != NULL && holder_of != NULL;
}

/* ------------------------------------------------------------------ */
/*  Origins                                                            */
/* ------------------------------------------------------------------ */

static XArray* to_scan;          /* of Node */

/* The chunk whose words are being looked at, or VR_NO_CHUNK. */
static UInt scanned_chunk;

static void reach_node(Addr at, const Node* node)
{
   if (origin_of[number_of(node)] != 0)
      return;
   origin_of[number_of(node)] = at;
   VG_(addToXA)(to_scan, node);
}

/* What is in a chunk is looked at when that is reached, not with the memory that
   the chunk has been cut from.  Who holds the chunk, holds that memory, too. */
static void reach_beside_chunks(Addr at, UWord word)
{
   Node node, around;

   if (VR_(chunk_find)(at) != scanned_chunk || !find_node(word, &node))
      return;
   reach_node(at, &node);
   if (node.span == NULL && find_slot(word, &around))
      reach_node(at, &around);
}

static void reach(Addr at, UWord word)
{
   Node node;

   if (UNLIKELY(VR_(n_chunks) > 0))
      reach_beside_chunks(at, word);
   else if (find_node(word, &node))
      reach_node(at, &node);
}

typedef UWord PageOfWords[VKI_PAGE_SIZE / sizeof(UWord)];

/* Reads [start, end), part of a page.  False if that can't be read. */
static Bool read_words(Addr start, Addr end, PageOfWords words)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   VG_(memcpy)(words, (void*)start, end - start);
   VR_FAULT_GUARD_END();
   return True;
}

static inline Bool may_be_pointer(UWord word)
{
   return word >= heap_low && word < heap_high;
}

/* False if it can't be read. */
static Bool visit_page(Addr start, Addr end)
{
   static PageOfWords words;
   UWord n = (end - start) / sizeof(UWord);

   if (!read_words(start, end, words))
      return False;
   for (UWord i = 0; i < n; i++)
      if (may_be_pointer(words[i]))
         reach(start + i * sizeof(UWord), words[i]);
   return True;
}

/* Where the next mapping begins.  (The client's own blocks may be larger than
   what is mapped of them.) */
static Addr next_mapping(Addr a)
{
   Int   n;
   Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC, &n);
   Addr  next   = ~(Addr)0;

   for (Int i = 0; i < n; i++)
      if (starts[i] > a && starts[i] < next)
         next = starts[i];
   VG_(free)(starts);
   return next;
}

static void visit_words(Addr start, Addr end)
{
   Addr a = VG_ROUNDUP(start, sizeof(UWord));

   for (end = VG_ROUNDDN(end, sizeof(UWord)); a < end; ) {
      Addr page_end = VG_PGROUNDDN(a) + VKI_PAGE_SIZE;
      if (page_end > end)
         page_end = end;
      a = visit_page(a, page_end) ? page_end : next_mapping(a);
   }
}

static void follow(void)
{
   while (VG_(sizeXA)(to_scan) > 0) {
      Node node = *(Node*)VG_(indexXA)(to_scan, VG_(sizeXA)(to_scan) - 1);
      VG_(dropTailXA)(to_scan, 1);
      scanned_chunk = node.span == NULL ? node.slot : VR_NO_CHUNK;
      visit_words(start_of(&node), end_of(&node));
   }
   scanned_chunk = VR_NO_CHUNK;
}

/* Each word is followed before the next one is looked at: what an outer frame
   holds is not held by an inner one that goes through it. */
static void visit_stack_page(Addr start, Addr end)
{
   static PageOfWords words;

   if (!read_words(start, end, words))
      return;
   for (UWord i = (end - start) / sizeof(UWord); i-- > 0; )
      if (may_be_pointer(words[i])) {
         reach(start + i * sizeof(UWord), words[i]);
         follow();
      }
}

static void visit_stack(Addr start, Addr end)
{
   for (start = VG_ROUNDUP(start, sizeof(UWord)); end > start; ) {
      Addr page = VG_PGROUNDDN(end - 1);
      if (page < start)
         page = start;
      visit_stack_page(page, end);
      end = page;
   }
}

static void visit_range(Addr start, Addr end, Bool downwards)
{
   if (downwards)
      visit_stack(start, end);
   else
      visit_words(start, end);
   follow();
}

static void visit_register(Addr at, UWord word)
{
   reach(at, word);
   follow();
}

static void find_origins(void)
{
   to_scan = VG_(newXA)(VG_(malloc), "vr.owners.to_scan", VG_(free),
                        sizeof(Node));
   scanned_chunk = VR_NO_CHUNK;
   VR_(rootorder_visit)(visit_range, visit_register);
   VG_(deleteXA)(to_scan);
}

/* ------------------------------------------------------------------ */
/*  Holders                                                            */
/* ------------------------------------------------------------------ */

/* Marks a block whose origins are being followed, and one that nobody holds. */
#define ON_THE_WAY 1
#define NOBODY     2

/* No address has this bit: the holder is the pool with this anchor, since nobody
   points to its chunk, which goes when the pool goes. */
#define IS_A_POOL (1UL << 62)

static Addr origin_or_pool(const Node* node)
{
   Addr origin = origin_of[number_of(node)];

   if (origin != 0)
      return origin;
   if (node->span == NULL && chunk_of(node)->pool != 0)
      return IS_A_POOL | chunk_of(node)->pool;
   return NOBODY;
}

/* Blocks whose holder is found out when the way's end is seen: of UWord. */
static XArray* way;

static Addr find_holder(Node node)
{
   Addr holder;

   for (;;) {
      UWord number = number_of(&node);
      holder = holder_of[number];
      if (holder == ON_THE_WAY)        /* can't be */
         holder = NOBODY;
      if (holder != 0)
         break;
      holder_of[number] = ON_THE_WAY;
      VG_(addToXA)(way, &number);
      holder = origin_or_pool(&node);
      if (holder == NOBODY || !find_node(holder, &node) || !grows(&node))
         break;
   }
   for (Word i = 0; i < VG_(sizeXA)(way); i++)
      holder_of[*(UWord*)VG_(indexXA)(way, i)] = holder;
   VG_(dropTailXA)(way, VG_(sizeXA)(way));
   return holder;
}

/* ------------------------------------------------------------------ */
/*  Tally                                                              */
/* ------------------------------------------------------------------ */

/* Holders count as one if they are in the same variable, or in blocks of the
   same site. */
typedef struct {
   UInt  group;
   Addr  object;                 /* where the variable begins, or the site  */
   Addr  holder;                 /* one of the words                        */
   ULong blocks;                 /* that it holds                           */
} Claim;

static Word compare_claims(const void* key, const void* elem)
{
   const Claim* a = key;
   const Claim* b = elem;

   if (a->group != b->group)
      return a->group < b->group ? -1 : 1;
   return a->object < b->object ? -1 : a->object > b->object;
}

/* No address has this bit. */
#define IS_A_SITE (1UL << 63)

static Addr find_object(Addr holder)
{
   Node node;

   if (holder == NOBODY || (holder & IS_A_POOL) != 0)
      return holder;
   if (find_node(holder, &node))
      return IS_A_SITE | record_of(&node)->alloc_ecu;
   return VR_(root_variable)(holder);
}

/* Blocks that are neighbours mostly have the same holder. */
static Addr last_holder, last_object;

static Addr object_of(Addr holder)
{
   if (holder != last_holder) {
      last_object = find_object(holder);
      last_holder = holder;
   }
   return last_object;
}

static void count_claim(OSet* claims, UInt group, Addr holder)
{
   Claim  key = { group, object_of(holder), holder, 0 };
   Claim* claim = VG_(OSetGen_Lookup)(claims, &key);

   if (claim == NULL) {
      claim  = VG_(OSetGen_AllocNode)(claims, sizeof *claim);
      *claim = key;
      VG_(OSetGen_Insert)(claims, claim);
   }
   claim->blocks++;
}

static void count_node(OSet* claims, Node node, ULong* n_blocks)
{
   UInt group = group_of(record_of(&node));

   if (group == VR_NO_GROUP)
      return;
   n_blocks[group]++;
   count_claim(claims, group, find_holder(node));
}

static void count_nodes(OSet* claims, ULong* n_blocks)
{
   for (UInt i = 0; i < n_spans; i++)
      for (UInt slot = 0; slot < spans[i]->n_used; slot++)
         if (spans[i]->records[slot].state == VrSlot_Live)
            count_node(claims, (Node) { spans[i], slot }, n_blocks);
   for (UInt i = 0; i < VR_(n_chunks); i++)
      if (!VR_(chunk_table)[i].left_out)
         count_node(claims, (Node) { NULL, i }, n_blocks);
}

/* Is the holder rather there to stay?  A block or a static variable more than what
   is on a stack, and on a stack the outer frame. */
static Bool is_steadier(const Claim* a, const Claim* than)
{
   ThreadId tid;
   Bool     in_stack      = VR_(stack_of)(a->holder, &tid);
   Bool     than_in_stack = VR_(stack_of)(than->holder, &tid);

   if (in_stack != than_in_stack)
      return than_in_stack;
   return in_stack && a->holder > than->holder;
}

/* What cannot be reached is not held by anybody only if that is most of it:
   otherwise it is a few that are lost as well. */
static Bool is_better(const Claim* a, const Claim* than, ULong n_blocks)
{
   if (a->holder == NOBODY && 2 * a->blocks <= n_blocks)
      return False;
   return a->blocks > than->blocks
       || (a->blocks == than->blocks && is_steadier(a, than));
}

/* The best claim of each group, and how many blocks there are in it. */
static void tally(UInt n_groups, Claim* best, ULong* n_blocks)
{
   OSet*  claims = VG_(OSetGen_Create)(0, compare_claims, VG_(malloc),
                                       "vr.owners.claims", VG_(free));
   Claim* claim;

   way = VG_(newXA)(VG_(malloc), "vr.owners.way", VG_(free), sizeof(UWord));
   last_holder = 0;
   count_nodes(claims, n_blocks);
   VG_(deleteXA)(way);
   VG_(memset)(best, 0, n_groups * sizeof *best);
   VG_(OSetGen_ResetIter)(claims);
   while ((claim = VG_(OSetGen_Next)(claims)) != NULL)
      if (is_better(claim, &best[claim->group], n_blocks[claim->group]))
         best[claim->group] = *claim;
   VG_(OSetGen_Destroy)(claims);
}

/* ------------------------------------------------------------------ */
/*  Describing                                                         */
/* ------------------------------------------------------------------ */

/* Blocks on the way from a holder to a variable, at most. */
#define MAX_STEPS 100000

/* The word outside the heap from which the block was reached, and how many
   blocks are between them. */
static Bool find_root(Node node, /*OUT*/Addr* root, /*OUT*/UInt* n_steps)
{
   for (UInt step = 0; step < MAX_STEPS; step++) {
      *n_steps = step;
      *root = origin_of[number_of(&node)];
      if (*root == 0)
         return False;
      if (!find_node(*root, &node))
         return True;
   }
   return False;
}

/* Blocks between a container and what grows in it, at most: its table, and the
   like. */
#define MAX_INNER_BLOCKS 16

static Bool describe_as_container(Addr at, VrOwner* owner)
{
   for (UInt i = 0; i <= MAX_INNER_BLOCKS && at != 0; i++) {
      const HChar* name = VR_(container_name_of)(at, &owner->unbounded);
      Node node;
      if (name != NULL) {
         VG_(snprintf)(owner->what, VR_OWNER_TEXT, "the container '%s'", name);
         return True;
      }
      at = find_node(at, &node) ? origin_of[number_of(&node)] : 0;
   }
   return False;
}

static const HChar* kind_of(const Node* node)
{
   if (node->span != NULL || chunk_of(node)->kind == VrChunk_Custom)
      return "block";
   return "pool chunk";
}

/* Blocks of the heap are told from others by where they were allocated. */
static void describe_block(const Node* node, VrOwner* owner)
{
   SizeT size = record_of(node)->size;
   Addr  root;
   UInt  steps;
   HChar root_text[VR_OWNER_TEXT];

   owner->where = VR_(context_of)(record_of(node)->alloc_ecu);
   if (!find_root(*node, &root, &steps)) {
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "a %s of size %lu",
                    kind_of(node), size);
      return;
   }
   VR_(root_describe)(root, root_text, sizeof root_text);
   if (steps == 0)
      VG_(snprintf)(owner->what, VR_OWNER_TEXT,
                    "a %s of size %lu that is held by %s", kind_of(node), size,
                    root_text);
   else
      VG_(snprintf)(owner->what, VR_OWNER_TEXT,
                    "a %s of size %lu that is held by %s, by way of "
                    "%u other block%s", kind_of(node), size, root_text, steps,
                    steps == 1 ? "" : "s");
}

/* A pool is known by its anchor, an address that mostly is that of a variable or
   in a block. */
static void describe_pool(Addr anchor, VrOwner* owner)
{
   Node  node;
   HChar text[VR_OWNER_TEXT];

   if (find_slot(anchor, &node)) {
      owner->where = VR_(context_of)(record_of(&node)->alloc_ecu);
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "the memory pool at 0x%lx, in a "
                    "block of size %lu", anchor, (SizeT)record_of(&node)->size);
      return;
   }
   if (VR_(root_describe)(anchor, text, sizeof text))
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "the memory pool at 0x%lx, in %s",
                    anchor, text);
   else
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "the memory pool at 0x%lx",
                    anchor);
}

static void describe_holder(Addr holder, VrOwner* owner)
{
   Node node;

   if (holder == NOBODY) {
      owner->is_lost = True;
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "nobody: it is lost");
   } else if ((holder & IS_A_POOL) != 0)
      describe_pool(holder & ~IS_A_POOL, owner);
   else if (describe_as_container(holder, owner))
      return;
   else if (find_node(holder, &node))
      describe_block(&node, owner);
   else {
      owner->is_lost = VR_(is_leftover)(holder);
      VR_(root_describe)(holder, owner->what, VR_OWNER_TEXT);
   }
}

static void describe_best(const Claim* best, ULong n_blocks, VrOwner* owner)
{
   VG_(memset)(owner, 0, sizeof *owner);
   if (best->blocks == 0)
      return;
   owner->share_percent = 100 * best->blocks / n_blocks;
   owner->object        = best->holder == NOBODY
                          || VR_(register_at)(best->holder) != NULL
                        ? 0 : best->object;
   describe_holder(best->holder, owner);
}

/* ------------------------------------------------------------------ */

void VR_(owners_find)(UInt n_groups, UInt (*group)(const VrRecord*),
                      VrOwner* owners)
{
   Claim* best     = VG_(calloc)("vr.owners.best", n_groups, sizeof *best);
   ULong* n_blocks = VG_(calloc)("vr.owners.n", n_groups, sizeof *n_blocks);

   group_of = group;
   VG_(memset)(owners, 0, n_groups * sizeof *owners);
   VR_(chunks_collect)();
   VR_(rootnames_begin)();
   if (number_blocks()) {
      find_origins();
      tally(n_groups, best, n_blocks);
      for (UInt i = 0; i < n_groups; i++)
         describe_best(&best[i], n_blocks[i], &owners[i]);
   }
   VR_(give_back_memory)(origin_of, n_numbers * sizeof *origin_of);
   VR_(give_back_memory)(holder_of, n_numbers * sizeof *holder_of);
   VR_(chunks_end)();
   VG_(free)(spans);
   VG_(free)(n_blocks);
   VG_(free)(best);
}
