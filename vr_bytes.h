/* vr_bytes.h: loops over bytes, for the host.

   What a C library's memchr, memcmp or memcpy would do for a program, done
   here for the tool, which has no libc.  They work on the client's memory in
   place of the client (vr_strings), so:

     - a vector of 16 bytes is read around the bytes asked for only where it
       can't reach into another page, i.e. at aligned addresses or, unaligned,
       when the page's end is far enough;
     - nothing else is written than what was asked for;
     - lengths may be anything up to SIZE_MAX: the caller means "until found".

   Used by vr_strings; depends on vr_core (for its types) only.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_BYTES_H
#define VR_BYTES_H

#include "vr_core.h"

typedef UChar VrVector  __attribute__((vector_size(16), may_alias));
typedef UChar VrVectorU __attribute__((vector_size(16), may_alias, aligned(1)));
typedef ULong VrWordU   __attribute__((may_alias, aligned(1)));
typedef UInt  VrHalfU   __attribute__((may_alias, aligned(1)));
typedef UShort VrPairU  __attribute__((may_alias, aligned(1)));
typedef Int   VrWideU   __attribute__((may_alias, aligned(1)));  /* wchar_t */

#define VR_VECTOR ((SizeT)sizeof(VrVector))

static inline VrVector VR_(all_bytes)(UChar c)
{
   return (VrVector){ 0 } + c;
}

/* Bit i of the result: byte i of a comparison's outcome. */
typedef char VrOutcome __attribute__((vector_size(16)));

static inline UInt VR_(byte_mask)(VrOutcome outcome)
{
   return __builtin_ia32_pmovmskb128(outcome);
}

/* ---- finding ---- */

/* The index of the first byte that is x or y; there must be one. */
static inline SizeT VR_(find_either)(const UChar* s, UChar x, UChar y)
{
   const VrVector vx = VR_(all_bytes)(x), vy = VR_(all_bytes)(y);
   const UChar* chunk = (const UChar*)VG_ROUNDDN((Addr)s, VR_VECTOR);
   VrVector v = *(const VrVector*)chunk;
   UInt mask = VR_(byte_mask)((v == vx) | (v == vy)) >> (s - chunk);

   if (mask != 0)
      return __builtin_ctz(mask);
   do {
      chunk += VR_VECTOR;
      v = *(const VrVector*)chunk;
      mask = VR_(byte_mask)((v == vx) | (v == vy));
   } while (mask == 0);
   return chunk + __builtin_ctz(mask) - s;
}

/* The number of bytes before the terminator. */
static inline SizeT VR_(text_length)(const UChar* s)
{
   return VR_(find_either)(s, 0, 0);
}

/* The index of the first c among n bytes, or n. */
static inline SizeT VR_(find_within)(const UChar* s, UChar c, SizeT n)
{
   const VrVector vc = VR_(all_bytes)(c);
   const UChar* chunk = (const UChar*)VG_ROUNDDN((Addr)s, VR_VECTOR);
   UInt mask;
   SizeT i;

   if (n == 0)
      return 0;
   mask = VR_(byte_mask)(*(const VrVector*)chunk == vc) >> (s - chunk);
   i = 0;
   if (mask == 0) {
      i = chunk + VR_VECTOR - s;
      for (; i < n; i += VR_VECTOR) {
         mask = VR_(byte_mask)(*(const VrVector*)(s + i) == vc);
         if (mask != 0)
            break;
      }
      if (mask == 0)
         return n;
   }
   i += __builtin_ctz(mask);
   return i < n ? i : n;
}

/* The index of the last c among n bytes, or n. */
static inline SizeT VR_(find_last_within)(const UChar* s, UChar c, SizeT n)
{
   const VrVector vc = VR_(all_bytes)(c);
   SizeT left = n;                       /* not yet looked at: [0, left) */

   while (left > 0) {
      const UChar* chunk
         = (const UChar*)VG_ROUNDDN((Addr)(s + left - 1), VR_VECTOR);
      UInt mask = VR_(byte_mask)(*(const VrVector*)chunk == vc);
      SizeT in_chunk = s + left - chunk;
      mask &= (2u << (in_chunk - 1)) - 1;
      if (chunk < s)
         mask &= ~0u << (s - chunk);
      if (mask != 0)
         return chunk + 31 - __builtin_clz(mask) - s;
      if (chunk <= s)
         break;
      left = chunk - s;
   }
   return n;
}

/* ---- comparing ---- */

