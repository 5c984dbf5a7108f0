/* vr_requests.c: client requests.  See vr_requests.h.

   Memory is defined or undefined nowhere here: MAKE_MEM_UNDEFINED and
   MAKE_MEM_DEFINED both make it addressable, and a question about definedness
   is answered as one about addressability.

   Each group of requests has a function that answers "was it one of mine?".
   What the client passes may be anything; its memory is touched under guard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_requests.h"
#include "vr_blocks.h"
#include "vr_budget.h"
#include "vr_callers.h"
#include "vr_checkpoints.h"
#include "vr_clientmarks.h"
#include "vr_closed.h"
#include "vr_containers.h"
#include "vr_corodecl.h"
#include "vr_custom.h"
#include "vr_epochs.h"
#include "vr_errors.h"
#include "vr_events.h"
#include "vr_guard.h"
#include "vr_heap.h"
#include "vr_ignore.h"
#include "vr_leak.h"
#include "vr_misuse.h"
#include "vr_monitor.h"
#include "vr_options.h"
#include "vr_pools.h"
#include "vr_shadow.h"
#include "vr_sites.h"
#include "vr_timeline.h"
#include "vr_xtfull.h"
#include "memcheck.h"
#include "vrleak.h"

/* What memcheck.h documents as "done" for requests without an answer. */
#define ANSWER_DONE ((UWord)-1)

/* ------------------------------------------------------------------ */
/*  Memory                                                             */
/* ------------------------------------------------------------------ */

static UWord check_addressable(ThreadId tid, Addr a, SizeT n)
{
   Addr bad;
   if (VR_(is_accessible)(tid, a, n, &bad))
      return 0;
   VR_(error_client_check)(tid, bad);
   return bad;
}

/* The answers of GET_VBITS and SET_VBITS. */
#define VBITS_DONE          1
#define VBITS_UNADDRESSABLE 3

/* All memory counts as defined: every validity bit is 0, and can't be set. */
static UWord get_validity(ThreadId tid, Addr a, Addr bits, SizeT n, Bool store)
{
   Addr bad;

   if (!VR_(is_accessible)(tid, a, n, &bad)
       || !VR_(is_accessible)(tid, bits, n, &bad))
      return VBITS_UNADDRESSABLE;
   if (store) {
      if (!VR_FAULT_GUARD_BEGIN())
         return VBITS_UNADDRESSABLE;
      VG_(memset)((void*)bits, 0, n);
      VR_FAULT_GUARD_END();
   }
   return VBITS_DONE;
}

static Bool memory_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   switch (arg[0]) {
      case VG_USERREQ__MAKE_MEM_NOACCESS:
         VR_(closed_open)(arg[1], arg[2]);
         VR_(client_mark)(arg[1], arg[2]);
         *answer = ANSWER_DONE;
         return True;
      case VG_USERREQ__MAKE_MEM_UNDEFINED:
      case VG_USERREQ__MAKE_MEM_DEFINED:
         VR_(closed_open)(arg[1], arg[2]);
         VR_(shadow_clear)(arg[1], arg[2]);
         *answer = ANSWER_DONE;
         return True;
      case VG_USERREQ__MAKE_MEM_DEFINED_IF_ADDRESSABLE:
         *answer = ANSWER_DONE;
         return True;
      case VG_USERREQ__CHECK_MEM_IS_ADDRESSABLE:
      case VG_USERREQ__CHECK_MEM_IS_DEFINED:
         *answer = check_addressable(tid, arg[1], arg[2]);
         return True;
      case VG_USERREQ__GET_VBITS:
         *answer = get_validity(tid, arg[1], arg[2], arg[3], True);
         return True;
      case VG_USERREQ__SET_VBITS:
         *answer = get_validity(tid, arg[1], arg[2], arg[3], False);
         return True;
      case VG_USERREQ__DISABLE_ADDR_ERROR_REPORTING_IN_RANGE:
         *answer = VR_(ignore_for_client)(arg[1], arg[2], True);
         return True;
      case VG_USERREQ__ENABLE_ADDR_ERROR_REPORTING_IN_RANGE:
         *answer = VR_(ignore_for_client)(arg[1], arg[2], False);
         return True;
      default:
         return False;
   }
}

