/* vr_watch.h: gdb's watchpoints.

   gdb, connected by vgdb, can have memory watched ("watch", "rwatch", "awatch")
   as if by hardware.  Watched bytes are marked in the shadow map, so that the
   checks that find errors find accesses to them as well; then the core is asked
   whether it was one, and stops the program for gdb:

      access ──check──> mark ──> watched? ──yes──> gdb
                                    └──no──> an error

   Accesses to globals at constant addresses and to the stack, which need no
   checks otherwise, get them from the first watchpoint on: the code translated
   so far is thrown away.

   Users: vr_instrument, vr_events, vr_main.  Depends on vr_core, vr_shadow,
   vr_heap.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_WATCH_H
#define VR_WATCH_H

#include "vr_core.h"

/* Has there ever been a watchpoint? */
extern Bool VR_(watching);

/* Before the options are read: registers with the core. */
extern void VR_(watch_init)(void);

/* The program reads or writes [a, a+n), which is marked.  True if that is
   because it is watched: then gdb has been told. */
extern Bool VR_(watch_hit)(Addr a, SizeT n, Bool is_write);

#endif
