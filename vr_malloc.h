/* vr_malloc.h: the malloc family as the client sees it.

   Every allocation function of C and C++ comes here, by one of two ways: from
   the stubs of our preload library, as a native function (vr_native.h), or,
   for programs that were built with another replacement of malloc in mind,
   through the callbacks that the core asks for.  Both end in the same few
   operations on blocks (vr_blocks).

   Users: vr_main, vr_unwatched.  Depends on vr_core, vr_options, vr_shadow,
   vr_blocks, vr_clientmem, vr_clock, vr_errors, vr_guard, vr_instrument, vr_trace.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_MALLOC_H
#define VR_MALLOC_H

#include "vr_core.h"

/* Before options are read: announces the replacement of malloc to the core. */
extern void VR_(malloc_register)(void);
/* After options are read: registers the native functions. */
extern void VR_(malloc_init)(void);

/* The preload library is at work in this process.  If it is not (a static
   program), nobody calls us and the heap is not watched. */
extern Bool VR_(preload_seen);

/* Called before the client's exit handlers run; not NULL when the client
   starts. */
extern void (*VR_(before_exit))(void);

#endif
