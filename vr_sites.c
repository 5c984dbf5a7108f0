/* vr_sites.c: see vr_sites.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_sites.h"

VrSite* VR_(site_table);
UInt    VR_(site_table_size);
Bool    VR_(sites_are_counted);

#define FIRST_SIZE 1024

void VR_(site_enter)(UInt number)
{
   UInt size = VR_(site_table_size) == 0 ? FIRST_SIZE : VR_(site_table_size);

   while (size <= number / 4)
      size *= 2;
   VR_(site_table) = VG_(realloc)("vr.sites.table", VR_(site_table),
                                  size * sizeof(VrSite));
   VG_(memset)(VR_(site_table) + VR_(site_table_size), 0,
               (size - VR_(site_table_size)) * sizeof(VrSite));
   VR_(site_table_size) = size;
}

/* The older one leads, so that chains of joined sites end. */
void VR_(site_join)(UInt old, UInt new)
{
   UInt a = VR_(site_leader)(old), b = VR_(site_leader)(new);

   if (a == b || a == 0 || b == 0)
      return;
   if (a < b)
      VR_(site_of)(b)->joined = a;
   else
      VR_(site_of)(a)->joined = b;
}