/* ------------------------------------------------------------------ */
/*  Leaks                                                              */
/* ------------------------------------------------------------------ */

static void leak_check_now(ThreadId tid, UWord mode, UWord delta)
{
   static const VrLeakDelta delta_of[] = {    /* as memcheck.h numbers them */
      VrLeakDelta_Any, VrLeakDelta_Increased, VrLeakDelta_Changed,
      VrLeakDelta_New
   };
   VrLeakParams params = VR_(leak_params)();

   if (mode > 1)
      VG_(umsg)("Warning: unknown memcheck leak search mode\n");
   if (delta > 3)
      VG_(umsg)("Warning: unknown memcheck leak search deltamode\n");
   params.mode        = mode == 1 ? VrLeakCheck_Summary : VrLeakCheck_Full;
   params.delta       = delta > 3 ? VrLeakDelta_Any : delta_of[delta];
   params.keep_blocks = True;
   VR_(leak_check)(tid, &params);
}

static UWord lost(const SizeT counts[VrLeak_KINDS])
{
   return counts[VrLeak_Definite] + counts[VrLeak_Indirect];
}

/* where[1..4] are the client's variables for leaked, dubious, reachable and
   suppressed. */
static void store_leak_counts(UWord* const* where,
                              const SizeT counts[VrLeak_KINDS],
                              SizeT suppressed)
{
   if (VR_FAULT_GUARD_BEGIN()) {
      *where[1] = lost(counts);
      *where[2] = counts[VrLeak_Possible];
      *where[3] = counts[VrLeak_Reachable];
      *where[4] = suppressed;
      VR_FAULT_GUARD_END();
   }
}

static Bool leak_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   *answer = 0;
   switch (arg[0]) {
      case VG_USERREQ__DO_LEAK_CHECK:
         leak_check_now(tid, arg[1], arg[2]);
         return True;
      case VG_USERREQ__COUNT_LEAKS:
         store_leak_counts((UWord* const*)arg, VR_(leak_totals).bytes,
                           VR_(leak_totals).suppressed_bytes);
         return True;
      case VG_USERREQ__COUNT_LEAK_BLOCKS:
         store_leak_counts((UWord* const*)arg, VR_(leak_totals).blocks,
                           VR_(leak_totals).suppressed_blocks);
         return True;
      default:
         return False;
   }
}

/* ------------------------------------------------------------------ */
/*  The client's own blocks                                            */
/* ------------------------------------------------------------------ */

/* A copy of the client's text, to be freed with VG_(free). */
static HChar* copy_text(Addr text)
{
   enum { MAX_LENGTH = 1000 };
   HChar          buf[MAX_LENGTH + 1];
   volatile SizeT n = 0;

   if (VR_FAULT_GUARD_BEGIN()) {
      while (n < MAX_LENGTH && ((const HChar*)text)[n] != '\0') {
         buf[n] = ((const HChar*)text)[n];
         n++;
      }
      VR_FAULT_GUARD_END();
   }
   buf[n] = '\0';
   return VG_(strdup)("vr.requests.text", buf);
}

static UWord name_range(ThreadId tid, Addr a, SizeT n, Addr text)
{
   if (a == 0 || n == 0)
      return ANSWER_DONE;
   return VR_(name_range)(a, n, copy_text(text), VR_(callers_record)(tid));
}

/* The block may as well be one from malloc. */
static void resize_in_place(ThreadId tid, Addr a, SizeT old_size, SizeT size,
                            SizeT red_zone)
{
   VrBlock block;

   if (VR_(custom_resize)(a, old_size, size, red_zone))
      return;
   VR_(peak_before_free)();
   if (size == 0 || VR_(custom_at)(a, &block)
       || !VR_(heap_block_at)(a, &block)
       || block.record->state != VrSlot_Live || block.record->size != old_size
       || !VR_(heap_resize_in_place)(&block, size)) {
      VR_(error_free)(tid, a);
      return;
   }
   if (VR_(sites_are_counted))
      VR_(site_resize)(block.record->alloc_ecu, old_size, size);
   if (VR_(xtfull_is_on) && size != old_size)
      VR_(xtfull_resize)(old_size, size, block.record->alloc_ecu);
}

