/* vr_unwatched.h: programs whose heap we can't see, and saying so.

   The client's allocator is replaced by a preloaded library.  A program that
   the library did not reach has no heap as far as we know, and silence about
   leaks would look like a clean bill of health.

   Used by vr_main and vr_growthreport at the end of the run; depends on vr_core, vr_heap,
   vr_malloc, vr_events.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_UNWATCHED_H
#define VR_UNWATCHED_H

#include "vr_core.h"

/* Why nothing is known of the client's heap; NULL if it is watched. */
extern const HChar* VR_(why_heap_is_unwatched)(void);

#endif
