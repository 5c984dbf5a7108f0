/* vr_badaccess.c: see vr_badaccess.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_badaccess.h"
#include "vr_errors.h"
#include "vr_fault.h"
#include "vr_options.h"
#include "vr_shadow.h"
#include "vr_stackmarks.h"
#include "vr_stacks.h"
#include "vr_stats.h"
#include "vr_watch.h"
#include "pub_tool_redir.h"

/* [low, end), empty unless --check-stack=yes: where the stack is dead. */
typedef struct { Addr low, end; } Dead;

static Bool touches(Dead dead, Addr a, SizeT size)
{
   return a < dead.end && a + size > dead.low;
}

static Bool is_good(Addr a, SizeT size, Dead dead)
{
   return !touches(dead, a, size) && VR_(shadow_all_clear)(a, size, NULL);
}

/* Optimised code reads strings in aligned words or vectors, whose tail may
   lie past the end; such a load can't fault.  Memcheck's rule. */
static Bool is_harmless_partial_load(Addr a, SizeT size, Dead dead)
{
   if (!VR_(options).partial_loads_ok)
      return False;
   if ((size != 4 && size != 8 && size != 16 && size != 32)
       || (a & (size - 1)) != 0)
      return False;
   for (Addr byte = a; byte < a + size; byte++)
      if (is_good(byte, 1, dead))
         return True;
   return False;
}

/* ld.so has vectorised string functions of its own, which read past the end
   at any alignment and can be replaced only where its symbols are installed. */
static Bool is_vector_load_of_ld_so(ThreadId tid, SizeT size)
{
   if (size < 16)
      return False;
   DebugInfo* di = VG_(find_DebugInfo)(VG_(current_DiEpoch)(),
                                       VG_(get_IP)(tid));
   const HChar* soname = di == NULL ? NULL : VG_(DebugInfo_get_soname)(di);
   return soname != NULL && VG_(is_soname_ld_so)(soname);
}

/* Marks of dead stack may be out of date.  False if there is nothing wrong with
   the access. */
static Bool look_closer(ThreadId tid, Addr a, SizeT size, /*OUT*/Dead* dead)
{
   VR_(stack_mark_dead)(tid);
   VR_(stack_dead_part)(tid, &dead->low, &dead->end);
   return touches(*dead, a, size) || !VR_(shadow_all_clear)(a, size, NULL);
}

/* Would a store to a, too, happen? */
static Bool is_mapped(Addr a, Dead dead)
{
   return VR_(span_of)(a) != NULL
       || (touches(dead, a, 1)
           && VG_(am_is_valid_for_client)(a, 1, VKI_PROT_WRITE));
}

static Bool is_watched(Addr a, SizeT size, VrAccessKind kind)
{
   Bool read  = kind != VrAccess_Write && VR_(watch_hit)(a, size, False);
   Bool write = kind != VrAccess_Read  && VR_(watch_hit)(a, size, True);

   return read || write;
}

static __attribute__((noinline))
void bad_access(Addr a, SizeT size, VrAccessKind kind)
{
   ThreadId tid = VG_(get_running_tid)();
   Dead     dead = { 0, 0 };

   VR_(stats).cold_calls++;
   if (is_watched(a, size, kind) || !VR_(options).check_accesses)
      return;
   if (VR_(options).check_stack && !look_closer(tid, a, size, &dead))
      return;
   if (kind != VrAccess_Write && (is_harmless_partial_load(a, size, dead)
                                || is_vector_load_of_ld_so(tid, size))) {
      if (kind == VrAccess_Read)
         return;
      kind = VrAccess_Write;
   }
   VR_(error_access)(tid, a, size, kind == VrAccess_Write);
   /* Where the load faults, the store that was to follow does not happen. */
   if (kind == VrAccess_Modify && is_mapped(a, dead))
      VR_(error_access)(tid, a, size, True);
   VR_(fault_already_reported)(tid, a, size);
}

#define COLD_HELPERS(size) \
   static VG_REGPARM(1) void cold_read_##size(Addr a) \
      { bad_access(a, size, VrAccess_Read); } \
   static VG_REGPARM(1) void cold_write_##size(Addr a) \
      { bad_access(a, size, VrAccess_Write); } \
   static VG_REGPARM(1) void cold_modify_##size(Addr a) \
      { bad_access(a, size, VrAccess_Modify); }

COLD_HELPERS(1)
COLD_HELPERS(2)
COLD_HELPERS(4)
COLD_HELPERS(8)
COLD_HELPERS(16)
COLD_HELPERS(32)

#define HELPER(kind, size) { cold_##kind##_##size, "cold_" #kind "_" #size }
#define HELPER_ROW(kind) \
   { HELPER(kind, 1), HELPER(kind, 2), HELPER(kind, 4), \
     HELPER(kind, 8), HELPER(kind, 16), HELPER(kind, 32) }

/* [kind][log2 of the size] */
static const VrColdHelper cold_helpers[3][6] = {
   HELPER_ROW(read), HELPER_ROW(write), HELPER_ROW(modify)
};

const VrColdHelper* VR_(cold_helper)(VrAccessKind kind, UInt size_log2)
{
   return &cold_helpers[kind][size_log2];
}

/* What is reported is the first bad word, as if the area had been accessed word
   by word. */
VG_REGPARM(3) void VR_(check_odd_access)(Addr a, SizeT size, UWord kind)
{
   Addr bad;
   Dead dead = { 0, 0 };

   if (VR_(options).check_stack)
      VR_(stack_dead_part)(VG_(get_running_tid)(), &dead.low, &dead.end);
   if (touches(dead, a, size))
      bad = a > dead.low ? a : dead.low;
   else if (VR_(shadow_unmarked)(a, size, &bad))
      return;
   bad_access(bad - ((bad - a) & 3), 4, (VrAccessKind)kind);
}
