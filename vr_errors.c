/* vr_errors.c: recording, describing and printing errors.  See vr_errors.h.

   The life of an error:

      VR_(error_...)           facts -> VG_(maybe_record_error)
        same_error             the core asks: seen before?     -> count it
        describe               new: which block, stack, variable, mapping?
        matches_suppression    may be suppressed
        print                  Memcheck's words, or its XML

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_errors.h"
#include "vr_closed.h"
#include "vr_contexts.h"
#include "vr_coro.h"
#include "vr_coroplace.h"
#include "vr_describe.h"
#include "vr_errortext.h"
#include "vr_ignore.h"
#include "vr_suppress.h"
#include "vr_switch.h"

/* ------------------------------------------------------------------ */
/*  Recorded errors, for the JSON report                               */
/* ------------------------------------------------------------------ */

static XArray* recorded;   /* of const Error* */
static XArray* happened;   /* of VrErrorView: growth, which the core forgets */

/* ------------------------------------------------------------------ */
/*  Recording                                                          */
/* ------------------------------------------------------------------ */

static VrErrorFacts new_facts(void)
{
   VrErrorFacts facts;
   VG_(memset)(&facts, 0, sizeof facts);
   facts.tid    = VG_INVALID_THREADID;
   facts.ai.tag = Addr_Undescribed;
   return facts;
}

static void record_error(ThreadId tid, VrErrorKind kind, Addr a,
                         const HChar* string, VrErrorFacts* facts)
{
   facts->tid = tid;
   if (VR_(coro_of)(tid) != NULL)
      facts->coro = VR_(coro_of)(tid)->id;
   VG_(maybe_record_error)(tid, kind, a, string, facts);
}

/* GCC 2.96 and friends read just below SP; Memcheck tells its user so. */
static Bool is_just_below_sp(ThreadId tid, Addr a)
{
   Addr sp = VG_(get_SP)(tid) - VG_STACK_REDZONE_SZB;
   return a < sp && sp - a <= 1024;
}

/* Frames that reach below their stack were reported when they did so; that they
   are used is no news. */
static Bool is_overflow_again(ThreadId tid, Addr a)
{
   const VrCoro* coro = VR_(coro_of)(tid);

   return coro != NULL && coro->overflowed && a < coro->low
       && a >= VG_(get_SP)(tid) - VG_STACK_REDZONE_SZB;
}

void VR_(error_access)(ThreadId tid, Addr a, SizeT size, Bool is_write)
{
   VrErrorFacts facts = new_facts();

   if (VR_(is_ignored)(tid, a, size) || is_overflow_again(tid, a)
       || !VR_(closed_is_wrong)(a, size, is_write))
      return;
   facts.size          = size;
   facts.is_write      = is_write;
   facts.just_below_sp = is_just_below_sp(tid, a);
   record_error(tid, VrError_Access, a, NULL, &facts);
   VR_(closed_was_wrong)(a, size, is_write);
}

void VR_(error_jump)(ThreadId tid, Addr a)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_Jump, a, NULL, &facts);
}

void VR_(error_syscall_param)(ThreadId tid, Addr a, const HChar* what)
{
   VrErrorFacts facts = new_facts();
   /* The core needs a thread that exists; at exec and exit there may be no
      current one. */
   if (tid == VG_INVALID_THREADID)
      tid = VG_(get_running_tid)();
   record_error(tid, VrError_SyscallParam, a, what, &facts);
}

void VR_(error_core_memory)(ThreadId tid, const HChar* what)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_CoreMemory, 0, what, &facts);
}

void VR_(error_client_check)(ThreadId tid, Addr a)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_ClientCheck, a, NULL, &facts);
}

void VR_(error_free)(ThreadId tid, Addr a)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_Free, a, NULL, &facts);
}

void VR_(error_free_mismatch)(ThreadId tid, const VrBlock* block)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_FreeMismatch, block->start, NULL, &facts);
}

void VR_(error_size_mismatch)(ThreadId tid, const VrBlock* block, SizeT size,
                              const HChar* function_names)
{
   VrErrorFacts facts = new_facts();
   facts.size = size;
   record_error(tid, VrError_SizeMismatch, block->start, function_names, &facts);
}

