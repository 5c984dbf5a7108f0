/* vr_clientmarks.h: memory that the client itself declares not addressable.

   VALGRIND_MAKE_MEM_NOACCESS, the red zones of pools and custom blocks, and what
   is freed in them.  That may be anywhere: in blocks of the heap, in static
   memory, in a frame of the stack.

   Accesses whose address tells that they are to static memory (a constant) or
   to the frame (SP plus a constant) are not checked, since nothing is marked
   there.  From the first such mark on they are: the code translated so far is
   thrown away, and what is translated from then on has these checks, too.
   Programs without such marks pay nothing.

       marked              constants    SP + constant    %fs + constant
       in the heap         -            -                -
       in a live frame     checked      checked          checked
       anywhere else       checked      -                checked

   Users: vr_requests, vr_custom (marking), vr_instrument (asking).
   Depends on vr_core, vr_shadow, vr_heap, vr_stackmarks.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CLIENTMARKS_H
#define VR_CLIENTMARKS_H

#include "vr_core.h"
#include "vr_stackmarks.h"

/* Marks [a, a+n) on the client's request. */
extern void VR_(client_mark)(Addr a, SizeT n);

/* Has anything outside the heap ever been marked? */
extern Bool VR_(marks_outside_heap);

#endif
