/* vr_owners.c: see vr_owners.h.

     origins       for each block, the word from which it was reached first:
                   of static data, then of stacks, through all blocks
     holders       from a block that grows back to a word that is not in one
     tally         blocks by holder, for each group
     describing    in words, the holder that has the most

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_owners.h"
#include "vr_containers.h"
#include "vr_contexts.h"
#include "vr_guard.h"
#include "vr_roots.h"
#include "libvex_guest_amd64.h"

/* ------------------------------------------------------------------ */
/*  Blocks                                                             */
/* ------------------------------------------------------------------ */

static VrSpan** spans;
static UInt     n_spans;
static Addr     heap_low, heap_high;

/* By number (span->scan_base + slot). */
static Addr* origin_of;        /* the word from which it was reached, or 0  */
static Addr* holder_of;        /* growing: where the origins lead to, or 0  */
static UWord n_numbers;

static UInt (*group_of)(const VrRecord* record);

typedef struct { VrSpan* span; UInt slot; } Node;

static inline const VrRecord* record_of(const Node* node)
{
   return &node->span->records[node->slot];
}

static inline UWord number_of(const Node* node)
{
   return node->span->scan_base + node->slot;
}

static inline Addr start_of(const Node* node)
{
   return VR_(slot_payload)(node->span, node->slot);
}

static inline Bool grows(const Node* node)
{
   return group_of(record_of(node)) != VR_NO_GROUP;
}

/* The live block that a word points to, be it into the middle. */
static Bool find_node(UWord word, /*OUT*/Node* node)
{
   if (word < heap_low || word >= heap_high)
      return False;
   node->span = VR_(granule_table)[word >> VR_GRANULE_LOG2];
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

static Bool get_array(Addr** array)
{
   SysRes res = VG_(am_mmap_anon_float_valgrind)(
                   VG_PGROUNDUP(n_numbers * sizeof **array + 1));

   *array = sr_isError(res) ? NULL : (Addr*)sr_Res(res);
   return *array != NULL;
}

static void give_back_array(Addr* array)
{
   if (array != NULL)
      VG_(am_munmap_valgrind)((Addr)array,
                              VG_PGROUNDUP(n_numbers * sizeof *array + 1));
}

static Bool number_blocks(void)
{
   spans     = VR_(heap_spans)(&n_spans);
   n_numbers = 0;
   for (UInt i = 0; i < n_spans; i++) {
      spans[i]->scan_base = n_numbers;
      n_numbers += spans[i]->n_used;
   }
   heap_low  = n_spans == 0 ? 0 : spans[0]->start;
   heap_high = n_spans == 0 ? 0
             : spans[n_spans - 1]->start
               + ((SizeT)spans[n_spans - 1]->n_granules << VR_GRANULE_LOG2);
   origin_of = holder_of = NULL;
   return get_array(&origin_of) && get_array(&holder_of);
}

/* ------------------------------------------------------------------ */
/*  Origins                                                            */
/* ------------------------------------------------------------------ */

static XArray* to_scan;          /* of Node */

static void reach(Addr at, UWord word)
{
   Node node;

   if (!find_node(word, &node) || origin_of[number_of(&node)] != 0)
      return;
   origin_of[number_of(&node)] = at;
   VG_(addToXA)(to_scan, &node);
}

static UWord words[VKI_PAGE_SIZE / sizeof(UWord)];

/* Reads [start, end), part of a page.  False if that can't be read. */
static Bool read_words(Addr start, Addr end)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   VG_(memcpy)(words, (void*)start, end - start);
   VR_FAULT_GUARD_END();
   return True;
}

static void visit_page(Addr start, Addr end, Bool downwards)
{
   UWord n = (end - start) / sizeof(UWord);

   if (!read_words(start, end))
      return;
   for (UWord i = 0; i < n; i++) {
      UWord at = downwards ? n - 1 - i : i;
      if (words[at] >= heap_low && words[at] < heap_high)
         reach(start + at * sizeof(UWord), words[at]);
   }
}

static void visit_words(Addr start, Addr end)
{
   Addr a = VG_ROUNDUP(start, sizeof(UWord));

   for (end = VG_ROUNDDN(end, sizeof(UWord)); a < end; ) {
      Addr page_end = VG_PGROUNDDN(a) + VKI_PAGE_SIZE;
      if (page_end > end)
         page_end = end;
      visit_page(a, page_end, False);
      a = page_end;
   }
}

static void follow(void)
{
   while (VG_(sizeXA)(to_scan) > 0) {
      Node node = *(Node*)VG_(indexXA)(to_scan, VG_(sizeXA)(to_scan) - 1);
      VG_(dropTailXA)(to_scan, 1);
      visit_words(start_of(&node), start_of(&node) + record_of(&node)->size);
   }
}

