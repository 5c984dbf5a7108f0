/* vr_protect.h: memory that the client had and has made inaccessible itself.

   An access to memory that was mapped PROT_NONE (a guard page) is an error; an
   access to memory whose permissions the client took away later is how some
   programs catch their own accesses, and only raises the signal that they
   asked for.  The mappings look the same in the end, so the difference has to
   be kept: the ranges that lost their permissions by mprotect.

   Fed by vr_events, asked by vr_fault; depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PROTECT_H
#define VR_PROTECT_H

#include "vr_core.h"

/* [a, a+n) has just got these permissions by mprotect. */
extern void VR_(note_mprotect)(Addr a, SizeT n, Bool r, Bool w, Bool x);
/* [a, a+n) is mapped anew or no longer mapped. */
extern void VR_(forget_protection)(Addr a, SizeT n);

extern Bool VR_(protected_by_client)(Addr a);

#endif
