/* vr_roots.c: see vr_roots.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_roots.h"
#include "vr_parked.h"
#include "vr_switch.h"
#include "vr_touched.h"
#include "pub_tool_aspacehl.h"

typedef struct { Addr start, end; } Range;     /* [start, end) */

/* ---- stacks of finished threads ---- */

/* Few at any moment: a stack that is used again leaves the list. */
static XArray* /* of Range */ dead_stacks = NULL;

void VR_(leak_memory_reused)(Addr a, SizeT n)
{
   Word i;

   if (dead_stacks == NULL)
      return;
   for (i = VG_(sizeXA)(dead_stacks) - 1; i >= 0; i--) {
      const Range* dead = VG_(indexXA)(dead_stacks, i);
      if (a < dead->end && dead->start < a + n)
         VG_(removeIndexXA)(dead_stacks, i);
   }
}

void VR_(leak_stack_died)(Addr stack_min, Addr sp)
{
   Range dead = { stack_min, sp };

   if (dead.end <= dead.start)
      return;
   if (dead_stacks == NULL)
      dead_stacks = VG_(newXA)(VG_(malloc), "vr.roots.dead_stacks", VG_(free),
                               sizeof(Range));
   VR_(leak_memory_reused)(dead.start, dead.end - dead.start);
   VG_(addToXA)(dead_stacks, &dead);
}

/* ---- the stack after main has returned ---- */

/* When main returns, the C library calls exit(), and its frames come to lie
   where main's and its callees' were.  They are large and hardly written, so
   pointers found in them are main's leftovers, and would hide leaks:

      _start        |
      libc          | scanned
      exit          | \
      ...           |  } left out: nothing here is the program's
      _exit         | /

   Where the program calls exit() itself, its own frames are alive and exit's
   hold the registers that they had: then all is scanned. */

/* True if the function that ip is in has one of the names, or one that
   begins so and continues with a version, "@@GLIBC_2.34". */
static Bool is_function(DiEpoch ep, Addr ip, const HChar* const* names)
{
   const HChar* name;

   if (!VG_(get_fnname)(ep, ip, &name))
      return False;
   for (; *names != NULL; names++) {
      SizeT length = VG_(strlen)(*names);
      if (VG_(strncmp)(name, *names, length) == 0
          && (name[length] == '\0' || name[length] == '@'))
         return True;
   }
   return False;
}

static const HChar* const exit_itself[] = { "exit", NULL };

/* The core itself replaces most names of this kind by the first. */
static const HChar* const callers_of_main[] =
   { "(below main)", "__libc_start_call_main", "__libc_start_main", NULL };

/* Functions that exit() calls, or the core after them. */
static const HChar* const called_by_exit[] =
   { "_exit", "_Exit", "__run_exit_handlers", "_vgnU_freeres", NULL };

static Bool has_name(DiEpoch ep, Addr ip)
{
   const HChar* name;

   return VG_(get_fnname)(ep, ip, &name);
}

static Bool is_in_object(DiEpoch ep, Addr ip, const HChar* object)
{
   const HChar* name;

   return VG_(get_objname)(ep, ip, &name) && VG_STREQ(name, object);
}

/* The stack pointer of tid; if main has returned, that of main's caller.
   (Functions without a name occur in a stripped libc.) */
static Addr sp_without_exit(ThreadId tid, Addr sp)
{
   enum { DEPTH = 16 };
   static HChar libc[VKI_PATH_MAX];
   const HChar* object;
   Addr    ips[DEPTH], sps[DEPTH], fps[DEPTH];
   DiEpoch ep = VG_(current_DiEpoch)();
   UInt    n  = VG_(get_StackTrace)(tid, ips, DEPTH, sps, fps, 0);
   UInt    at_exit = 0, i;

   while (at_exit < n && (!has_name(ep, ips[at_exit])
                          || is_function(ep, ips[at_exit], called_by_exit)))
      at_exit++;
   if (at_exit + 1 >= n || !is_function(ep, ips[at_exit], exit_itself)
       || !VG_(get_objname)(ep, ips[at_exit], &object))
      return sp;
   VG_(strlcpy)(libc, object, sizeof libc);

   for (i = at_exit + 1; i < n && is_in_object(ep, ips[i], libc); i++)
      if (is_function(ep, ips[i], callers_of_main))
         return sps[at_exit + 1] > sp ? sps[at_exit + 1] : sp;
   return sp;
}

