/* vr_rootorder.c: see vr_rootorder.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_rootorder.h"
#include "vr_roots.h"
#include "vr_savedregs.h"

/* ---- registers ---- */

#define FIRST_REGISTER 16

static XArray* registers = NULL;           /* of VrRegister */
static Bool    preserved_wanted;

static void add_register(ThreadId tid, const HChar* name, UWord value)
{
   VrRegister reg = { tid, name, value };

   if ((VR_(saved_register)(name) >= 0) == preserved_wanted)
      VG_(addToXA)(registers, &reg);
}

static void find_registers(void)
{
   if (registers == NULL)
      registers = VG_(newXA)(VG_(malloc), "vr.rootorder.registers", VG_(free),
                             sizeof(VrRegister));
   VG_(dropTailXA)(registers, VG_(sizeXA)(registers));
   preserved_wanted = True;
   VG_(apply_to_GP_regs)(add_register);
   preserved_wanted = False;
   VG_(apply_to_GP_regs)(add_register);
}

const VrRegister* VR_(register_at)(Addr a)
{
   if (registers == NULL || a < FIRST_REGISTER
       || a - FIRST_REGISTER >= (UWord)VG_(sizeXA)(registers))
      return NULL;
   return VG_(indexXA)(registers, a - FIRST_REGISTER);
}

Bool VR_(is_leftover)(Addr a)
{
   const VrRegister* reg = VR_(register_at)(a);

   return reg != NULL && VR_(saved_register)(reg->name) < 0;
}

/* ---- memory ---- */

typedef enum { Trust_Variables, Trust_Stacks, Trust_Linker } Trust;

typedef struct { Addr start, end; Trust trust; } Range;

static XArray* ranges;                     /* of Range */

/* Where the dynamic linker has its variables: those that the file gives a value,
   in a mapping of it, and the others, often in one with what lies behind. */
static const HChar* linker_file;
static Addr         linker_bss, linker_bss_end;

static void find_linker(void)
{
   const DebugInfo* info = NULL;

   linker_file = NULL;
   linker_bss  = linker_bss_end = 0;
   while ((info = VG_(next_DebugInfo)(info)) != NULL) {
      const HChar* soname = VG_(DebugInfo_get_soname)(info);
      if (soname == NULL
          || (VG_(strncmp)(soname, "ld-linux", 8) != 0
              && VG_(strncmp)(soname, "ld-musl", 7) != 0))
         continue;
      linker_file    = VG_(DebugInfo_get_filename)(info);
      linker_bss     = VG_(DebugInfo_get_bss_avma)(info);
      linker_bss_end = linker_bss + VG_(DebugInfo_get_bss_size)(info);
   }
}

static Bool is_file_of_linker(Addr a)
{
   const NSegment* seg = VG_(am_find_nsegment)(a);
   const HChar*    name;

   if (seg == NULL || seg->kind != SkFileC || linker_file == NULL)
      return False;
   name = VG_(am_get_filename)(seg);
   return name != NULL && VG_STREQ(name, linker_file);
}

Bool VR_(stack_of)(Addr a, ThreadId* tid)
{
   Addr low, high;

   VG_(thread_stack_reset_iter)(tid);
   while (VG_(thread_stack_next)(tid, &low, &high))
      if (a >= low && a <= high)
         return True;
   return False;
}

static void add_range(Addr start, Addr end, Trust trust)
{
   Range range = { start, end, trust };

   if (start < end)
      VG_(addToXA)(ranges, &range);
}

/* What is not part of a stack. */
static void add_variables(Addr start, Addr end)
{
   Addr low  = linker_bss     > start ? linker_bss     : start;
   Addr high = linker_bss_end < end   ? linker_bss_end : end;

   if (low >= high) {
      add_range(start, end, Trust_Variables);
      return;
   }
   add_range(start, low, Trust_Variables);
   add_range(low, high, Trust_Linker);
   add_range(high, end, Trust_Variables);
}

/* Where the lowest of the stacks that end in [start, end) does so, or start. */
static Addr end_of_stack_in(Addr start, Addr end)
{
   ThreadId tid;
   Addr     low, high, lowest = start;

   VG_(thread_stack_reset_iter)(&tid);
   while (VG_(thread_stack_next)(&tid, &low, &high))
      if (high >= start && high < end
          && (lowest == start || high + 1 < lowest))
         lowest = high + 1;
   return lowest;
}

/* Neighbouring mappings may have become one range, stacks among them. */
static void sort_range(Addr start, Addr end)
{
   Addr stack_end;

   if (is_file_of_linker(start)) {
      add_range(start, end, Trust_Linker);
      return;
   }
   while ((stack_end = end_of_stack_in(start, end)) != start) {
      add_range(start, stack_end, Trust_Stacks);
      start = stack_end;
   }
   add_variables(start, end);
}

/* Registers are looked at by themselves. */
static void pass_over(UWord value)
{
}

/* ---- all of it ---- */

static void visit_ranges(Trust trust,
                         void (*visit)(Addr start, Addr end, Bool downwards))
{
   for (Word i = 0; i < VG_(sizeXA)(ranges); i++) {
      const Range* range = VG_(indexXA)(ranges, i);
      if (range->trust == trust)
         visit(range->start, range->end, trust == Trust_Stacks);
   }
}

void VR_(rootorder_visit)(void (*range)(Addr start, Addr end, Bool downwards),
                          void (*word)(Addr at, UWord value))
{
   ranges = VG_(newXA)(VG_(malloc), "vr.rootorder.ranges", VG_(free),
                       sizeof(Range));
   find_linker();
   find_registers();
   VR_(roots_visit)(pass_over, sort_range);
   visit_ranges(Trust_Variables, range);
   visit_ranges(Trust_Stacks, range);
   for (Word i = 0; i < VG_(sizeXA)(registers); i++)
      word(FIRST_REGISTER + i,
           ((VrRegister*)VG_(indexXA)(registers, i))->value);
   visit_ranges(Trust_Linker, range);
   VG_(deleteXA)(ranges);
}
