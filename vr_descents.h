/* vr_descents.h: where the stack pointer goes down in a superblock.

   A function gets its frame in one or more steps, each of which may write where
   it has got to, and then goes on with something else:

        push %rbp          a step:  SP#0 - 8, and a store there
        mov  %rsp, %rbp
        sub  $40, %rsp     a step:  SP#0 - 48, the last of this descent
        mov  %rdi, (%rbx)
        call f             another descent: SP#0 - 56

   So, to know how far down it gets, one look at each descent's last step is
   enough; and none at a descent that gets no further than one before.  A leaf
   function's store below SP is a step, too.  Only distances that are constant
   count (vr_places.h).

   User: vr_instrument.  Depends on vr_core, vr_places.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_DESCENTS_H
#define VR_DESCENTS_H

#include "vr_core.h"
#include "vr_places.h"

/* ends[i] becomes whether a descent ends with statement i; room for all.
   of_temp: scratch, room for all temporaries. */
extern void VR_(find_descents)(const IRSB* sb, VrPlace* of_temp, UChar* ends);

/* What a step goes down to: the new SP, or the address of a store. */
extern IRExpr* VR_(reach_of)(const IRStmt* st);

#endif
