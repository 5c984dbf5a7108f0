/* vr_rootorder.h: the roots in the order in which they are trusted.

   Where more than one word leads to a block, the one that is looked at first is
   taken for its holder.  vr_roots finds the roots; here they are put in order:

       1  static and thread-local variables
       2  stacks, from the outermost frame inwards: what is there lives longer
       3  registers that callees preserve, then the others, which may be leftovers
       4  the dynamic linker's data: among them are times, counted in cycles,
          that look like addresses

   A register has an address, too, below all real ones.

   Users: vr_owners, vr_rootnames.  Depends on vr_core, vr_roots, vr_savedregs.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ROOTORDER_H
#define VR_ROOTORDER_H

#include "vr_core.h"

typedef struct {
   ThreadId     tid;
   const HChar* name;
   UWord        value;
} VrRegister;

/* Calls range for memory, which is to be read from its end if downwards is set,
   and word for registers. */
extern void VR_(rootorder_visit)(void (*range)(Addr start, Addr end,
                                               Bool downwards),
                                 void (*word)(Addr at, UWord value));

/* The register that has the address a (until the next visit), or NULL. */
extern const VrRegister* VR_(register_at)(Addr a);

/* Is it one of those that callees don't preserve? */
extern Bool VR_(is_leftover)(Addr a);

/* The thread in whose stack a is, its thread-local variables included. */
extern Bool VR_(stack_of)(Addr a, /*OUT*/ThreadId* tid);

#endif
