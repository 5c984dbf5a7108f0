/* vr_heuristics.c: see vr_heuristics.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_heuristics.h"
#include "vr_guard.h"

const HChar* const VR_(heuristic_names)[VrHeuristic_KINDS] =
   { "stdstring", "length64", "newarray", "multipleinheritance" };

static inline UWord word_at(Addr a)
{
   return *(UWord*)a;
}

/* A vtable is a table in a mapped file that starts, but for null pointers,
   with pointers to code: two of them are proof enough. */
static Bool is_vtable(Addr a)
{
   enum { MAX_WORDS = 20, ENOUGH = 2 };
   NSegment const* seg = VG_(am_find_nsegment)(a);
   UInt code_pointers = 0, i;
   Addr end;

   if (seg == NULL || seg->kind != SkFileC || !seg->hasR)
      return False;
   end = seg->end + 1;
   for (i = 0; i <= MAX_WORDS && a + sizeof(UWord) <= end; i++) {
      Addr code = word_at(a);
      a += sizeof(UWord);
      if (code == 0)
         continue;
      seg = VG_(am_find_nsegment)(code);
      if (seg == NULL || seg->kind != SkFileC || !seg->hasT)
         return False;
      if (++code_pointers == ENOUGH)
         return True;
   }
   return False;
}

static Bool may_be_vtable(Addr a)
{
   return VG_IS_WORD_ALIGNED(a) && a >= VKI_PAGE_SIZE;
}

/* A std::string with a count of references: length, capacity, count, then the
   characters, to which the pointer points. */
static Bool is_std_string(Addr start, SizeT size, SizeT offset)
{
   SizeT length, capacity;

   if (offset != 3 * sizeof(SizeT) || size < 3 * sizeof(SizeT) + 1)
      return False;
   length   = word_at(start);
   capacity = word_at(start + sizeof(SizeT));
   return capacity == size - 3 * sizeof(SizeT) - 1 && length <= capacity;
}

/* A length of 64 bits, then so many bytes, to which the pointer points. */
static Bool is_length64(Addr start, SizeT size, SizeT offset)
{
   return offset == sizeof(ULong) && size > sizeof(ULong)
          && word_at(start) == size - sizeof(ULong);
}

/* new[] of objects with destructors: their number, then the objects. */
static Bool is_new_array(Addr start, SizeT size, SizeT offset)
{
   SizeT n;

   if (offset != sizeof(SizeT) || size < sizeof(SizeT))
      return False;
   n = word_at(start);
   return n > 0 && (size - sizeof(SizeT)) % n == 0;
}

/* An object with more than one base class: the pointer points to the part
   that is one of its later bases, which starts with a vtable as well. */
static Bool is_multiple_inheritance(Addr start, SizeT size, SizeT offset)
{
   Addr first, inner;

   if (offset % sizeof(Addr) != 0 || size - offset < sizeof(Addr))
      return False;
   first = word_at(start);
   inner = word_at(start + offset);
   return may_be_vtable(first) && may_be_vtable(inner)
          && is_vtable(inner) && is_vtable(first);
}

VrHeuristic VR_(heuristic_find)(UInt set, Addr start, SizeT size, SizeT offset)
{
   static Bool (*const test[VrHeuristic_KINDS])(Addr, SizeT, SizeT) =
      { is_std_string, is_length64, is_new_array, is_multiple_inheritance };
   VrHeuristic h;

   for (h = 0; h < VrHeuristic_KINDS; h++)
      if ((set & (1u << h)) && test[h](start, size, offset))
         break;
   return h;
}

Bool VR_(heuristic_holds)(VrHeuristic h, Addr start, SizeT size, SizeT offset)
{
   volatile Bool holds;

   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   holds = VR_(heuristic_find)(1u << h, start, size, offset) == h;
   VR_FAULT_GUARD_END();
   return holds;
}
