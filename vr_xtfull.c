/* vr_xtfull.c: see vr_xtfull.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_xtfull.h"
#include "vr_callers.h"
#include "vr_contexts.h"
#include "vr_options.h"

Bool VR_(xtfull_is_on);

void VR_(xtfull_init)(void)
{
   if (VG_(clo_xtree_memory) != Vg_XTMemory_Full)
      return;
   if (VR_(options).keep_stacktraces == VrStacks_None
       || VR_(options).keep_stacktraces == VrStacks_Free)
      VR_(refuse_option)("--keep-stacktraces",
                         "To use --xtree-memory=full, you must"
                         " keep at least the alloc stacktrace");
   VR_(xtfull_is_on) = True;
   VG_(XTMemory_Full_init)(VG_(XT_filter_1top_and_maybe_below_main));
}

void VR_(xtfull_add)(SizeT size, UInt alloc_ecu)
{
   VG_(XTMemory_Full_alloc)(size, VR_(context_of)(alloc_ecu));
}

void VR_(xtfull_remove)(SizeT size, UInt alloc_ecu, UInt free_ecu)
{
   if (free_ecu == 0)
      free_ecu = VR_(callers_record)(VG_(get_running_tid)());
   VG_(XTMemory_Full_free)(size, VR_(context_of)(alloc_ecu),
                           VR_(context_of)(free_ecu));
}

void VR_(xtfull_resize)(SizeT old_size, SizeT size, UInt alloc_ecu)
{
   VG_(XTMemory_Full_resize_in_place)(old_size, size,
                                      VR_(context_of)(alloc_ecu));
}
