/* vr_stacks.h: the stack that a thread runs on, and what of it is dead.

   Below the stack pointer, beyond the red zone that the ABI leaves to leaf
   functions, a stack holds only frames that are over:

       high  ┌────────────────┐
             │ frames         │
       SP -> ├────────────────┤
             │ red zone, 128  │
             ├────────────────┤ <- SP - 128
             │ dead           │    an access here is an error
       low   └────────────────┘

   This says nothing about other stacks, nor about memory that merely looks
   like one: a coroutine's stack may have its owner's data below it in the same
   mapping or heap block.  So dead is only what lies in a stack whose low end
   is certain, because somebody has declared it:

     - the main thread's: the core has placed it;
     - other threads': the C library has written down, in the thread's
       descriptor, what it or the program has set aside as its stack;
     - the alternate signal stack: sigaltstack's argument.

   While SP points anywhere else nothing is dead.

   Translated code compares addresses with the guest's SP and the word `last'
   of VrStack, and must know that SP is still on the same stack.  It can leave
   it only by a change of SP other than by a constant, after which SP is
   compared with the bounds, or by the core's doing (a new thread, a signal),
   upon which the record is made void.  The record lies in the thread's shadow
   registers, for which vrleak has no other use: so each thread has its own,
   and scheduling costs nothing.

   Users: vr_instrument (inline test), vr_strings, vr_events (system calls).
   Depends on vr_core, vr_options, vr_shadow.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_STACKS_H
#define VR_STACKS_H

#include "vr_core.h"
#include "libvex_guest_amd64.h"

/* All zero: void, SP's stack has to be found out.  An address a may be dead if
   a > last and a < SP - VG_STACK_REDZONE_SZB. */
typedef struct {
   Addr  last;      /* the byte below the stack; VR_NO_STACK: no such       */
   Addr  sp_low;    /* SP is on this stack, or off all known stacks, while  */
   SizeT sp_size;   /* SP - sp_low < sp_size                                */
} VrStack;

/* Above all addresses, yet positive. */
#define VR_NO_STACK (1UL << 62)

/* Where the record is, in bytes from the guest's registers on. */
#define VR_STACK_OFFSET(field) \
   (sizeof(VexGuestAMD64State) + offsetof(VrStack, field))

/* Accesses up to this far from one that was found to be dead, or near the dead
   part, are looked at more closely: see VR_(stack_suspect). */
#define VR_STACK_REACH 512

/* If --check-stack=yes: registers with the core. */
extern void VR_(stacks_init)(void);

/* SP, of the running thread, has left its stack as far as the record knows. */
extern void VR_(stack_switched)(Addr sp);

/* The dead part of the stack that the running thread is on, or an empty range;
   exact, other than the inline test. */
extern void VR_(stack_dead_part)(ThreadId tid,
                                 /*OUT*/Addr* low, /*OUT*/Addr* end);

/* Translated code tests once what several of its accesses have in common, and
   the test has hit at a.  Marks what is dead within reach of a in the shadow
   map, so that the checks of the other accesses hit as well if they should.
   The marks are temporary: whoever meets a mark, or the memory itself, first
   calls stack_settle and then asks again. */
extern void VR_(stack_suspect)(Addr a, Addr dead_low, Addr dead_end);
extern void VR_(stack_settle)(void);

/* The record of the thread whose registers these are. */
static inline const VrStack* VR_(stack_record)(const VexGuestAMD64State* guest)
{
   return (const VrStack*)(guest + 1);
}

#endif