/* ---- what to leave out ---- */

static XArray* /* of Range */ left_out;        /* sorted by start */

static const Range* range_at(Word i)
{
   return VG_(indexXA)(left_out, i);
}

static void leave_out(Addr start, Addr end)
{
   Range dead = { start, end };

   if (start < end)
      VG_(addToXA)(left_out, &dead);
}

/* Memory directly below a stack: nothing, but reserved for its growth, or a
   guard page. */
static Bool is_stack_limit(Addr a)
{
   NSegment const* seg = VG_(am_find_nsegment)(a);

   return seg != NULL
          && (seg->kind == SkResvn
              || (seg->kind == SkAnonC
                  && !seg->hasR && !seg->hasW && !seg->hasX));
}

static void leave_out_below(Addr a)
{
   NSegment const* seg = VG_(am_find_nsegment)(a);

   if (seg != NULL && seg->kind == SkAnonC && !seg->isCH
       && is_stack_limit(seg->start - 1))
      leave_out(seg->start, a);
}

/* True if tid has just executed, or is in, a system call. */
static Bool is_at_syscall(ThreadId tid)
{
   static const UChar syscall_code[2] = { 0x0F, 0x05 };
   Addr ip = VG_(get_IP)(tid);

   return VG_(am_is_valid_for_client)(ip - 2, 2, VKI_PROT_READ)
          && VG_(memcmp)((void*)(ip - 2), syscall_code, 2) == 0;
}

/* The bytes below the stack pointer (the red zone) are in use only in a
   function that has called nothing since it wrote there.  A thread that was
   interrupted somewhere may be in such a function; one that asked for the leak
   check, ends the process, or waits in a system call, hardly. */
static void leave_out_below_thread(ThreadId tid, Addr sp)
{
   const VrStop* home = VR_(switch_home_stop)(tid);

   if (home != NULL && home->sp != 0)
      leave_out_below(home->sp - VG_STACK_REDZONE_SZB);
   else if (VR_(coro_at)(sp - 1) != NULL)
      return;                                /* vr_parked knows better */
   else if (tid == VG_(get_running_tid)())
      leave_out_below(sp_without_exit(tid, sp));
   else if (is_at_syscall(tid))
      leave_out_below(sp);
   else
      leave_out_below(sp - VG_STACK_REDZONE_SZB);
}

static void leave_out_if_sp(ThreadId tid, const HChar* name, UWord value)
{
   if (VG_STREQ(name, "RSP"))
      leave_out_below_thread(tid, value);
}

static Int by_start(const void* a, const void* b)
{
   Addr start_a = ((const Range*)a)->start, start_b = ((const Range*)b)->start;

   return start_a < start_b ? -1 : start_a > start_b ? 1 : 0;
}

static void find_what_to_leave_out(void)
{
   ThreadId running = VG_(get_running_tid)();
   Word     i;

   left_out = VG_(newXA)(VG_(malloc), "vr.roots.left_out", VG_(free),
                         sizeof(Range));
   VG_(apply_to_GP_regs)(leave_out_if_sp);

   /* A thread that ends of a signal, or is the last one, is no longer among
      those whose registers the core shows. */
   if (running != VG_INVALID_THREADID)
      leave_out_below_thread(running, VG_(get_SP)(running));

   for (i = 0; dead_stacks != NULL && i < VG_(sizeXA)(dead_stacks); i++) {
      Range* dead = VG_(indexXA)(dead_stacks, i);
      if (is_stack_limit(dead->start - 1))
         VG_(addToXA)(left_out, dead);
   }
   VR_(parked_leave_out)(leave_out);
   VG_(setCmpFnXA)(left_out, by_start);
   VG_(sortXA)(left_out);
}

