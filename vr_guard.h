/* vr_guard.h: host code that touches client memory which may not be there.

      if (VR_FAULT_GUARD_BEGIN()) { ...touch client memory...; VR_FAULT_GUARD_END(); }
      else { a fault happened somewhere in the guarded part }

   Not reentrant; the guarded part must not call the core and must not leave
   other than by VR_FAULT_GUARD_END.  Variables changed inside must be
   volatile to be used in the else part.

   Users: everyone who reads or writes client memory; vr_fault, whose signal
   handler ends guarded parts.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_GUARD_H
#define VR_GUARD_H

#include "vr_core.h"
#include "pub_tool_libcsetjmp.h"

extern VG_MINIMAL_JMP_BUF(VR_(guard_landing));
extern volatile Bool VR_(guarded);

#define VR_FAULT_GUARD_BEGIN() \
   (VG_MINIMAL_SETJMP(VR_(guard_landing)) == 0 \
    ? (VR_(guarded) = True) : False)
#define VR_FAULT_GUARD_END() \
   do { VR_(guarded) = False; } while (0)

/* Makes the guarded part that a signal has interrupted go on in its else
   part, when the signal's handler returns. */
extern void VR_(guard_divert)(struct vki_sigcontext* c);

#endif
