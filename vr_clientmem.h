/* vr_clientmem.h: the tool fills and copies the client's blocks.

   The client may have unmapped or protected the pages of its own blocks, so
   the tool touches them under guard only.  A page that faults is left as it is,
   the others get what they should: the client gets its own fault when it goes
   there.

   Users: vr_blocks, vr_malloc.  Depends on vr_core, vr_fill, vr_guard, vr_shadow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CLIENTMEM_H
#define VR_CLIENTMEM_H

#include "vr_core.h"

/* n bytes at a. */
extern void VR_(client_fill)(Addr a, SizeT n, UChar byte);

/* The ranges don't overlap.  What the client has made unreadable is copied all
   the same: the contents of a block move with it. */
extern void VR_(client_copy)(Addr to, Addr from, SizeT n);

/* True if the client may write a word at a, without changing it. */
extern Bool VR_(client_can_write_word)(Addr a);

#endif