void VR_(error_align_mismatch)(ThreadId tid, const VrBlock* block, SizeT align,
                               const HChar* function_names)
{
   VrErrorFacts facts = new_facts();
   facts.size  = align;
   facts.align = block->record->align_log2 == 0
               ? 0 : 1UL << block->record->align_log2;
   record_error(tid, VrError_AlignMismatch, block->start, function_names, &facts);
}

void VR_(error_fishy)(ThreadId tid, const HChar* function,
                      const HChar* argument, SizeT value)
{
   VrErrorFacts facts = new_facts();
   facts.argument = argument;
   facts.size     = value;
   record_error(tid, VrError_Fishy, 0, function, &facts);
}

void VR_(error_realloc_zero)(ThreadId tid, Addr a)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_ReallocZero, a, NULL, &facts);
}

void VR_(error_bad_align)(ThreadId tid, SizeT align, const HChar* why)
{
   VrErrorFacts facts = new_facts();
   facts.align = align;
   record_error(tid, VrError_BadAlign, 0, why, &facts);
}

void VR_(error_pool)(ThreadId tid, Addr a)
{
   VrErrorFacts facts = new_facts();
   record_error(tid, VrError_Pool, a, NULL, &facts);
}

void VR_(error_stack_overflow)(ThreadId tid, const VrCoro* coro, Addr reach)
{
   VrErrorFacts facts = new_facts();
   HChar title[VR_CORO_TITLE_SIZE], text[VR_CORO_TITLE_SIZE + 120];

   VR_(coro_title)(coro->id, coro->name, title, sizeof title);
   if (reach < coro->low)
      VG_(sprintf)(text, "Stack overflow in %s: its frames reach %'lu bytes"
                   " below its stack of %'lu bytes",
                   title, coro->low - reach, coro->high - coro->low);
   else
      VG_(sprintf)(text, "Stack overflow in %s: its frames reach the guard page"
                   " of its stack of %'lu bytes",
                   title, coro->high - coro->low);
   record_error(tid, VrError_StackOverflow, reach,
                VG_(strdup)("vr.errors.coro", text), &facts);
}

void VR_(error_resumed)(ThreadId tid, const VrDeadCoro* dead, Addr sp)
{
   VrErrorFacts facts = new_facts();
   HChar title[VR_CORO_TITLE_SIZE], text[VR_CORO_TITLE_SIZE + 60];

   VG_(sprintf)(text, "%s is resumed, but has been destroyed",
                VR_(coro_title)(dead->id, dead->name, title, sizeof title));
   text[0] = 'C';
   record_error(tid, VrError_Resumed, sp,
                VG_(strdup)("vr.errors.coro", text), &facts);
}

void VR_(error_overlap)(ThreadId tid, const HChar* function,
                        Addr dst, Addr src, SizeT size)
{
   VrErrorFacts facts = new_facts();
   facts.dst  = dst;
   facts.src  = src;
   facts.size = size;
   record_error(tid, VrError_Overlap, 0, function, &facts);
}

Bool VR_(error_leak)(ThreadId tid, const VrLossRecord* record,
                     UInt n, UInt total, Bool print, Bool count_as_error)
{
   VrErrorFacts facts = new_facts();
   facts.leak       = record;
   facts.leak_n     = n;
   facts.leak_total = total;
   return VG_(unique_error)(tid, VrError_Leak, 0, NULL, &facts,
                            record->where, print,
                            /*allow_GDB_attach*/False, count_as_error);
}

Bool VR_(error_growth)(ThreadId tid, const VrGrowthError* growth,
                       Bool print, Bool count_as_error)
{
   VrErrorFacts facts = new_facts();
   facts.growth = growth;
   return VG_(unique_error)(tid, VrError_Growth, 0, growth->what, &facts,
                            growth->where, print,
                            /*allow_GDB_attach*/False, count_as_error);
}

static void keep_growth(ThreadId tid, const VrGrowthError* growth)
{
   VrErrorView view;

   VG_(memset)(&view, 0, sizeof view);
   view.kind  = "Growth";
   view.what  = VG_(strdup)("vr.errors.growth", growth->what);
   view.tid   = tid;
   view.count = 1;
   view.where = growth->where;
   for (UInt i = 0; i < growth->n_notes; i++) {
      view.aux_what[i]  = VG_(strdup)("vr.errors.growth",
                                      growth->notes[i].what);
      view.aux_where[i] = growth->notes[i].where;
   }
   VG_(addToXA)(happened, &view);
}

