/* vr_xtree.c: see vr_xtree.h.

     names          what the user may call a file
     memory         handing live blocks to the core, one by one
     leaks          a tree of our own, with the numbers of loss records

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_xtree.h"
#include "vr_contexts.h"
#include "vr_custom.h"
#include "vr_heap.h"
#include "vr_options.h"
#include "vr_xtfull.h"

/* ------------------------------------------------------------------ */
/*  Names                                                              */
/* ------------------------------------------------------------------ */

/* The core replaces %p and its like, and ends the run when it can't.  Since
   names are used at the end, and given by monitor commands, that would be too
   hard: they are checked before. */

static Bool is_set(const HChar* variable, SizeT length)
{
   HChar name[length + 1];

   VG_(strncpy)(name, variable, length);
   name[length] = '\0';
   return VG_(getenv)(name) != NULL;
}

/* at: behind a '%'.  What is wrong with that, or NULL; *length: of what belongs
   to it. */
static const HChar* check_specifier(const HChar* at, /*OUT*/SizeT* length)
{
   const HChar* end;

   *length = 1;
   if (*at == '%' || *at == 'p' || *at == 'n')
      return NULL;
   if (*at != 'q')
      return "Expected 'p', 'n', 'q' or '%' after '%'";
   if (at[1] != '{')
      return "Expected '{' after '%q'";
   end = VG_(strchr)(at, '}');
   if (end == NULL)
      return "Missing '}' in %q specifier";
   *length = end - at + 1;
   return is_set(at + 2, end - at - 2)
          ? NULL : "The environment variable after '%q' is not set";
}

/* NULL: nothing. */
static const HChar* what_is_wrong_with(const HChar* format)
{
   const HChar* wrong = NULL;
   SizeT        length;

   if (format[0] == '\0')
      return "The name of the file is missing";
   if (format[0] == '~')
      return "The shell has not replaced the '~'; use $HOME";
   if (format[0] != '/' && VG_(get_startup_wd)() == NULL)
      return "The working directory is gone; use an absolute path";
   while (wrong == NULL && (format = VG_(strchr)(format, '%')) != NULL) {
      wrong = check_specifier(format + 1, &length);
      format += 1 + length;
   }
   return wrong;
}

static void refuse_bad_name(const HChar* option, const HChar* format)
{
   const HChar* wrong = what_is_wrong_with(format);
   HChar text[VG_(strlen)(option) + VG_(strlen)(format) + 2];

   VG_(sprintf)(text, "%s=%s", option, format);
   if (wrong != NULL)
      VR_(refuse_option)(text, wrong);
}

HChar* VR_(xtree_name)(const HChar* format)
{
   const HChar* wrong = what_is_wrong_with(format);

   if (wrong == NULL)
      return VG_(expand_file_name)("", format);
   VG_(umsg)("xtree output file '%s': %s.\n", format, wrong);
   return NULL;
}

/* The core would say that it can't, but not why, and then where the file is. */
static Bool can_be_written(const HChar* name)
{
   SysRes res = VG_(open)(name, VKI_O_CREAT | VKI_O_WRONLY, 0644);

   if (sr_isError(res)) {
      VG_(umsg)("Error: can not open xtree output file `%s': %s\n",
                name, VG_(strerror)(sr_Err(res)));
      return False;
   }
   VG_(close)(sr_Res(res));
   return True;
}

void VR_(xtree_init)(void)
{
   if (VG_(clo_xtree_memory) != Vg_XTMemory_None)
      refuse_bad_name("--xtree-memory-file", VG_(clo_xtree_memory_file));
   if (VR_(options).xtree_leak)
      refuse_bad_name("--xtree-leak-file", VR_(options).xtree_leak_file);
}

/* ------------------------------------------------------------------ */
/*  Memory                                                             */
/* ------------------------------------------------------------------ */

/* The core asks for one live block after the other. */
static struct {
   VrSpan** spans;          /* of the heap                               */
   UInt     n_spans;
   UInt     span, slot;     /* the next one to look at                   */
   XArray*  custom;         /* of VrRecord: the client's own blocks      */
   Word     next_custom;
} walk;

static void add_custom(const VrCustomBlock* block)
{
   VG_(addToXA)(walk.custom, &block->record);
}

static void walk_begin(void)
{
   VG_(memset)(&walk, 0, sizeof walk);
   walk.spans  = VR_(heap_spans)(&walk.n_spans);
   walk.custom = VG_(newXA)(VG_(malloc), "vr.xtree.custom", VG_(free),
                            sizeof(VrRecord));
   VR_(custom_visit)(add_custom);
}

