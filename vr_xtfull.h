/* vr_xtfull.h: the running account that --xtree-memory=full asks for.

   For each stack: what it allocated, what of that still lives, and what was
   freed from it.  The account is the core's (pub_tool_xtmemory.h); here is how
   the heap reports to it.

   It costs half of what malloc and free do themselves, and is rarely wanted:
   whoever is on their way asks VR_(xtfull_is_on) where it turns off for other
   rare things already.

   Users: vr_blocks, vr_custom, vr_requests (report to it), vr_xtree (prints
   it).  Depends on vr_core, vr_options, vr_contexts, vr_callers.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_XTFULL_H
#define VR_XTFULL_H

#include "vr_core.h"

extern Bool VR_(xtfull_is_on);

/* After the options are read: is it on, and do the other options allow it? */
extern void VR_(xtfull_init)(void);

/* To be called while it is on.  A free_ecu of 0 (such stacks are not kept)
   means the stack of the running thread. */
extern void VR_(xtfull_add)(SizeT size, UInt alloc_ecu);
extern void VR_(xtfull_remove)(SizeT size, UInt alloc_ecu, UInt free_ecu);
extern void VR_(xtfull_resize)(SizeT old_size, SizeT size, UInt alloc_ecu);

#endif
