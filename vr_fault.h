/* vr_fault.h: accesses that the processor refuses.

   Unmapped memory carries no marks in the shadow map; touching it raises
   SIGSEGV or SIGBUS.  Three kinds of faults reach the handler that this file
   puts in front of the core's:

     - in translated code, at the client's own access: the client will get its
       signal; just before, the access is reported as an error;
     - in translated code, in the load from the shadow map (a client address
       beyond the map's reach): as above, but the client's address has to be
       recovered from the host registers, and the signal's si_addr corrected;
     - in host code that works on client memory and is prepared for that
       (vr_guard.h): it is abandoned.  A native function (vr_native.h) declines
       then, so that its slow path performs the access in translated code.

   Users: vr_instrument, vr_live, vr_main.  Depends on vr_core, vr_options,
   vr_shadow, vr_guard, vr_hostcode, vr_protect, vr_errors.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_FAULT_H
#define VR_FAULT_H

#include "vr_core.h"

/* The signal that ends the process, as soon as that is decided; 0: none. */
extern Int VR_(fatal_signal);

/* If set: asked about each signal before it is delivered to tid.  True: the
   program does not get it. */
extern Bool (*VR_(take_signal))(ThreadId tid, Int signal);

/* An inline check has just reported this access by the current instruction of
   tid; the fault that probably follows must not report it again. */
extern void VR_(fault_already_reported)(ThreadId tid, Addr a, SizeT size);

#endif
