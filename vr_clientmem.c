/* vr_clientmem.c: see vr_clientmem.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_clientmem.h"
#include "vr_fill.h"
#include "vr_guard.h"
#include "vr_shadow.h"

/* From here on the string instruction is faster than the core's loop. */
#define LONG_ENOUGH_FOR_REP 256

static inline void copy_bytes(Addr to, Addr from, SizeT n)
{
   if (n < LONG_ENOUGH_FOR_REP)
      VG_(memcpy)((void*)to, (void*)from, n);
   else
      __asm__ __volatile__("rep movsb" : "+D"(to), "+S"(from), "+c"(n)
                           : : "memory");
}

static inline Bool try_fill(Addr a, SizeT n, UChar byte)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   VR_(fill)((UChar*)a, byte, n);
   VR_FAULT_GUARD_END();
   return True;
}

static inline Bool try_copy(Addr to, Addr from, SizeT n)
{
   if (!VR_FAULT_GUARD_BEGIN())
      return False;
   copy_bytes(to, from, n);
   VR_FAULT_GUARD_END();
   return True;
}

/* How much of the n bytes at a lies in a's page. */
static inline SizeT part_in_page(Addr a, SizeT n)
{
   SizeT rest = VKI_PAGE_SIZE - (a & (VKI_PAGE_SIZE - 1));
   return n < rest ? n : rest;
}

void VR_(client_fill)(Addr a, SizeT n, UChar byte)
{
   if (LIKELY(try_fill(a, n, byte)))
      return;
   for (SizeT part; n > 0; a += part, n -= part) {
      part = part_in_page(a, n);
      try_fill(a, part, byte);
   }
}

static Bool set_protection(Addr page, UInt prot)
{
   return !sr_isError(VG_(do_syscall)(__NR_mprotect, page, VKI_PAGE_SIZE, prot,
                                      0, 0, 0, 0, 0));
}

/* From a page that the client has made unreadable: what is in it moves with the
   block.  Nobody else sees that it can be read meanwhile. */
static void copy_from_protected(Addr to, Addr from, SizeT n)
{
   const NSegment* seg = VG_(am_find_nsegment)(from);
   Addr page = VG_PGROUNDDN(from);

   if (!VR_(is_client_segment)(seg) || seg->hasR
       || !set_protection(page, VKI_PROT_READ))
      return;
   try_copy(to, from, n);
   set_protection(page, (seg->hasW ? VKI_PROT_WRITE : 0)
                        | (seg->hasX ? VKI_PROT_EXEC : 0));
}

void VR_(client_copy)(Addr to, Addr from, SizeT n)
{
   if (LIKELY(try_copy(to, from, n)))
      return;
   for (SizeT part; n > 0; to += part, from += part, n -= part) {
      part = part_in_page(to, part_in_page(from, n));
      if (!try_copy(to, from, part))
         copy_from_protected(to, from, part);
   }
}

Bool VR_(client_can_write_word)(Addr a)
{
   if (!VR_(shadow_all_clear)(a, sizeof(UWord), NULL))
      return False;
   if (VR_FAULT_GUARD_BEGIN()) {
      volatile UWord* word = (UWord*)a;
      *word = *word;
      VR_FAULT_GUARD_END();
      return True;
   }
   return False;
}
