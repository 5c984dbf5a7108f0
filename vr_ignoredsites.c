/* vr_ignoredsites.c: see vr_ignoredsites.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_ignoredsites.h"
#include "vr_contexts.h"
#include "vr_fold.h"
#include "vr_sites.h"

static XArray* ignored;          /* of UInt: numbers of sites              */

static void judge_site(UInt number)
{
   if (!VR_(fold_ignores)(VR_(context_of)(number)))
      return;
   VR_(site_more_of)(VR_(site_of)(number))->ignored = True;
   VG_(addToXA)(ignored, &number);
}

void VR_(ignored_sites_init)(void)
{
   if (!VR_(fold_ignores_any)())
      return;
   ignored = VG_(newXA)(VG_(malloc), "vr.ignoredsites", VG_(free),
                        sizeof(UInt));
   VR_(site_is_new) = judge_site;
}

static VrAmount sum(ULong (*bytes)(const VrSite*),
                    ULong (*blocks)(const VrSite*))
{
   VrAmount all = { 0, 0 };

   for (Word i = 0; ignored != NULL && i < VG_(sizeXA)(ignored); i++) {
      const VrSite* site = VR_(site_of)(*(UInt*)VG_(indexXA)(ignored, i));
      all.bytes  += bytes(site);
      all.blocks += blocks(site);
   }
   return all;
}

VrAmount VR_(ignored_live)(void)
{
   return sum(VR_(site_live_bytes), VR_(site_live_blocks));
}

VrAmount VR_(ignored_at_peak)(void)
{
   return sum(VR_(site_peak_bytes), VR_(site_peak_blocks));
}
