/* vr_mapped.c: see vr_mapped.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_mapped.h"
#include "vr_below.h"
#include "vr_callers.h"

/* Larger ones are not stacks, nor pools of them. */
#define LARGEST (1UL << 30)

/* By address (vr_below). */
typedef struct { UWord key; Addr start, end; UInt where; } Mapping;

static OSet* mappings;

/* The one that contains a, or else the next below. */
static Mapping* at_or_below(Addr a)
{
   return VR_(at_or_below)(mappings, a);
}

/* What is partly unmapped keeps the rest of its memory, if it can't be more
   than one part: it is forgotten otherwise. */
void VR_(mapped_remove)(Addr a, SizeT n)
{
   Mapping* m;

   while ((m = at_or_below(a + n - 1)) != NULL && m->end > a) {
      Mapping rest = *m;
      VG_(OSetGen_FreeNode)(mappings, VG_(OSetGen_Remove)(mappings, &m->key));
      if (rest.start < a)
         rest.end = a;
      else if (rest.end > a + n)
         rest.start = a + n;
      else
         continue;
      rest.key = VR_(below_key)(rest.start);
      m  = VG_(OSetGen_AllocNode)(mappings, sizeof *m);
      *m = rest;
      VG_(OSetGen_Insert)(mappings, m);
   }
}

void VR_(mapped_add)(Addr a, SizeT n)
{
   ThreadId tid = VG_(get_running_tid)();
   Mapping* m;

   VR_(mapped_remove)(a, n);
   if (n > LARGEST || tid == VG_INVALID_THREADID)
      return;
   if (mappings == NULL)
      mappings = VG_(OSetGen_Create)(offsetof(Mapping, key), NULL, VG_(malloc),
                                     "vr.mapped", VG_(free));
   m  = VG_(OSetGen_AllocNode)(mappings, sizeof *m);
   *m = (Mapping){ VR_(below_key)(a), a, a + n, VR_(callers_record)(tid) };
   VG_(OSetGen_Insert)(mappings, m);
}

static const Mapping* containing(Addr a)
{
   const Mapping* m = at_or_below(a);

   return m != NULL && a < m->end ? m : NULL;
}

UInt VR_(mapped_where)(Addr a, Addr* low, Addr* high)
{
   const Mapping* m = containing(a);

   if (m == NULL)
      return 0;
   if (m->start > *low)
      *low = m->start;
   if (m->end < *high)
      *high = m->end;
   return m->where;
}

Bool VR_(mapped_range)(Addr a, Addr* start, Addr* end)
{
   const Mapping* m = containing(a);

   if (m == NULL)
      return False;
   *start = m->start;
   *end   = m->end;
   return True;
}

Bool VR_(variable_at)(Addr a, Addr* start)
{
   const HChar* name;
   PtrdiffT     offset;

   if (!VG_(get_datasym_and_offset)(VG_(current_DiEpoch)(), a, &name, &offset))
      return False;
   *start = a - offset;
   return True;
}

/* The core tells an address's variable, but not its size. */
Addr VR_(variable_end)(Addr a, Addr limit)
{
   Addr start, other;

   if (!VR_(variable_at)(a, &start))
      return a;
   while (a + 1 < limit) {
      Addr middle = a + (limit - a) / 2;
      if (VR_(variable_at)(middle, &other) && other == start)
         a = middle;
      else
         limit = middle;
   }
   return limit;
}
