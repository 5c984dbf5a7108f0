/* vr_limits.h: a client that limits its own address space.

   The kernel counts the tool's map and heap against RLIMIT_AS, 16 GB and more:
   a program that allows itself 4 GB would get no more memory from then on, nor
   would the tool.  So the client's limits are shifted on their way to the
   kernel and back:

      client sets L  ──────────>  kernel is told L + what the tool needs
      client reads M - that  <──  kernel says M

   The kernel still enforces the limit, by and large.  Programs that the client
   executes inherit the larger one.

   Called by vr_main, which has the core's system call hooks; depends on
   vr_core and vr_shadow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_LIMITS_H
#define VR_LIMITS_H

#include "vr_core.h"

/* Around each system call: its number and arguments, and what came of it. */
extern void VR_(limits_before_syscall)(UInt number, const UWord* args);
extern void VR_(limits_after_syscall)(UInt number, const UWord* args,
                                      SysRes result);

#endif
