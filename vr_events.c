/* vr_events.c: events from the core.  See vr_events.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_events.h"
#include "vr_callers.h"
#include "vr_checkpoints.h"
#include "vr_closed.h"
#include "vr_coro.h"
#include "vr_errors.h"
#include "vr_heap.h"
#include "vr_leak.h"
#include "vr_mappings.h"
#include "vr_mapped.h"
#include "vr_options.h"
#include "vr_protect.h"
#include "vr_shadow.h"
#include "vr_stackmarks.h"
#include "vr_stacks.h"
#include "vr_stats.h"
#include "vr_switch.h"
#include "vr_watch.h"

ULong VR_(client_private_bytes);

/* ------------------------------------------------------------------ */
/*  Is this memory accessible?                                         */
/* ------------------------------------------------------------------ */

/* The first byte of [a, end) that is not mapped for the client, or end. */
static Addr first_unmapped(Addr a, Addr end)
{
   while (a < end) {
      const NSegment* seg = VG_(am_find_nsegment)(a);
      if (!VR_(is_client_segment)(seg) || !VR_(has_permissions)(seg))
         return a;
      a = seg->end + 1;
   }
   return end;
}

/* As is_accessible, but for the dead part of the stack. */
static Bool is_usable(Addr a, SizeT n, /*OUT*/Addr* first_bad)
{
   Addr end = a + n;
   Addr bad = a;

   if (n == 0)
      return True;
   if (end < a) {                /* wraps around: certainly unmapped above */
      *first_bad = VR_(shadow_all_clear)(a, 1, NULL)
                 ? first_unmapped(a, VR_ADDRESS_LIMIT) : a;
      return False;
   }
   if (VR_(shadow_unmarked)(a, n, &bad))
      bad = end;
   /* Heap memory is mapped by construction. */
   if (VR_(span_of)(a) == NULL || VR_(span_of)(a) != VR_(span_of)(end - 1)) {
      Addr unmapped = first_unmapped(a, end);
      if (unmapped < bad)
         bad = unmapped;
   }
   *first_bad = bad;
   return bad == end;
}

/* Is none of [a, a+n) below the stack pointer of the thread? */
static Bool is_not_dead_stack(ThreadId tid, Addr a, SizeT n,
                              /*OUT*/Addr* first_bad)
{
   Addr low, end;

   VR_(stack_dead_part)(tid, &low, &end);
   if (a >= end || (a < low && low - a >= n))
      return True;
   *first_bad = a > low ? a : low;
   return False;
}

Bool VR_(is_accessible)(ThreadId tid, Addr a, SizeT n, /*OUT*/Addr* first_bad)
{
   Addr dead = ~(Addr)0;
   Bool usable, alive = True;

   VR_(stack_settle)();
   usable = is_usable(a, n, first_bad);
   if (VR_(options).check_stack && n > 0 && tid != VG_INVALID_THREADID)
      alive = is_not_dead_stack(tid, a, n, &dead);
   if (!alive && (usable || dead < *first_bad))
      *first_bad = dead;
   return usable && alive;
}

/* ------------------------------------------------------------------ */
/*  Buffers                                                            */
/* ------------------------------------------------------------------ */

static void report_part(CorePart part, ThreadId tid, const HChar* what,
                        Addr bad)
{
   /* The kernel may access what is watched; gdb is not stopped for that. */
   if (VR_(watch_hit)(bad, 1, False))
      return;
   switch (part) {
      case Vg_CoreSysCall:
         VR_(error_syscall_param)(tid, bad, what);
         VR_(closed_open)(bad, 1);
         break;
      case Vg_CoreSignal:
         /* Of a coroutine, and a signal stack now. */
         if (VR_(closed_open)(bad, 1))
            break;
         VR_(error_core_memory)(tid, what);
         break;
      case Vg_CoreTranslate:
         VR_(error_jump)(tid, bad);
         break;
      default:
         /* The core's own business with client requests and threads. */
         break;
   }
}

static void before_access(CorePart part, ThreadId tid, const HChar* what,
                          Addr a, SizeT n)
{
   Addr bad;
   /* Signal frames are about to become part of the stack. */
   ThreadId stack_of = part == Vg_CoreSysCall ? tid : VG_INVALID_THREADID;
   if (!VR_(is_accessible)(stack_of, a, n, &bad))
      report_part(part, tid, what, bad);
}