static void walk_end(void)
{
   VG_(free)(walk.spans);
   VG_(deleteXA)(walk.custom);
}

static const VrRecord* next_live_record(void)
{
   for (; walk.span < walk.n_spans; walk.span++, walk.slot = 0) {
      const VrSpan* span = walk.spans[walk.span];
      while (walk.slot < span->n_used) {
         const VrRecord* record = &span->records[walk.slot++];
         if (record->state == VrSlot_Live)
            return record;
      }
   }
   return walk.next_custom < VG_(sizeXA)(walk.custom)
        ? VG_(indexXA)(walk.custom, walk.next_custom++) : NULL;
}

static void next_block(/*OUT*/XT_Allocs* block, /*OUT*/ExeContext** where)
{
   const VrRecord* record = next_live_record();

   block->nblocks = record != NULL;
   if (record != NULL) {
      block->nbytes = record->size;
      *where        = VR_(context_of)(record->alloc_ecu);
   }
}

/* The core replaces what is special in the name, again. */
static HChar* make_literal(const HChar* name)
{
   HChar* literal = VG_(malloc)("vr.xtree.literal", 2 * VG_(strlen)(name) + 1);
   HChar* to      = literal;

   for (; *name != '\0'; name++) {
      *to++ = *name;
      if (*name == '%')
         *to++ = '%';
   }
   *to = '\0';
   return literal;
}

static Bool write_memory(const HChar* format, Bool at_end)
{
   HChar* name    = VR_(xtree_name)(format);
   Bool   written = name != NULL && can_be_written(name);

   if (written) {
      HChar* literal = make_literal(name);
      walk_begin();
      VG_(XTMemory_report)(literal, at_end, next_block,
                           VG_(XT_filter_1top_and_maybe_below_main));
      walk_end();
      VG_(free)(literal);
   }
   VG_(free)(name);
   return written;
}

void VR_(xtree_memory_at_end)(void)
{
   if (VG_(clo_xtree_memory) != Vg_XTMemory_None)
      write_memory(VG_(clo_xtree_memory_file), True);
}

Bool VR_(xtree_memory_now)(const HChar* filename)
{
   return write_memory(filename != NULL ? filename : "xtmemory.kcg.%p.%n",
                       False);
}

/* ------------------------------------------------------------------ */
/*  Leaks                                                              */
/* ------------------------------------------------------------------ */

/* What is lost now, and how much more and less that is than at the scan
   before: a file can't hold negative numbers. */
typedef enum { Now, Increase, Decrease, N_GROUPS } Group;

/* Of each: bytes by kind, in the order of VrLeakKind, with those that are
   indirectly lost; bytes indirectly lost from definitely lost blocks; blocks by
   kind. */
#define INDIRECT (VrLeak_KINDS)
#define BLOCKS   (VrLeak_KINDS + 1)
#define N_EVENTS (VrLeak_KINDS + 1 + VrLeak_KINDS)

typedef struct { ULong n[N_GROUPS][N_EVENTS]; } Costs;

static const HChar leak_events[] =
   "RB : Reachable Bytes"                                  ","
   "PB : Possibly lost Bytes"                              ","
   "IB : Indirectly lost Bytes"                            ","
   "DB : Definitely lost Bytes (direct plus indirect)"     ","
   "DIB : Definitely Indirectly lost Bytes (subset of DB)" ","
   "RBk : reachable Blocks"                                ","
   "PBk : Possibly lost Blocks"                            ","
   "IBk : Indirectly lost Blocks"                          ","
   "DBk : Definitely lost Blocks"                          ","

   "iRB : increase Reachable Bytes"                        ","
   "iPB : increase Possibly lost Bytes"                    ","
   "iIB : increase Indirectly lost Bytes"                  ","
   "iDB : increase Definitely lost Bytes"                  ","
   "iDIB : increase Definitely Indirectly lost Bytes"      ","
   "iRBk : increase reachable Blocks"                      ","
   "iPBk : increase Possibly lost Blocks"                  ","
   "iIBk : increase Indirectly lost Blocks"                ","
   "iDBk : increase Definitely lost Blocks"                ","

   "dRB : decrease Reachable Bytes"                        ","
   "dPB : decrease Possibly lost Bytes"                    ","
   "dIB : decrease Indirectly lost Bytes"                  ","
   "dDB : decrease Definitely lost Bytes"                  ","
   "dDIB : decrease Definitely Indirectly lost Bytes"      ","
   "dRBk : decrease reachable Blocks"                      ","
   "dPBk : decrease Possibly lost Blocks"                  ","
   "dIBk : decrease Indirectly lost Blocks"                ","
   "dDBk : decrease Definitely lost Blocks";

