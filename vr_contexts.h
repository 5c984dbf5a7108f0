/* vr_contexts.h: from the number of a stack trace back to the trace.

   The core keeps every recorded stack once, as an ExeContext, and gives it a
   number (ECU).  Block records store the number: it takes half the space of a
   pointer.  But the core's way back is a search through all its contexts,
   which takes milliseconds when there are many; so whoever records a stack
   for a block remembers it here:

       number / 4 ──> ┌────┬────┬────┬────┐
                      │ ec │ ec │    │ ec │     one pointer per context
                      └────┴────┴────┴────┘

   Numbers that nobody remembered are looked up in the core, once.

   Users: the malloc family (writes), the leak scan, errors and the report
   (read).  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CONTEXTS_H
#define VR_CONTEXTS_H

#include "vr_core.h"

extern ExeContext** VR_(context_table);
extern UInt         VR_(context_table_size);
extern UInt         VR_(context_highest);    /* number ever entered        */

/* For a number beyond the table, or not in it. */
extern void        VR_(context_enter)(UInt number, ExeContext* context);
extern ExeContext* VR_(context_find)(UInt number);

/* The number of a context, which VR_(context_of) will be asked for. */
static inline UInt VR_(context_number)(ExeContext* context)
{
   UInt number = VG_(get_ECU_from_ExeContext)(context);

   /* The core counts upwards.  To look into the table for a number that was
      seen would be a cache miss where there are many. */
   if (UNLIKELY(number > VR_(context_highest)))
      VR_(context_enter)(number, context);
   return number;
}

/* The context with that number; the null context for 0 ("no stack kept") and
   for numbers that don't exist. */
static inline ExeContext* VR_(context_of)(UInt number)
{
   if (LIKELY(number / 4 < VR_(context_table_size)
              && VR_(context_table)[number / 4] != NULL))
      return VR_(context_table)[number / 4];
   return VR_(context_find)(number);
}

#endif
