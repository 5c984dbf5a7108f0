/* vr_fault.h: accesses that the processor refuses.

   Unmapped memory carries no marks in the shadow map; touching it raises
   SIGSEGV or SIGBUS.  Three kinds of faults reach the handler that this file
   puts in front of the core's:

     - in translated code, at the client's own access: the client will get its
       signal; just before, the access is reported as an error;
     - in translated code, in the load from the shadow map (a client address
       beyond the map's reach): as above, but the client's address has to be
       recovered from the host registers, and the signal's si_addr corrected;
     - in a native function (vr_native.h) that works on client memory for the
       client: it is abandoned and declines, so that its slow path performs
       the access in translated code.

   Depends on vr_core, vr_options, vr_shadow, vr_errors.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_FAULT_H
#define VR_FAULT_H

#include "vr_core.h"
#include "pub_tool_libcsetjmp.h"

/* Guards host code that dereferences client addresses:

      if (VR_FAULT_GUARD_BEGIN()) { ...touch client memory...; VR_FAULT_GUARD_END(); }
      else { a fault happened somewhere in the guarded part }

   Not reentrant; the guarded part must not call the core and must not leave
   other than by VR_FAULT_GUARD_END.  Variables changed inside must be
   volatile to be used in the else part. */
extern VG_MINIMAL_JMP_BUF(VR_(fault_landing));
extern volatile Bool VR_(fault_guarded);

#define VR_FAULT_GUARD_BEGIN() \
   (VG_MINIMAL_SETJMP(VR_(fault_landing)) == 0 \
    ? (VR_(fault_guarded) = True) : False)
#define VR_FAULT_GUARD_END() \
   do { VR_(fault_guarded) = False; } while (0)

/* The signal that ends the process, as soon as that is decided; 0: none. */
extern Int VR_(fatal_signal);

/* If set: asked about each signal before it is delivered to tid.  True: the
   program does not get it. */
extern Bool (*VR_(take_signal))(ThreadId tid, Int signal);

/* An inline check has just reported this access by the current instruction of
   tid; the fault that probably follows must not report it again. */
extern void VR_(fault_already_reported)(ThreadId tid, Addr a, SizeT size);

#endif