void VR_(error_growth_now)(ThreadId tid, const VrGrowthError* growth)
{
   if (!VR_(error_growth)(tid, growth, True, True))
      keep_growth(tid, growth);
}

/* ------------------------------------------------------------------ */
/*  Comparing                                                          */
/* ------------------------------------------------------------------ */

static Bool same_string(const Error* a, const Error* b)
{
   return VG_STREQ(VG_(get_error_string)(a), VG_(get_error_string)(b));
}

/* The core has compared kinds and stacks already.  When it finds b equal to
   the recorded a, it only counts; so do we. */
static Bool is_same(const Error* a, const Error* b)
{
   const VrErrorFacts* fa = VG_(get_error_extra)(a);
   const VrErrorFacts* fb = VG_(get_error_extra)(b);

   switch (VG_(get_error_kind)(a)) {
      case VrError_Access:
         /* An instruction that reads and writes the same place is one error,
            seen twice. */
         return fa->size == fb->size;
      case VrError_SyscallParam:
      case VrError_CoreMemory:
      case VrError_StackOverflow:
      case VrError_Resumed:
         return same_string(a, b);
      case VrError_Fishy:
         return same_string(a, b) && VG_STREQ(fa->argument, fb->argument);
      case VrError_SizeMismatch:
      case VrError_AlignMismatch:
      case VrError_BadAlign:
         return fa->size == fb->size && fa->align == fb->align;
      default:
         return True;
   }
}

static Bool same_error(VgRes res, const Error* a, const Error* b)
{
   if (!is_same(a, b))
      return False;
   VrErrorFacts* first = VG_(get_error_extra)(a);
   first->repeats++;
   return True;
}

/* ------------------------------------------------------------------ */
/*  Describing                                                         */
/* ------------------------------------------------------------------ */

static Bool has_address(VrErrorKind kind)
{
   switch (kind) {
      case VrError_Access: case VrError_Jump: case VrError_SyscallParam:
      case VrError_ClientCheck: case VrError_Free: case VrError_FreeMismatch:
      case VrError_SizeMismatch: case VrError_AlignMismatch:
      case VrError_ReallocZero: case VrError_Pool:
      case VrError_StackOverflow: case VrError_Resumed:
         return True;
      default:
         return False;
   }
}

/* The coroutine, which may be gone when the report is written. */
static void describe_coroutine(VrErrorFacts* facts)
{
   const VrCoro* coro = VR_(coro_by_id)(facts->coro);
   HChar title[VR_CORO_TITLE_SIZE], text[VR_CORO_TITLE_SIZE + 30];

   if (coro == NULL)
      return;
   VG_(sprintf)(text, "in %s, %s",
                VR_(coro_title)(coro->id, coro->name, title, sizeof title),
                coro->created_unknown ? "first entered from" : "created at");
   facts->coro_title   = VG_(strdup)("vr.errors.coro", text);
   facts->coro_created = coro->created;
   if (coro->name != NULL)
      facts->coro_name = VG_(strdup)("vr.errors.coro", coro->name);
}

/* Called by the core once for each new error. */
static UInt describe(const Error* error)
{
   VrErrorFacts* facts = VG_(get_error_extra)(error);
   VrErrorKind   kind  = VG_(get_error_kind)(error);

   if (kind != VrError_Leak && kind != VrError_Growth)
      VG_(addToXA)(recorded, &error);
   if (facts->coro != 0)
      describe_coroutine(facts);
   if (has_address(kind)) {
      DiEpoch epoch = VG_(get_ExeContext_epoch)(VG_(get_error_where)(error));
      Addr    a     = VG_(get_error_address)(error);
      VR_(describe_address)(epoch, a, kind == VrError_Access ? facts->size : 1,
                       &facts->ai);
      facts->place = kind == VrError_StackOverflow
                   ? VR_(coro_place_below)(epoch, a, &facts->ai)
                   : VR_(coro_place)(epoch, a, &facts->ai);
   }
   return sizeof(VrErrorFacts);
}

/* ------------------------------------------------------------------ */
/*  Printing                                                           */
/* ------------------------------------------------------------------ */

