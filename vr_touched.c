/* vr_touched.c: which part of a mapping has ever been used.  See vr_touched.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_touched.h"

#define PAGE_EXISTS (3ULL << 62)             /* in memory, or swapped out */

static Int  pagemap;
static UInt depth;

/* What the file says of pages [window, window + n_known); those who ask go up
   through memory, mostly. */
#define WINDOW 512
static ULong pages[WINDOW];
static ULong window;
static UInt  n_known;

void VR_(touched_begin)(void)
{
   if (depth++ > 0)
      return;
   pagemap = VG_(fd_open)("/proc/self/pagemap", VKI_O_RDONLY, 0);
   n_known = 0;
}

void VR_(touched_end)(void)
{
   if (--depth == 0 && pagemap >= 0)
      VG_(close)(pagemap);
}

/* At the end of the address space the file ends, too. */
static void move_window(ULong page)
{
   Int n = VG_(lseek)(pagemap, page * sizeof pages[0], VKI_SEEK_SET) < 0
         ? -1 : VG_(read)(pagemap, pages, sizeof pages);

   window  = page;
   n_known = n < (Int)sizeof pages[0] ? 1 : n / sizeof pages[0];
   if (n < (Int)sizeof pages[0])
      pages[0] = PAGE_EXISTS;
}

Bool VR_(touched)(Addr a)
{
   ULong page = a / VKI_PAGE_SIZE;

   if (page - window >= n_known)
      move_window(page);
   return (pages[page - window] & PAGE_EXISTS) != 0;
}

void VR_(touched_visit)(Addr start, Addr end,
                        void (*range)(Addr start, Addr end))
{
   Addr from    = start;
   Bool touched = False;                     /* [from, a) is to be visited */

   for (Addr a = start; a < end; a = VG_PGROUNDDN(a) + VKI_PAGE_SIZE) {
      Bool exists = VR_(touched)(a);
      if (exists && !touched)
         from = a;
      if (!exists && touched)
         range(from, a);
      touched = exists;
   }
   if (touched)
      range(from, end);
}
