/* vr_roots.c: see vr_roots.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_roots.h"
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
   Range dead;

   if (seg == NULL || seg->kind != SkAnonC || seg->isCH
       || !is_stack_limit(seg->start - 1))
      return;
   dead.start = seg->start;
   dead.end   = a;
   if (dead.start < dead.end)
      VG_(addToXA)(left_out, &dead);
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
   if (tid == VG_(get_running_tid)())
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
   VG_(setCmpFnXA)(left_out, by_start);
   VG_(sortXA)(left_out);
}

/* ---- memory that was never touched ---- */

/* Programs reserve far more anonymous memory than they use.  Reading it all
   would take long, so in large anonymous segments /proc/self/pagemap tells
   which pages exist; the others are zero.  Where that file can't be read,
   everything is scanned. */
#define PAGEMAP_MIN_SIZE (4UL << 20)
#define PAGEMAP_EXISTS   (3ULL << 62)        /* in memory, or swapped out */

static void visit_touched(Addr start, Addr end, Int pagemap,
                          void (*range)(Addr start, Addr end))
{
   static ULong pages[512];
   Addr a = start, from = start;
   Bool touched = False;                     /* [from, a) is to be visited */

   while (a < end) {
      ULong first = a / VKI_PAGE_SIZE;
      UInt  n     = (VG_PGROUNDUP(end) - VG_PGROUNDDN(a)) / VKI_PAGE_SIZE < 512
                    ? (VG_PGROUNDUP(end) - VG_PGROUNDDN(a)) / VKI_PAGE_SIZE
                    : 512;
      UInt  i;

      if (VG_(lseek)(pagemap, first * sizeof(ULong), VKI_SEEK_SET) < 0
          || VG_(read)(pagemap, pages, n * sizeof(ULong))
             != (Int)(n * sizeof(ULong)))
         VG_(memset)(pages, 0xff, sizeof pages);

      for (i = 0; i < n; i++) {
         Bool exists = (pages[i] & PAGEMAP_EXISTS) != 0;
         if (exists && !touched)
            from = a;
         if (!exists && touched)
            range(from, a);
         touched = exists;
         a = VG_PGROUNDDN(a) + VKI_PAGE_SIZE;
      }
   }
   if (touched)
      range(from, end);
}

/* ---- segments ---- */

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

static void visit_part(Addr start, Addr end, Bool anonymous, Int pagemap,
                       void (*range)(Addr start, Addr end))
{
   start = VG_ROUNDUP(start, sizeof(UWord));
   end   = VG_ROUNDDN(end, sizeof(UWord));
   if (start >= end)
      return;
   if (anonymous && pagemap >= 0 && end - start >= PAGEMAP_MIN_SIZE)
      visit_touched(start, end, pagemap, range);
   else
      range(start, end);
}

static void visit_segment(Addr start, Addr end, Bool anonymous, Int pagemap,
                          void (*range)(Addr start, Addr end))
{
   Word i, n = VG_(sizeXA)(left_out);

   for (i = 0; i < n; i++) {
      const Range* dead = VG_(indexXA)(left_out, i);
      if (dead->end <= start || dead->start >= end)
         continue;
      visit_part(start, dead->start, anonymous, pagemap, range);
      if (dead->end >= end)
         return;
      start = dead->end;
   }
   visit_part(start, end, anonymous, pagemap, range);
}

static void (*visit_word)(UWord value);

static void visit_register(ThreadId tid, const HChar* name, UWord value)
{
   visit_word(value);
}

void VR_(roots_visit)(void (*word)(UWord value),
                      void (*range)(Addr start, Addr end))
{
   Int   n_segments, i;
   Addr* starts = VG_(get_segment_starts)(SkFileC | SkAnonC | SkShmC,
                                          &n_segments);
   Int   pagemap = VG_(fd_open)("/proc/self/pagemap", VKI_O_RDONLY, 0);

   find_what_to_leave_out();
   for (i = 0; i < n_segments; i++) {
      NSegment const* seg = VG_(am_find_nsegment)(starts[i]);
      if (seg == NULL || !seg->hasR || !seg->hasW || seg->isCH
          || is_device(seg))
         continue;
      visit_segment(seg->start, seg->end + 1, seg->kind == SkAnonC, pagemap,
                    range);
   }
   visit_word = word;
   VG_(apply_to_GP_regs)(visit_register);

   if (pagemap >= 0)
      VG_(close)(pagemap);
   VG_(deleteXA)(left_out);
   VG_(free)(starts);
}