/* The index of the first of n bytes in which a and b differ, or n. */
static inline SizeT VR_(first_difference)(const UChar* a, const UChar* b,
                                          SizeT n)
{
   SizeT i = 0;

   for (; n - i >= VR_VECTOR; i += VR_VECTOR) {
      UInt mask = VR_(byte_mask)(*(const VrVectorU*)(a + i)
                                 != *(const VrVectorU*)(b + i));
      if (mask != 0)
         return i + __builtin_ctz(mask);
   }
   for (; n - i >= 8; i += 8) {
      ULong bits = *(const VrWordU*)(a + i) ^ *(const VrWordU*)(b + i);
      if (bits != 0)
         return i + __builtin_ctzl(bits) / 8;
   }
   while (i < n && a[i] == b[i])
      i++;
   return i;
}

/* Do the 16 bytes at p lie in one page? */
static inline Bool VR_(within_page)(const UChar* p)
{
   return ((Addr)p & (VKI_PAGE_SIZE - 1)) <= VKI_PAGE_SIZE - VR_VECTOR;
}

/* The index of the first of at most n bytes in which a and b differ or both
   end (are zero), or n. */
static inline SizeT VR_(first_difference_or_end)(const UChar* a,
                                                 const UChar* b, SizeT n)
{
   const VrVector zero = VR_(all_bytes)(0);
   SizeT i = 0;

   while (i < n) {
      if (n - i >= VR_VECTOR
          && VR_(within_page)(a + i) && VR_(within_page)(b + i)) {
         VrVector va = *(const VrVectorU*)(a + i);
         VrVector vb = *(const VrVectorU*)(b + i);
         UInt mask = VR_(byte_mask)((va != vb) | (va == zero));
         if (mask != 0)
            return i + __builtin_ctz(mask);
         i += VR_VECTOR;
      } else {
         if (a[i] != b[i] || a[i] == 0)
            return i;
         i++;
      }
   }
   return n;
}

/* ---- copying and filling ---- */

/* At most 16 bytes, by two accesses that overlap. */
static inline void VR_(move_few)(UChar* dst, const UChar* src, SizeT n)
{
   if (n >= 8) {
      ULong first = *(const VrWordU*)src;
      ULong last  = *(const VrWordU*)(src + n - 8);
      *(VrWordU*)dst           = first;
      *(VrWordU*)(dst + n - 8) = last;
   } else if (n >= 4) {
      UInt first = *(const VrHalfU*)src;
      UInt last  = *(const VrHalfU*)(src + n - 4);
      *(VrHalfU*)dst           = first;
      *(VrHalfU*)(dst + n - 4) = last;
   } else if (n >= 2) {
      UShort first = *(const VrPairU*)src;
      UShort last  = *(const VrPairU*)(src + n - 2);
      *(VrPairU*)dst           = first;
      *(VrPairU*)(dst + n - 2) = last;
   } else if (n == 1) {
      *dst = *src;
   }
}

/* memmove.  The vector that ends the copy (or starts it, when it has to go
   backwards) is read before anything is written over it. */
static inline void VR_(move_bytes)(UChar* dst, const UChar* src, SizeT n)
{
   if (n <= VR_VECTOR) {
      VR_(move_few)(dst, src, n);
   } else if ((Addr)dst - (Addr)src >= n) {
      VrVector last = *(const VrVectorU*)(src + n - VR_VECTOR);
      for (SizeT i = 0; i < n - VR_VECTOR; i += VR_VECTOR)
         *(VrVectorU*)(dst + i) = *(const VrVectorU*)(src + i);
      *(VrVectorU*)(dst + n - VR_VECTOR) = last;
   } else {
      VrVector first = *(const VrVectorU*)src;
      for (SizeT i = n - VR_VECTOR; i > 0;
           i = i > VR_VECTOR ? i - VR_VECTOR : 0)
         *(VrVectorU*)(dst + i) = *(const VrVectorU*)(src + i);
      *(VrVectorU*)dst = first;
   }
}

static inline void VR_(fill_bytes)(UChar* dst, UChar c, SizeT n)
{
   const VrVector v = VR_(all_bytes)(c);
   const ULong word = c * 0x0101010101010101UL;

   if (n >= VR_VECTOR) {
      for (SizeT i = 0; i < n - VR_VECTOR; i += VR_VECTOR)
         *(VrVectorU*)(dst + i) = v;
      *(VrVectorU*)(dst + n - VR_VECTOR) = v;
   } else if (n >= 8) {
      *(VrWordU*)dst           = word;
      *(VrWordU*)(dst + n - 8) = word;
   } else {
      for (SizeT i = 0; i < n; i++)
         dst[i] = word;
   }
}

#endif