/* Red zones are given as words, but not meant to be larger than this type. */
typedef UInt RedZone;

static void announce_block(ThreadId tid, Addr start, SizeT size,
                           RedZone red_zone)
{
   UInt alloc_ecu = VR_(callers_of_alloc)(tid);

   VR_(custom_alloc)(start, size, red_zone, alloc_ecu);
   VR_(budget_check)(tid, alloc_ecu);
}

static Bool block_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   switch (arg[0]) {
      case VG_USERREQ__MALLOCLIKE_BLOCK:
         announce_block(tid, arg[1], arg[2], (RedZone)arg[3]);
         return True;
      case VG_USERREQ__RESIZEINPLACE_BLOCK:
         resize_in_place(tid, arg[1], arg[2], arg[3], (RedZone)arg[4]);
         return True;
      case VG_USERREQ__FREELIKE_BLOCK:
         VR_(free_custom_block)(tid, arg[1], (RedZone)arg[2]);
         return True;
      case VG_USERREQ__CREATE_BLOCK:
         *answer = name_range(tid, arg[1], arg[2], arg[3]);
         return True;
      case VG_USERREQ__DISCARD:
         *answer = !VR_(forget_name)(arg[2]);
         return True;
      default:
         return False;
   }
}

/* ------------------------------------------------------------------ */
/*  Pools                                                              */
/* ------------------------------------------------------------------ */

static VrPoolOutcome create_pool(Addr anchor, RedZone red_zone, UWord flags)
{
   Bool auto_free = (flags & VALGRIND_MEMPOOL_AUTO_FREE) != 0;
   Bool is_meta   = (flags & VALGRIND_MEMPOOL_METAPOOL) != 0;

   if (auto_free && !is_meta)
      VG_(umsg)("Inappropriate use of mempool: an auto free pool must be a"
                " meta pool; it is taken for one\n");
   return VR_(pool_create)(anchor, red_zone, auto_free, is_meta || auto_free);
}

/* What the client named where the outcome says that something isn't there. */
static void report_outcome(ThreadId tid, VrPoolOutcome outcome,
                           Addr anchor, Addr chunk)
{
   if (outcome == VrPool_Unknown)
      VR_(error_pool)(tid, anchor);
   else if (outcome == VrPool_NoChunk)
      VR_(error_free)(tid, chunk);
}

static Bool pool_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   VrPoolOutcome outcome;
   Addr anchor = arg[1];

   switch (arg[0]) {
      case VG_USERREQ__CREATE_MEMPOOL:
         outcome = create_pool(anchor, arg[2], arg[4]);
         break;
      case VG_USERREQ__DESTROY_MEMPOOL:
         outcome = VR_(pool_destroy)(anchor);
         break;
      case VG_USERREQ__MEMPOOL_ALLOC:
         outcome = VR_(pool_alloc)(anchor, arg[2], arg[3],
                                   VR_(callers_of_alloc)(tid));
         break;
      case VG_USERREQ__MEMPOOL_FREE:
         outcome = VR_(pool_free)(anchor, arg[2], VR_(callers_of_free)(tid));
         break;
      case VG_USERREQ__MEMPOOL_TRIM:
         outcome = VR_(pool_trim)(anchor, arg[2], arg[3],
                                  VR_(callers_of_free)(tid));
         break;
      case VG_USERREQ__MOVE_MEMPOOL:
         outcome = VR_(pool_move)(anchor, arg[2]);
         break;
      case VG_USERREQ__MEMPOOL_CHANGE:
         outcome = VR_(pool_change)(anchor, arg[2], arg[3], arg[4]);
         break;
      case VG_USERREQ__MEMPOOL_EXISTS:
         *answer = VR_(pool_exists)(anchor);
         return True;
      default:
         return False;
   }
   report_outcome(tid, outcome, anchor, arg[2]);
   return True;
}