/* ---- segments ---- */

/* For smaller ones it doesn't pay to ask what was touched. */
#define LARGE (4UL << 20)

/* Mappings of devices other than /dev/zero: reading them may have effects. */
static Bool is_device(NSegment const* seg)
{
   const HChar* name;

   if (seg->kind != SkFileC
       || !(VKI_S_ISCHR(seg->mode) || VKI_S_ISBLK(seg->mode)))
      return False;
   name = VG_(am_get_filename)(seg);
   return name == NULL || !VG_STREQ(name, "/dev/zero");
}

static void visit_part(Addr start, Addr end, Bool anonymous,
                       void (*range)(Addr start, Addr end))
{
   start = VG_ROUNDUP(start, sizeof(UWord));
   end   = VG_ROUNDDN(end, sizeof(UWord));
   if (start >= end)
      return;
   if (anonymous && end - start >= LARGE)
      VR_(touched_visit)(start, end, range);
   else
      range(start, end);
}

/* Segments come by rising address; next_left_out: the first range that may reach
   into this one. */
static Word next_left_out;

static void visit_segment(Addr start, Addr end, Bool anonymous,
                          void (*range)(Addr start, Addr end))
{
   Word i, n = VG_(sizeXA)(left_out);

   while (next_left_out < n && range_at(next_left_out)->end <= start)
      next_left_out++;
   for (i = next_left_out; i < n && range_at(i)->start < end; i++) {
      const Range* dead = range_at(i);
      if (dead->end <= start)
         continue;
      visit_part(start, dead->start, anonymous, range);
      if (dead->end >= end)
         return;
      start = dead->end;
   }
   visit_part(start, end, anonymous, range);
}

static void (*visit_word)(UWord value);

static void visit_stop(const VrStop* stop)
{
   visit_word(stop->sp);
   for (UInt i = 0; i < VR_CORO_REGISTERS; i++)
      visit_word(stop->registers[i]);
}

static void visit_if_on_coroutine(Addr a)
{
   if (VR_(is_on_coroutine)(a))
      visit_word(a);
}

/* What a thread holds that is on a coroutine's stack: that, even if its registers
   aren't shown any more; and its own. */
static void visit_stacks(ThreadId tid)
{
   const VrStop* home = VR_(switch_home_stop)(tid);

   visit_if_on_coroutine(VG_(get_SP)(tid));
   if (home != NULL)
      visit_stop(home);
}

/* Of the stack for signal handlers the kernel knows. */
static void visit_register(ThreadId tid, const HChar* name, UWord value)
{
   visit_word(value);
   if (UNLIKELY(VR_(coro_seen)) && VG_STREQ(name, "RSP")) {
      visit_stacks(tid);
      if (VG_(is_valid_tid)(tid))
         visit_if_on_coroutine(VG_(thread_get_altstack_min)(tid));
   }
}

static void visit_registers(void (*word)(UWord value))
{
   ThreadId running = VG_(get_running_tid)();

   visit_word = word;
   VG_(apply_to_GP_regs)(visit_register);
   if (VR_(coro_seen) && running != VG_INVALID_THREADID)
      visit_stacks(running);
   VR_(parked_visit_roots)(visit_stop);
}

void VR_(roots_visit)(void (*word)(UWord value),
                      void (*range)(Addr start, Addr end))
{
   Int   n_segments, i;
   Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC,
                                          &n_segments);

   VR_(touched_begin)();
   find_what_to_leave_out();
   next_left_out = 0;
   for (i = 0; i < n_segments; i++) {
      NSegment const* seg = VG_(am_find_nsegment)(starts[i]);
      if (seg == NULL || !seg->hasR || !seg->hasW || seg->isCH
          || is_device(seg))
         continue;
      visit_segment(seg->start, seg->end + 1, seg->kind == SkAnonC, range);
   }
   visit_registers(word);
   VR_(touched_end)();
   VG_(deleteXA)(left_out);
   VG_(free)(starts);
}