static void print_leak_xml(const Error* error, ULong bytes, ULong blocks)
{
   VG_(printf_xml)("  <kind>%s</kind>\n", VR_(error_printed_kind)(error));
   VG_(printf_xml)("  <xwhat>\n    <text>%pS</text>\n", VR_(error_sentence)(error));
   VG_(printf_xml)("    <leakedbytes>%llu</leakedbytes>\n", bytes);
   VG_(printf_xml)("    <leakedblocks>%llu</leakedblocks>\n  </xwhat>\n",
                   blocks);
}

static void print_note(const HChar* what, ExeContext* where)
{
   if (VG_(clo_xml))
      VG_(printf_xml)("  <auxwhat>%pS</auxwhat>\n", what);
   else
      VG_(umsg)(" %s\n", what);
   if (where != NULL)
      VG_(pp_ExeContext)(where);
}

static ExeContext* stack_of_note(const VrCoroPlace* place, UInt i)
{
   UInt where = place->notes[i].where;

   return where == 0 ? NULL : VR_(context_of)(where);
}

/* What a is, as far as the core can say; then what is known of coroutines. */
static void print_place(Addr a, AddrInfo* ai, Bool just_below_sp,
                        const VrCoroPlace* place)
{
   HChar text[512];
   UInt  i = 0;

   if (place != NULL && place->is_stack) {
      VG_(snprintf)(text, sizeof text, "Address %#lx is %s", a,
                    place->notes[0].what);
      print_note(text, stack_of_note(place, 0));
      i++;
   } else {
      VG_(pp_addrinfo_mc)(a, ai, just_below_sp);
   }
   for (; place != NULL && i < place->n; i++)
      print_note(place->notes[i].what, stack_of_note(place, i));
}

static void print_growth_notes(const VrGrowthError* growth)
{
   for (UInt i = 0; i < growth->n_notes; i++)
      print_note(growth->notes[i].what, growth->notes[i].where);
}

static void print_suspension(const VrLossRecord* record)
{
   Bool is_one = record->coros.n == 1;

   if (!VR_(is_of_coroutines)(record))
      return;
   if (record->coros.suspended == VG_(null_ExeContext)())
      print_note(is_one ? "it has never run" : "they have never run", NULL);
   else
      print_note(is_one ? "it was suspended at" : "they were suspended at",
                 record->coros.suspended);
}

static void before_print(const Error* error) { }

static void print(const Error* error)
{
   VrErrorFacts* facts = VG_(get_error_extra)(error);
   VrErrorKind kind = VG_(get_error_kind)(error);

   if (VG_(clo_xml) && kind == VrError_Leak) {
      print_leak_xml(error, facts->leak->bytes + facts->leak->indirect_bytes,
                     facts->leak->blocks > 0 ? facts->leak->blocks
                                        : facts->leak->coros.held_blocks);
   } else if (VG_(clo_xml) && kind == VrError_Growth
              && VR_(options).xml_compat_memcheck) {
      print_leak_xml(error, facts->growth->bytes, facts->growth->blocks);
   } else if (VG_(clo_xml)) {
      VG_(printf_xml)("  <kind>%s</kind>\n", VR_(error_printed_kind)(error));
      VG_(printf_xml)("  <what>%pS</what>\n", VR_(error_sentence)(error));
   } else {
      VG_(umsg)("%s\n", VR_(error_sentence)(error));
   }
   VG_(pp_ExeContext)(VG_(get_error_where)(error));
   if (has_address(kind))
      print_place(VG_(get_error_address)(error), &facts->ai,
                  facts->just_below_sp, facts->place);
   if (kind == VrError_Leak)
      print_suspension(facts->leak);
   if (kind == VrError_Growth)
      print_growth_notes(facts->growth);
   if (facts->coro_title != NULL)
      print_note(facts->coro_title, VR_(context_of)(facts->coro_created));
}

void VR_(print_loss_record)(const VrLossRecord* record, UInt n, UInt total)
{
   HChar text[512];

   VR_(loss_sentence)(text, sizeof text, record, n, total);
   VG_(umsg)("%s\n", text);
   VG_(pp_ExeContext)(record->where);
   print_suspension(record);
}