/* ------------------------------------------------------------------ */
/*  vrleak.h's own                                                     */
/* ------------------------------------------------------------------ */

/* arg[1]: bytes (0) or blocks? */
static Bool own_request(const UWord* arg, UWord* answer)
{
   switch (arg[0]) {
      case VRLEAK_REQUEST_VERSION:
         *answer = VRLEAK_HEADER_VERSION;
         return True;
      case VRLEAK_REQUEST_LIVE:
         *answer = arg[1] == 0 ? VR_(heap_stats).live_bytes
                               : VR_(heap_stats).live_blocks;
         return True;
      case VRLEAK_REQUEST_LOST:
         *answer = arg[1] == 0 ? lost(VR_(leak_totals).bytes)
                               : lost(VR_(leak_totals).blocks);
         return True;
      default:
         return False;
   }
}

/* ---- growth ---- */

/* A copy of a name, short and fit for any report; to be freed with VG_(free).
   NULL, and a warning, if there is none. */
static HChar* copy_name(ThreadId tid, const HChar* request, Addr text)
{
   enum { MAX_NAME = 80 };
   HChar* name = copy_text(text);

   if (name[0] == '\0') {
      VG_(free)(name);
      VR_(warn_of_misuse)(tid, "%s: there is no name at %#lx", request, text);
      return NULL;
   }
   for (UInt i = 0; name[i] != '\0'; i++)
      if (i == MAX_NAME)
         name[i--] = '\0';
      else if (name[i] < ' ' || name[i] > '~')
         name[i] = '?';
   return name;
}

static void end_epoch(ThreadId tid, Addr text)
{
   VG_(free)(copy_name(tid, "VRLEAK_EPOCH", text));
   VR_(work_mark)();
}

static void checkpoint(ThreadId tid, const HChar* request, Addr text,
                       void (*tell)(ThreadId, const HChar*))
{
   HChar* name = copy_name(tid, request, text);

   if (name != NULL)
      tell(tid, name);
   VG_(free)(name);
}

static void begin_container(ThreadId tid, const UWord* arg)
{
   HChar* name = copy_name(tid, "VRLEAK_CONTAINER", arg[2]);

   if (arg[1] == 0)
      VR_(warn_of_misuse)(tid, "VRLEAK_CONTAINER: NULL is no container");
   else
      VR_(container_begin)(tid, arg[1], name != NULL ? name : "without a name",
                           arg[3], arg[4], arg[5]);
   VG_(free)(name);
}

static void set_budget(ThreadId tid, UWord bytes)
{
   if ((Word)bytes < 0)
      VR_(warn_of_misuse)(tid, "VRLEAK_BUDGET: %ld is negative", (Word)bytes);
   else
      VR_(budget_set)(bytes);
}

static void take_snapshot(ThreadId tid, Addr text)
{
   HChar* name = copy_name(tid, "VRLEAK_SNAPSHOT", text);

   if (name != NULL && VR_(sites_are_counted))
      VR_(timeline_snapshot)(name);
   VG_(free)(name);
}

/* ---- coroutines ---- */

/* NULL, and a warning, if there is none that can be read; a name of 0 says that
   there is none. */
static HChar* coroutine_name(ThreadId tid, const HChar* request, Addr text)
{
   return text == 0 ? NULL : copy_name(tid, request, text);
}

static UWord create_coroutine(ThreadId tid, const UWord* arg)
{
   static const HChar request[] = "VRLEAK_CORO_CREATE";
   HChar*  name = coroutine_name(tid, request, arg[3]);
   VrCoro* coro = VR_(corodecl_create)(tid, request, arg[1], arg[2],
                                       VrCoroBy_Vrleak);

   VR_(coro_set_name)(coro, name);
   VG_(free)(name);
   return coro->id;
}

static void name_coroutine(ThreadId tid, const UWord* arg)
{
   static const HChar request[] = "VRLEAK_CORO_SET_NAME";
   VrCoro* coro = VR_(corodecl_find)(tid, request, arg[1]);
   HChar*  name = coroutine_name(tid, request, arg[2]);

   if (coro != NULL)
      VR_(coro_set_name)(coro, name);
   VG_(free)(name);
}

