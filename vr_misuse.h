/* vr_misuse.h: requests that make no sense.

   A program that passes a request something wrong hears of it once for each
   mistake and each place where it is made, and goes on.

   Users: vr_checkpoints, vr_containers, vr_requests.  Depends on vr_core,
   vr_callers, vr_contexts.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_MISUSE_H
#define VR_MISUSE_H

#include "vr_core.h"

/* Prints "Warning: ..." with the stack of tid. */
extern void VR_(warn_of_misuse)(ThreadId tid, const HChar* format, ...)
   PRINTF_CHECK(2, 3);

/* How often this was called before with the same what (a string literal: its
   address counts) by the same stack, a number as in vr_contexts. */
extern UInt VR_(times_here)(const HChar* what, UInt stack);

#endif
