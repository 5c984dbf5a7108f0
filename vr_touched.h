/* vr_touched.h: which part of a mapping has ever been used.

   Programs reserve far more anonymous memory than they use.  Reading it all would
   take long, and make pages of it, so /proc/self/pagemap tells which pages exist;
   the others are zero.  Where that file can't be read, all are taken for used.

   Users: vr_parked, vr_roots.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_TOUCHED_H
#define VR_TOUCHED_H

#include "vr_core.h"

/* All questions are asked between begin and end, which may be nested; meanwhile
   the client doesn't run. */
extern void VR_(touched_begin)(void);
extern void VR_(touched_end)(void);

/* Is there a page for a, which is in anonymous memory? */
extern Bool VR_(touched)(Addr a);

/* Calls range for each part of [start, end), which is anonymous memory, that has
   pages. */
extern void VR_(touched_visit)(Addr start, Addr end,
                               void (*range)(Addr start, Addr end));

#endif
