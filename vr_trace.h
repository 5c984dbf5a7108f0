/* vr_trace.h: --trace-malloc=yes, one line for each call of the malloc family.

      --4711-- malloc(10) = 0xC80012040
      --4711-- free(0xC80012040)

   in the words of Memcheck, whose C++ operators have their mangled names.

   Users: vr_malloc.  Depends on vr_core, vr_options, vr_native, vr_instrument.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_TRACE_H
#define VR_TRACE_H

#include "vr_core.h"
#include "vr_instrument.h"

/* Prints what is called, calls, prints what came of it. */
extern void VR_(trace_call)(enum VrNativeFn fn, VrNativeHandler handler,
                            VexGuestAMD64State* guest);

#endif