/* From the outermost frame inwards: what is there lives longer. */
static void visit_stack(Addr start, Addr end)
{
   for (start = VG_ROUNDUP(start, sizeof(UWord)); end > start; ) {
      Addr page = VG_PGROUNDDN(end - 1);
      if (page < start)
         page = start;
      visit_page(page, end, True);
      follow();
      end = page;
   }
}

static Bool stacks_wanted;

static Bool is_in_a_stack(Addr a)
{
   ThreadId tid;
   Addr     low, high;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &low, &high))
      if (a >= low && a <= high)
         return True;
   return False;
}

static void visit_range(Addr start, Addr end)
{
   if (is_in_a_stack(end - 1) != stacks_wanted)
      return;
   if (stacks_wanted)
      visit_stack(start, end);
   else
      visit_words(start, end);
   follow();
}

/* Stands for the address of a register. */
#define REGISTER 8

static void visit_register(UWord word)
{
   if (stacks_wanted)
      reach(REGISTER, word);
   follow();
}

static void find_origins(void)
{
   to_scan = VG_(newXA)(VG_(malloc), "vr.owners.to_scan", VG_(free),
                        sizeof(Node));
   for (UInt pass = 0; pass < 2; pass++) {
      stacks_wanted = pass == 1;
      VR_(roots_visit)(visit_register, visit_range);
   }
   VG_(deleteXA)(to_scan);
}

/* ------------------------------------------------------------------ */
/*  Holders                                                            */
/* ------------------------------------------------------------------ */

/* Marks a block whose origins are being followed, and one that nobody holds. */
#define ON_THE_WAY 1
#define NOBODY     2

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
      holder = origin_of[number];
      if (holder == 0)
         holder = NOBODY;
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

static Addr object_of(Addr holder)
{
   const HChar* name;
   PtrdiffT     offset;
   Node         node;

   if (holder == NOBODY || holder == REGISTER)
      return holder;
   if (find_node(holder, &node))
      return IS_A_SITE | record_of(&node)->alloc_ecu;
   if (VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), holder, &name,
                                   &offset))
      return holder - offset;
   return holder;
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

static void count_span(OSet* claims, VrSpan* span, ULong* n_blocks)
{
   for (UInt slot = 0; slot < span->n_used; slot++) {
      Node node = { span, slot };
      if (record_of(&node)->state != VrSlot_Live || !grows(&node))
         continue;
      UInt group  = group_of(record_of(&node));
      Addr holder = find_holder(node);
      n_blocks[group]++;
      count_claim(claims, group, holder);
   }
}

/* What cannot be reached is not held by anybody only if that is most of it:
   otherwise it is a few that are lost as well. */
static Bool is_better(const Claim* a, const Claim* than, ULong n_blocks)
{
   return a->blocks > than->blocks
       && (a->holder != NOBODY || 2 * a->blocks > n_blocks);
}

/* The best claim of each group, and how many blocks there are in it. */
static void tally(UInt n_groups, Claim* best, ULong* n_blocks)
{
   OSet*  claims = VG_(OSetGen_Create)(0, compare_claims, VG_(malloc),
                                       "vr.owners.claims", VG_(free));
   Claim* claim;

   way = VG_(newXA)(VG_(malloc), "vr.owners.way", VG_(free), sizeof(UWord));
   for (UInt i = 0; i < n_spans; i++)
      count_span(claims, spans[i], n_blocks);
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

#define MAX_FRAMES 100

/* The function in whose frame a is, if that is known. */
static Bool frame_of(ThreadId tid, Addr a, /*OUT*/const HChar** function)
{
   Addr ips[MAX_FRAMES], sps[MAX_FRAMES], fps[MAX_FRAMES];
   UInt n = VG_(get_StackTrace)(tid, ips, MAX_FRAMES, sps, fps, 0);

   for (UInt i = 0; i + 1 < n; i++)
      if (a >= sps[i] && a < sps[i + 1])
         return VG_(get_fnname)(VG_(current_DiEpoch)(), ips[i], function);
   return False;
}

/* Thread-local variables are below what the segment register points to. */
#define MAX_TLS_SIZE 0x10000

static Addr thread_pointer(ThreadId tid)
{
   ULong fs;

   VG_(get_shadow_regs_area)(tid, (UChar*)&fs, 0,
                             offsetof(VexGuestAMD64State, guest_FS_CONST),
                             sizeof fs);
   return fs;
}

static Bool describe_as_of_thread(Addr a, HChar* text)
{
   ThreadId     tid;
   Addr         low, high;
   const HChar* function;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &low, &high)) {
      Bool in_stack = a >= low && a <= high;
      if (in_stack && frame_of(tid, a, &function)) {
         VG_(snprintf)(text, VR_OWNER_TEXT, "a local variable of %s",
                       function);
         return True;
      }
      if (thread_pointer(tid) - a < MAX_TLS_SIZE) {
         VG_(snprintf)(text, VR_OWNER_TEXT,
                       "a thread-local variable of thread #%u", tid);
         return True;
      }
      if (in_stack) {
         VG_(snprintf)(text, VR_OWNER_TEXT, "the stack of thread #%u", tid);
         return True;
      }
   }
   return False;
}

