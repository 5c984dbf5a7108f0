/* vr_guard.c: see vr_guard.h.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_guard.h"

VG_MINIMAL_JMP_BUF(VR_(guard_landing));
volatile Bool VR_(guarded);

__attribute__((noreturn))
static void land(void)
{
   VG_MINIMAL_LONGJMP(VR_(guard_landing));
}

/* As if the interrupted code had called land(). */
void VR_(guard_divert)(struct vki_sigcontext* c)
{
   VR_(guarded) = False;
   c->rsp = ((c->rsp - 128) & ~15UL) - 8;
   c->rip = (Addr)land;
}
