/* vr_instrument.h: the pass over VEX IR that inserts the access checks.

   For every load and store of translated client code it emits a test of the
   shadow map, inline, and a call of a cold helper guarded by that test; on
   the path of a good access nothing is called.  The calls of native functions
   (vr_native.h) are planted here too.

   Depends on vr_core, vr_options, vr_places, vr_shadow, vr_stacks,
   vr_stackmarks, vr_clientmarks, vr_stats, vr_watch, vr_badaccess,
   vr_descents, vr_overflow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_INSTRUMENT_H
#define VR_INSTRUMENT_H

#include "vr_core.h"
#include "vr_native.h"
#include "libvex_guest_amd64.h"

/* Executes a native function; see vr_native.h for the protocol. */
typedef void (*VrNativeHandler)(VexGuestAMD64State* guest);

/* Must be called before the first translation, once per function. */
extern void VR_(native_register)(enum VrNativeFn fn, VrNativeHandler handler);

/* In a handler: which function is it that was called? */
extern enum VrNativeFn VR_(native_running)(const VexGuestAMD64State* guest);

/* before will be called each time the client enters the function at entry,
   with the registers as they are then.  There is one such function; entry 0:
   none.  Must be called before that code is translated. */
extern void VR_(call_before)(Addr entry, void (*before)(void));

/* The tool's instrument callback. */
extern IRSB* VR_(instrument)(VgCallbackClosure* closure, IRSB* in,
                             const VexGuestLayout* layout,
                             const VexGuestExtents* vge,
                             const VexArchInfo* archinfo_host,
                             IRType gWordTy, IRType hWordTy);

#endif
