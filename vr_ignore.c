/* vr_ignore.c: addresses at which errors are not reported.  See vr_ignore.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_ignore.h"
#include "pub_tool_rangemap.h"

/* Larger ranges, and offsets from the stack pointer, are taken for slips of
   the keyboard. */
#define MAX_RANGE           0x4000000UL
#define MAX_OFFSET          1000000
#define MAX_RANGE_BELOW_SP  4096

typedef enum { Ignored_No, Ignored_ByOption, Ignored_ByClient } Ignored;

static RangeMap* ranges;         /* address -> Ignored; NULL: nowhere */

/* Bytes below the stack pointer: from the first (farther) to the last. */
static UInt first_below_sp, last_below_sp;

static void set_range(Addr first, Addr last, Ignored value)
{
   if (ranges == NULL)
      ranges = VG_(newRangeMap)(VG_(malloc), "vr.ignore", VG_(free),
                                Ignored_No);
   VG_(bindRangeMap)(ranges, first, last, value);
}

/* ---- options ---- */

const HChar* VR_(ignore_ranges)(const HChar* text)
{
   Addr first, last;

   for (;;) {
      if (!VG_(parse_Addr)(&text, &first) || *text++ != '-'
          || !VG_(parse_Addr)(&text, &last)
          || (*text != ',' && *text != '\0'))
         return "should be 0xFIRST-0xLAST, more of them after commas";
      if (first > last)
         return "a range ends before it begins";
      if (last - first > MAX_RANGE)
         return "a range is suspiciously large (more than 64 MB)";
      set_range(first, last, Ignored_ByOption);
      if (*text++ == '\0')
         return NULL;
   }
}

const HChar* VR_(ignore_range_below_sp)(const HChar* text)
{
   UInt first, last;

   if (!VG_(parse_UInt)(&text, &first) || *text++ != '-'
       || !VG_(parse_UInt)(&text, &last) || *text != '\0')
      return "should be FIRST-LAST, two offsets in decimal";
   if (first > MAX_OFFSET || last > MAX_OFFSET)
      return "an offset is suspiciously large";
   if (first <= last)
      return "the first offset must be the larger one";
   if (first - last > MAX_RANGE_BELOW_SP)
      return "the range is suspiciously large (more than 4096 bytes)";
   first_below_sp = first;
   last_below_sp  = last;
   return NULL;
}

/* ---- the client ---- */

Bool VR_(ignore_for_client)(Addr a, SizeT n, Bool ignore)
{
   Addr last = a + n - 1;

   if (n == 0)
      return False;
   if (last < a)
      last = ~(Addr)0;
   set_range(a, last, ignore ? Ignored_ByClient : Ignored_No);
   return True;
}

/* ---- errors ---- */

static Bool is_in_ranges(Addr a)
{
   UWord first, last, value;

   if (ranges == NULL)
      return False;
   VG_(lookupRangeMap)(&first, &last, &value, ranges, a);
   return value != Ignored_No;
}

static Bool is_below_sp(ThreadId tid, Addr a, SizeT size)
{
   Addr sp;

   if (first_below_sp == 0)
      return False;
   sp = VG_(get_SP)(tid);
   return sp > first_below_sp
       && sp - first_below_sp <= a && a + size - 1 <= sp - last_below_sp;
}

Bool VR_(is_ignored)(ThreadId tid, Addr a, SizeT size)
{
   return is_in_ranges(a) || is_below_sp(tid, a, size);
}

/* ---- the end ---- */

void VR_(ignore_warn_of_leftovers)(void)
{
   UInt i, n = ranges == NULL ? 0 : VG_(sizeRangeMap)(ranges);
   Bool any = False;

   for (i = 0; i < n; i++) {
      UWord first, last, value;
      VG_(indexRangeMap)(&first, &last, &value, ranges, i);
      if (value != Ignored_ByClient)
         continue;
      if (!any)
         VG_(umsg)(
"WARNING: exiting program has the following client-requested\n"
"WARNING: address error disablement range(s) still in force,\n"
"WARNING: possibly as a result of some mistake in the use of the\n"
"WARNING: VALGRIND_{DISABLE,ENABLE}_ERROR_REPORTING_IN_RANGE macros.\n");
      any = True;
      VG_(umsg)("   [%u]  0x%016lx-0x%016lx  ClientReq\n", i, first, last);
   }
}
