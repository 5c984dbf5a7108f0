/* vr_live.h: reports from a program that goes on running.

   Two ways that need no debugger, so that they work in containers and for
   programs that never end:

     --live-report=SIGNAL      the signal asks for a leak report (text, and
                               JSON where --vrleak-out-file says); the program
                               does not get it and does not notice
     --live-interval=SECONDS   the JSON report is written anew, and a line says
                               what has changed

   Users: vr_main.  Depends on vr_core, vr_options, vr_signals, vr_fault,
   vr_restart, vr_unwatched, vr_leak, vr_report.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_LIVE_H
#define VR_LIVE_H

#include "vr_core.h"

/* After the options are read. */
extern void VR_(live_init)(void);

/* Before a thread runs. */
extern void VR_(live_before_client_code)(ThreadId tid);

/* Around each system call. */
extern void VR_(live_before_syscall)(ThreadId tid, UInt number,
                                     const UWord* args);
extern void VR_(live_after_syscall)(ThreadId tid, UInt number,
                                    const UWord* args, SysRes result);

#endif