/* A string must be accessible up to and including its NUL. */
static void before_string_read(CorePart part, ThreadId tid, const HChar* what,
                               Addr a)
{
   Addr bad;
   for (;;) {
      Addr page_end = VG_PGROUNDDN(a) + VKI_PAGE_SIZE;
      Bool all_good = VR_(is_accessible)(tid, a, page_end - a, &bad);
      Addr good_end = all_good ? page_end : bad;

      for (; a < good_end; a++)
         if (*(const HChar*)a == '\0')
            return;
      if (!all_good) {
         report_part(part, tid, what, bad);
         return;
      }
   }
}

/* ------------------------------------------------------------------ */
/*  Mappings                                                           */
/* ------------------------------------------------------------------ */

static void forget_marks(Addr a, SizeT n)
{
   if (VR_(client_has_marks))
      VR_(shadow_forget)(a, n);
}

static void forget_coroutines(Addr a, SizeT n)
{
   ThreadId tid = VG_(get_running_tid)();

   if (n >= VR_(coro_smallest))
      VR_(coro_memory_gone)(a, n, tid == VG_INVALID_THREADID
                                  ? 0 : VR_(callers_record)(tid));
}

static void after_mmap(Addr a, SizeT n, Bool r, Bool w, Bool x,
                       ULong di_handle)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);
   if (w && seg != NULL && seg->kind == SkAnonC)
      VR_(client_private_bytes) += n;
   VR_(stack_settle)();
   VR_(mappings_add)(a, n);
   forget_coroutines(a, n);
   if (seg != NULL && seg->kind == SkAnonC)
      VR_(mapped_add)(a, n);
   else
      VR_(mapped_remove)(a, n);
   VR_(leak_memory_reused)(a, n);
   VR_(forget_protection)(a, n);
   forget_marks(a, n);
   if (r || w)
      VR_(shadow_cover)(a, n);
}

static void after_mprotect(Addr a, SizeT n, Bool r, Bool w, Bool x)
{
   VR_(note_mprotect)(a, n, r, w, x);
   if (r || w)
      VR_(shadow_cover)(a, n);
}

/* The core maps whole pages for the brk segment, and more in advance; beyond
   the limit they are not the client's. */
static void after_brk(Addr a, SizeT n, ThreadId tid)
{
   Addr limit = a + n;

   VR_(client_private_bytes) += n;
   VR_(mappings_add)(a, n);
   VR_(shadow_clear)(a, n);
   VR_(mark_for_client)(limit, VG_PGROUNDUP(limit) - limit);
}

static void before_brk_shrinks(Addr a, SizeT n)
{
   VR_(mappings_remove)(a, n);
   VR_(mark_for_client)(a, VG_PGROUNDUP(a + n) - a);
}

static void before_munmap(Addr a, SizeT n)
{
   VR_(stack_settle)();
   VR_(mappings_remove)(a, n);
   forget_coroutines(a, n);
   VR_(mapped_remove)(a, n);
   VR_(leak_memory_reused)(a, n);
   VR_(forget_protection)(a, n);
   forget_marks(a, n);
}

/* ------------------------------------------------------------------ */
/*  Threads                                                            */
/* ------------------------------------------------------------------ */

/* The C library keeps stacks of ended threads for new ones. */
static void before_thread_exit(ThreadId tid)
{
   Addr low = VG_(thread_get_stack_max)(tid)
            - VG_(thread_get_stack_size)(tid) + 1;
   const VrStop* home = VR_(switch_home_stop)(tid);
   Addr sp = home != NULL && home->sp != 0 ? home->sp : VG_(get_SP)(tid);
   VR_(stack_settle)();
   VR_(stack_marks_forget)(VG_(thread_get_stack_max)(tid));
   VR_(checkpoints_leave)(tid);
   VR_(stack_thread_ends)(tid);
   VR_(leak_stack_died)(low, sp - VG_STACK_REDZONE_SZB);
}

static void before_thread_starts(ThreadId parent, ThreadId child)
{
   VR_(stats).threads++;
}

void VR_(events_init)(void)
{
   VG_(track_pre_mem_read)(before_access);
   VG_(track_pre_mem_read_asciiz)(before_string_read);
   VG_(track_pre_mem_write)(before_access);
   VG_(track_new_mem_mmap)(after_mmap);
   VG_(track_change_mem_mprotect)(after_mprotect);
   VG_(track_new_mem_brk)(after_brk);
   VG_(track_die_mem_brk)(before_brk_shrinks);
   VG_(track_die_mem_munmap)(before_munmap);
   VG_(track_copy_mem_remap)(VR_(mappings_move));
   VG_(track_pre_thread_ll_create)(before_thread_starts);
   VG_(track_pre_thread_ll_exit)(before_thread_exit);
}
