/* vr_badaccess.h: what happens when a client's access touches a marked byte.

   Translated code tests the shadow map inline and calls one of these helpers if
   a bit is set (vr_instrument).  Not each such access is an error: a watchpoint
   may be there, the tail of an aligned vector load may lie past the end, and
   marks of dead stack may be out of date.  Nothing here is ever executed for a
   good access.

   Users: vr_instrument.  Depends on vr_core, vr_options, vr_shadow, vr_stacks,
   vr_stackmarks, vr_stats, vr_watch, vr_errors, vr_fault.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_BADACCESS_H
#define VR_BADACCESS_H

#include "vr_core.h"

typedef enum { VrAccess_Read, VrAccess_Write, VrAccess_Modify } VrAccessKind;

/* fn: VG_REGPARM(1) void (Addr). */
typedef struct { void* fn; const HChar* name; } VrColdHelper;

/* For an access of 1 << size_log2 bytes, 32 at most. */
extern const VrColdHelper* VR_(cold_helper)(VrAccessKind kind, UInt size_log2);

/* Accesses of odd sizes (fxsave and the like) are rare: the whole test is in
   this helper, which is always called.  kind: a VrAccessKind. */
extern VG_REGPARM(3) void VR_(check_odd_access)(Addr a, SizeT size, UWord kind);

#endif
