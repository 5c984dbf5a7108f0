/* vr_contexts.c: see vr_contexts.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_contexts.h"

ExeContext** VR_(context_table)      = NULL;
UInt         VR_(context_table_size) = 0;
UInt         VR_(context_highest)    = 0;

static void grow_to_hold(UInt index)
{
   UInt old_size = VR_(context_table_size);
   UInt size     = old_size == 0 ? 4096 : old_size;

   while (size <= index)
      size *= 2;
   VR_(context_table) = VG_(realloc)("vr.contexts", VR_(context_table),
                                     size * sizeof(ExeContext*));
   VG_(memset)(VR_(context_table) + old_size, 0,
               (size - old_size) * sizeof(ExeContext*));
   VR_(context_table_size) = size;
}

void VR_(context_enter)(UInt number, ExeContext* context)
{
   if (number / 4 >= VR_(context_table_size))
      grow_to_hold(number / 4);
   VR_(context_table)[number / 4] = context;
   if (number > VR_(context_highest))
      VR_(context_highest) = number;
}

ExeContext* VR_(context_find)(UInt number)
{
   ExeContext* context = NULL;

   if (VG_(is_plausible_ECU)(number))
      context = VG_(get_ExeContext_from_ECU)(number);
   if (context == NULL)
      return VG_(null_ExeContext)();
   VR_(context_enter)(number, context);
   return context;
}