void VR_(print_address)(Addr a)
{
   AddrInfo ai;

   VR_(describe_address)(VG_(current_DiEpoch)(), a, 1, &ai);
   print_place(a, &ai, /*just_below_sp*/False,
               VR_(coro_place)(VG_(current_DiEpoch)(), a, &ai));
   VG_(clear_addrinfo)(&ai);
}

/* ------------------------------------------------------------------ */
/*  Reading errors back                                                */
/* ------------------------------------------------------------------ */

static void fill_in_place(VrErrorView* view, Addr a, const VrCoroPlace* place,
                          HChar* buf, SizeT size)
{
   UInt i = 0;

   if (place == NULL)
      return;
   if (place->is_stack)
      VG_(snprintf)(buf, size, "Address %#lx is %s", a, place->notes[0].what);
   else
      while (view->aux_what[i] != NULL)
         i++;
   for (UInt j = 0; j < place->n; i++, j++) {
      view->aux_what[i]  = i == 0 ? buf : place->notes[j].what;
      view->aux_where[i] = stack_of_note(place, j);
   }
}

static void fill_in_coroutine(VrErrorView* view, const VrErrorFacts* facts)
{
   UInt i = 0;

   if (facts->coro_title == NULL)
      return;
   while (view->aux_what[i] != NULL)
      i++;
   view->coro         = facts->coro;
   view->coro_name    = facts->coro_name;
   view->aux_what[i]  = facts->coro_title;
   view->aux_where[i] = VR_(context_of)(facts->coro_created);
}

static void fill_in_address(VrErrorView* view, const Error* error,
                            const VrErrorFacts* facts, HChar* buf, SizeT size)
{
   VR_(address_sentence)(buf, size, VG_(get_error_address)(error), &facts->ai);
   view->aux_what[0] = buf;
   if (facts->ai.tag != Addr_Block)
      return;
   if (facts->ai.Addr.Block.block_kind == Block_Freed) {
      view->aux_where[0] = facts->ai.Addr.Block.freed_at;
      view->aux_what[1]  = "Block was alloc'd at";
      view->aux_where[1] = facts->ai.Addr.Block.allocated_at;
   } else {
      view->aux_where[0] = facts->ai.Addr.Block.allocated_at;
   }
}

void VR_(errors_visit)(void (*visit)(void* opaque, const VrErrorView*),
                       void* opaque)
{
   HChar address_text[512];

   for (Word i = 0; i < VG_(sizeXA)(recorded); i++) {
      const Error* error = *(const Error**)VG_(indexXA)(recorded, i);
      const VrErrorFacts* facts = VG_(get_error_extra)(error);
      VrErrorView view;

      if (facts->suppressed)
         continue;
      VG_(memset)(&view, 0, sizeof view);
      view.kind  = VR_(error_kind)(error);
      view.what  = VR_(error_sentence)(error);
      view.tid   = facts->tid;
      view.count = facts->repeats + 1;
      view.where = VG_(get_error_where)(error);
      if (has_address(VG_(get_error_kind)(error)))
         fill_in_address(&view, error, facts, address_text,
                         sizeof address_text);
      fill_in_place(&view, VG_(get_error_address)(error), facts->place,
                    address_text, sizeof address_text);
      fill_in_coroutine(&view, facts);
      visit(opaque, &view);
   }
   for (Word i = 0; i < VG_(sizeXA)(happened); i++)
      visit(opaque, VG_(indexXA)(happened, i));
}

/* ------------------------------------------------------------------ */

void VR_(errors_init)(void)
{
   recorded = VG_(newXA)(VG_(malloc), "vr.errors.recorded", VG_(free),
                         sizeof(const Error*));
   happened = VG_(newXA)(VG_(malloc), "vr.errors.happened", VG_(free),
                         sizeof(VrErrorView));
   VR_(suppressions_init)();
   VR_(switch_at_resumption)(VR_(error_resumed));
#ifdef VR_CORE_ERRORS_OPTIONAL
   VG_(needs_core_errors)(True);
#else
   VG_(needs_core_errors)();
#endif
   VG_(needs_tool_errors)(same_error, before_print, print,
                          /*show_ThreadIDs_for_errors*/True, describe,
                          VR_(suppression_recognise),
                          VR_(suppression_read_extra),
                          VR_(suppression_matches),
                          VR_(suppression_name),
                          VR_(suppression_print_extra),
                          VR_(suppression_print_use),
                          VR_(suppression_note_use));
}
