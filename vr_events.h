/* vr_events.h: what the core tells about the client's memory.

   Buffers that system calls are about to read or write, code that is about to
   be executed for the first time, signal frames; mappings that come and go;
   threads that end.

   Depends on vr_core, vr_options, vr_shadow, vr_stacks, vr_heap, vr_errors,
   vr_leak.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_EVENTS_H
#define VR_EVENTS_H

#include "vr_core.h"

extern void VR_(events_init)(void);

/* True if the client may touch all of [a, a+n): nothing in it is marked, all
   of it is mapped, and nothing is below the stack pointer of tid (which may
   be VG_INVALID_THREADID: no matter).  Otherwise *first_bad is the lowest byte
   that it may not touch. */
extern Bool VR_(is_accessible)(ThreadId tid, Addr a, SizeT n,
                               /*OUT*/Addr* first_bad);

/* Writable anonymous memory that the client has asked the kernel for since it
   started, by brk or mmap, in bytes: what a heap of its own would live in. */
extern ULong VR_(client_private_bytes);

#endif