/* GCC numbers the static variables of functions: "transcript.0". */
static void cut_number(HChar* symbol)
{
   HChar* dot = VG_(strrchr)(symbol, '.');
   HChar* end;

   if (dot == NULL || dot == symbol)
      return;
   VG_(strtoll10)(dot + 1, &end);
   if (end != dot + 1 && *end == '\0')
      *dot = '\0';
}

/* Is there a symbol at a in this object that other files can see? */
static Bool is_global_in(const DebugInfo* info, Addr a)
{
   Int n = VG_(DebugInfo_syms_howmany)(info);

   for (Int i = 0; i < n; i++) {
      Addr start;
      UInt size;
      Bool is_global;
      VG_(DebugInfo_syms_getidx)(info, i, &start, &size, NULL, NULL, NULL,
                                 NULL, &is_global);
      if (is_global && a >= start && a < start + size)
         return True;
   }
   return False;
}

static Bool is_global(Addr a)
{
   const DebugInfo* info = NULL;

   while ((info = VG_(next_DebugInfo)(info)) != NULL)
      if (is_global_in(info, a))
         return True;
   return False;
}

static Bool describe_as_variable(Addr a, HChar* text)
{
   const HChar* symbol;
   const HChar* name;
   PtrdiffT     offset;
   DiEpoch      epoch = VG_(current_DiEpoch)();
   HChar        copy[VR_OWNER_TEXT];

   if (!VG_(get_datasym_and_offset)(epoch, a, &symbol, &offset))
      return False;
   VG_(snprintf)(copy, sizeof copy, "%s", symbol);
   cut_number(copy);
   VG_(demangle)(True, True, copy, &name);
   VG_(snprintf)(text, VR_OWNER_TEXT, "the %s variable `%s'",
                 is_global(a) ? "global" : "static", name);
   return True;
}

static void describe_root(Addr a, HChar* text)
{
   if (a == REGISTER)
      VG_(snprintf)(text, VR_OWNER_TEXT, "a local variable in a register");
   else if (!describe_as_of_thread(a, text) && !describe_as_variable(a, text))
      VG_(snprintf)(text, VR_OWNER_TEXT, "static memory at 0x%lx", a);
}

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

static void describe_holder(Addr holder, VrOwner* owner)
{
   Node  node;
   Addr  root;
   UInt  steps;
   HChar root_text[VR_OWNER_TEXT];

   if (holder == NOBODY) {
      owner->is_lost = True;
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "nobody: it is lost");
      return;
   }
   if (describe_as_container(holder, owner))
      return;
   if (!find_node(holder, &node)) {
      describe_root(holder, owner->what);
      return;
   }
   owner->where = VR_(context_of)(record_of(&node)->alloc_ecu);
   SizeT size   = record_of(&node)->size;
   if (!find_root(node, &root, &steps)) {
      VG_(snprintf)(owner->what, VR_OWNER_TEXT, "a block of size %lu", size);
      return;
   }
   describe_root(root, root_text);
   if (steps == 0)
      VG_(snprintf)(owner->what, VR_OWNER_TEXT,
                    "a block of size %lu that is held by %s", size, root_text);
   else
      VG_(snprintf)(owner->what, VR_OWNER_TEXT,
                    "a block of size %lu that is held by %s, by way of "
                    "%u other block%s", size, root_text, steps,
                    steps == 1 ? "" : "s");
}

static void describe_best(const Claim* best, ULong n_blocks, VrOwner* owner)
{
   VG_(memset)(owner, 0, sizeof *owner);
   if (best->blocks == 0)
      return;
   owner->share_percent = 100 * best->blocks / n_blocks;
   owner->object        = best->holder == NOBODY || best->holder == REGISTER
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
   if (number_blocks()) {
      find_origins();
      tally(n_groups, best, n_blocks);
      for (UInt i = 0; i < n_groups; i++)
         describe_best(&best[i], n_blocks[i], &owners[i]);
   }
   give_back_array(origin_of);
   give_back_array(holder_of);
   VG_(free)(spans);
   VG_(free)(n_blocks);
   VG_(free)(best);
}
