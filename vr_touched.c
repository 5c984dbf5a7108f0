/* vr_touched.c: which part of a mapping has ever been used.  See vr_touched.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_touched.h"

#define PAGE_EXISTS (3ULL << 62)             /* in memory, or swapped out */

static Int  pagemap;
static UInt depth;

void VR_(touched_begin)(void)
{
   if (depth++ == 0)
      pagemap = VG_(fd_open)("/proc/self/pagemap", VKI_O_RDONLY, 0);
}

void VR_(touched_end)(void)
{
   if (--depth == 0 && pagemap >= 0)
      VG_(close)(pagemap);
}

void VR_(touched_visit)(Addr start, Addr end,
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
         Bool exists = (pages[i] & PAGE_EXISTS) != 0;
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
