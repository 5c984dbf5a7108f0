/* vr_maymatch.h: can a suppression match a stack, whatever was inlined?

   Depends on vr_core, vr_entries, vr_inlines, vr_patterns.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_MAYMATCH_H
#define VR_MAYMATCH_H

#include "vr_core.h"

#ifdef VR_CORE_READS_DWARF_AT_ONCE

/* The client stands still from here on: what is learnt of one stack is kept
   for the next suppression. */
extern void VR_(may_match_begin)(void);

/* False is certain: the core would find that the suppression's frames are not
   those of the stack.  True is not. */
extern Bool VR_(may_match)(ExeContext* where, const Supp* su);

#else /* the core reads all inlined calls by itself */

static inline void VR_(may_match_begin)(void) { }
static inline Bool VR_(may_match)(ExeContext* where, const Supp* su)
{
   return True;
}

#endif
#endif
