/* vr_fill.h: setting a range of memory to one byte, fast for every length.

   The core's VG_(memset) is a loop over words at best, called out of line;
   most ranges that vrleak fills are the map of a small block (a few bytes) or
   the block itself (a few dozen).

   Used by vr_shadow and vr_clientmem; depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_FILL_H
#define VR_FILL_H

#include "vr_core.h"

/* From this many bytes on, the processor's string instruction is faster than
   a loop. */
#define VR_LONG_FILL 256

static inline void VR_(fill)(UChar* from, UChar value, SizeT n)
{
   ULong  word = value * 0x0101010101010101UL;
   UChar* end  = from + n;

   if (n < sizeof word) {
      while (from < end)
         *from++ = value;
   } else if (n < VR_LONG_FILL) {
      /* Whole words, and one that ends where the range does. */
      for (; from + sizeof word <= end; from += sizeof word)
         *(ULong*)from = word;
      *(ULong*)(end - sizeof word) = word;
   } else {
      __asm__ __volatile__("rep stosb" : "+D" (from), "+c" (n)
                           : "a" (value) : "memory");
   }
}

#endif
