/* vr_restart.h: system calls that go on after a signal for vrleak itself.

   A signal wakes a thread that waits in a system call.  When the signal is not
   meant for the program, the program must not see that: the call is to be
   executed again, as if nothing had happened, and it must not wait longer for
   that than it was told to.

      the program        kernel                     here
      ───────────        ──────                     ────
      poll(.., 5000) ──> waits
                         signal after 3 s ────────> not for the program:
                         EINTR                      the instruction again,
      poll(.., 2001) <───────────────────────────── for what is left
                  └────> waits ── ready ──────────> the register as it was
      goes on

   Threads that were waiting for something else must be told apart from those
   that were woken by a signal of the program's own, which sees EINTR.

   A transfer that was interrupted half-way ends there: write() says how much
   it wrote.

   Users: vr_live, vr_main.  Depends on vr_core, vr_fault.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_RESTART_H
#define VR_RESTART_H

#include "vr_core.h"

/* From now on system calls are watched; until then the others do nothing. */
extern void VR_(restart_init)(void);

/* Around each system call. */
extern void VR_(restart_before_syscall)(ThreadId tid, UInt number,
                                        const UWord* args);
extern void VR_(restart_after_syscall)(ThreadId tid, UInt number,
                                       const UWord* args, SysRes result);

/* A signal arrived at thread tid (and has perhaps interrupted its system call,
   or that of another thread).  Is the program to get it? */
extern void VR_(restart_on_signal)(ThreadId tid, Bool for_program);

/* The system call that has just ended for tid is executed again. */
extern void VR_(restart_now)(ThreadId tid, UInt number, const UWord* args);

/* Time has passed since: a call that tid is about to execute again waits that
   much less. */
extern void VR_(restart_catch_up)(ThreadId tid);

#endif