static Bool coroutine_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   const VrCoro* coro;

   *answer = 0;
   switch (arg[0]) {
      case VRLEAK_REQUEST_CORO_CREATE:
         *answer = create_coroutine(tid, arg);
         return True;
      case VRLEAK_REQUEST_CORO_MOVE:
         VR_(corodecl_move)(tid, "VRLEAK_CORO_MOVE", arg[1], arg[2], arg[3]);
         return True;
      case VRLEAK_REQUEST_CORO_DESTROY:
         VR_(corodecl_destroy)(tid, "VRLEAK_CORO_DESTROY", arg[1]);
         return True;
      case VRLEAK_REQUEST_CORO_SWITCH_TO:
         VR_(corodecl_switch_to)(tid, arg[1]);
         return True;
      case VRLEAK_REQUEST_CORO_SWITCH_BEGIN:
         VR_(corodecl_switch_begin)(tid, arg[1], arg[2], arg[3]);
         return True;
      case VRLEAK_REQUEST_CORO_SWITCH_END:
         VR_(corodecl_switch_end)(tid, arg[2], arg[3]);
         return True;
      case VRLEAK_REQUEST_CORO_CURRENT:
         coro    = VR_(coro_of)(tid);
         *answer = coro == NULL ? 0 : coro->id;
         return True;
      case VRLEAK_REQUEST_CORO_SET_NAME:
         name_coroutine(tid, arg);
         return True;
      default:
         return False;
   }
}

static Bool growth_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   *answer = 0;
   switch (arg[0]) {
      case VRLEAK_REQUEST_EPOCH:
         end_epoch(tid, arg[1]);
         return True;
      case VRLEAK_REQUEST_CHECKPOINT_BEGIN:
         checkpoint(tid, "VRLEAK_CHECKPOINT_BEGIN", arg[1],
                    VR_(checkpoint_begin));
         return True;
      case VRLEAK_REQUEST_CHECKPOINT_END:
         checkpoint(tid, "VRLEAK_CHECKPOINT_END", arg[1],
                    VR_(checkpoint_end));
         return True;
      case VRLEAK_REQUEST_CONTAINER:
         begin_container(tid, arg);
         return True;
      case VRLEAK_REQUEST_CONTAINER_SIZE:
         VR_(container_size)(tid, arg[1], arg[2]);
         return True;
      case VRLEAK_REQUEST_CONTAINER_END:
         VR_(container_end)(tid, arg[1]);
         return True;
      case VRLEAK_REQUEST_SNAPSHOT:
         take_snapshot(tid, arg[1]);
         return True;
      case VRLEAK_REQUEST_BUDGET:
         set_budget(tid, arg[1]);
         return True;
      default:
         return False;
   }
}

/* ------------------------------------------------------------------ */

/* The answer tells the core whether the command was one of ours. */
static Bool monitor_request(ThreadId tid, const UWord* arg, UWord* answer)
{
   if (arg[0] != VG_USERREQ__GDB_MONITOR_COMMAND)
      return False;
   *answer = VR_(monitor_command)(tid, (const HChar*)arg[1]);
   return True;
}

/* Of a newer memcheck.h, perhaps.  The core gives the default answer. */
static Bool unknown_request(const UWord* arg)
{
   if (VG_IS_TOOL_USERREQ('M', 'C', arg[0]))
      VG_(umsg)("Warning: unknown memcheck client request code %lx\n",
                arg[0]);
   return False;
}

static Bool handle_request(ThreadId tid, UWord* arg, /*OUT*/UWord* answer)
{
   return memory_request(tid, arg, answer)
       || leak_request(tid, arg, answer)
       || block_request(tid, arg, answer)
       || pool_request(tid, arg, answer)
       || monitor_request(tid, arg, answer)
       || own_request(arg, answer)
       || growth_request(tid, arg, answer)
       || coroutine_request(tid, arg, answer)
       || unknown_request(arg);
}

void VR_(requests_init)(void)
{
   VG_(needs_client_requests)(handle_request);
}