static XTree* leaks;

static void no_costs(void* costs)
{
   VG_(memset)(costs, 0, sizeof(Costs));
}

static void add_costs(void* to, const void* costs)
{
   ULong*       sums = &((Costs*)to)->n[0][0];
   const ULong* more = &((const Costs*)costs)->n[0][0];

   for (UInt i = 0; i < N_GROUPS * N_EVENTS; i++)
      sums[i] += more[i];
}

/* Nothing is ever taken away. */
static void subtract_costs(void* from, const void* costs)
{
   tl_assert(0);
}

/* The numbers as text; NULL if all are 0, and the stack is left out. */
static const HChar* costs_text(const void* costs)
{
   static HChar text[N_GROUPS * N_EVENTS * 21 + 1];
   const ULong* n   = &((const Costs*)costs)->n[0][0];
   ULong        any = 0;
   SizeT        end = 0;

   for (UInt i = 0; i < N_GROUPS * N_EVENTS; i++) {
      end += VG_(sprintf)(text + end, i == 0 ? "%llu" : " %llu", n[i]);
      any |= n[i];
   }
   return any != 0 ? text : NULL;
}

Bool VR_(xtree_leak_begin)(const HChar* filename)
{
   if (!can_be_written(filename))
      return False;
   leaks = VG_(XT_create)(VG_(malloc), "vr.xtree.leaks", VG_(free),
                          sizeof(Costs), no_costs, add_costs, subtract_costs,
                          VG_(XT_filter_maybe_below_main));
   return True;
}

static SizeT excess(SizeT a, SizeT b)
{
   return a > b ? a - b : 0;
}

static void set_costs(ULong costs[N_EVENTS], VrLeakKind kind,
                      SizeT bytes, SizeT indirect_bytes, SizeT blocks)
{
   costs[kind] = bytes + indirect_bytes;
   if (kind == VrLeak_Definite)
      costs[INDIRECT] = indirect_bytes;
   costs[BLOCKS + kind] = blocks;
}

void VR_(xtree_leak_add)(const VrLossRecord* r)
{
   Costs costs;

   no_costs(&costs);
   set_costs(costs.n[Now], r->kind, r->bytes, r->indirect_bytes, r->blocks);
   set_costs(costs.n[Increase], r->kind, excess(r->bytes, r->old_bytes),
             excess(r->indirect_bytes, r->old_indirect_bytes),
             excess(r->blocks, r->old_blocks));
   set_costs(costs.n[Decrease], r->kind, excess(r->old_bytes, r->bytes),
             excess(r->old_indirect_bytes, r->indirect_bytes),
             excess(r->old_blocks, r->blocks));
   VG_(XT_add_to_ec)(leaks, r->where, &costs);
}

/* ---- massif's format: one snapshot for each event ---- */

static UInt event_shown;

static ULong cost_shown(const void* costs)
{
   return (&((const Costs*)costs)->n[0][0])[event_shown];
}

static void write_as_massif(const HChar* filename)
{
   /* Nothing is too small to be shown, but zeroes are. */
   Massif_Header header = { .time = VG_(read_millisecond_timer)(),
                            .detailed = True, .sig_threshold = 1e-14 };
   HChar   events[sizeof leak_events];
   HChar*  rest;
   MsFile* file = VG_(XT_massif_open)(filename, "xtree leaks", NULL, "ms");

   VG_(strcpy)(events, leak_events);
   event_shown = 0;
   for (HChar* event = VG_(strtok_r)(events, ",", &rest); event != NULL;
        event = VG_(strtok_r)(NULL, ",", &rest)) {
      header.snapshot_n    = event_shown;
      header.top_node_desc = event;
      VG_(XT_massif_print)(file, leaks, &header, cost_shown);
      event_shown++;
   }
   VG_(XT_massif_close)(file);
}

void VR_(xtree_leak_write)(const HChar* filename, Bool always_tell)
{
   if (VG_(strstr)(filename, ".ms") != NULL)
      write_as_massif(filename);
   else
      VG_(XT_callgrind_print)(leaks, filename, leak_events, costs_text);
   if (VG_(clo_verbosity) >= 1 || always_tell)
      VG_(umsg)("xtree leak report: %s\n", filename);
   VG_(XT_delete)(leaks);
}

HChar* VR_(xtree_leak_name)(void)
{
   return VR_(options).xtree_leak ? VR_(xtree_name)(VR_(options).xtree_leak_file)
                                  : NULL;
}
