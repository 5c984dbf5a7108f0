/* vr_ignore.h: addresses at which errors are not reported.

   Ranges come from --ignore-ranges (device memory, say) or from the client
   itself, which may switch reporting off and on again; besides there is the
   range below the stack pointer of --ignore-range-below-sp.  They are looked
   at when an error is about to be reported, and at no other time.

   Users: vr_options, vr_requests (both say what to ignore), vr_errors.
   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_IGNORE_H
#define VR_IGNORE_H

#include "vr_core.h"

/* The values of the options.  They return NULL, or what is wrong. */
extern const HChar* VR_(ignore_ranges)(const HChar* text);
extern const HChar* VR_(ignore_range_below_sp)(const HChar* text);

/* The client wants errors in [a, a+n) ignored, or reported again.  False if
   the range is empty. */
extern Bool VR_(ignore_for_client)(Addr a, SizeT n, Bool ignore);

extern Bool VR_(is_ignored)(ThreadId tid, Addr a, SizeT size);

/* At the end: tells of ranges that the client has not switched on again. */
extern void VR_(ignore_warn_of_leftovers)(void);

#endif
