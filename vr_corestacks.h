/* vr_corestacks.h: what the core believes about stacks.

   The core keeps its own list of stacks (m_stacks.c): one linked list, searched
   from its head for each trace and each stack pointer it can't place, which with
   ten thousand registered coroutines takes most of the time.  Nothing else is in
   that object of the core's archive than the six functions

        vgPlain_register_stack      VALGRIND_STACK_REGISTER, threads, main
        vgPlain_deregister_stack    VALGRIND_STACK_DEREGISTER, threads
        vgPlain_change_stack        VALGRIND_STACK_CHANGE, growth of main's
        vgPlain_stack_limits        how far the unwinder may go
        vgPlain_unknown_SP_update   (and ..._w_ECU) for tools that track SP

   so that, with all of them defined here, the linker never takes it, and what
   the core asks is answered from our register (vr_coro): in logarithmic time,
   and rightly on stacks that nobody has registered.  This holds for 3.19 and
   for 3.28-dev, whose m_stacks.c are the same.

   A trace on a coroutine's stack ends at its entry function.  Above that there
   is whatever the program has prepared there to get it started, which the
   unwinder would take for return addresses; VG_(get_StackTrace) is wrapped at
   link time to leave that out.  (It also gives up within 128 bytes of a stack's
   end; then it is asked once more, under guard, with an end that is further up.)

   User: the core, which declares these functions (vr_core.h).  Depends on vr_core,
   vr_coro, vr_corodecl, vr_guard, vr_suspended.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CORESTACKS_H
#define VR_CORESTACKS_H

#include "vr_core.h"

#endif
