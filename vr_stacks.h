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

   Comparing every access with both ends of the dead part would cost too much.
   So translated code asks less, and of several accesses together: is the
   address in the window of some fixed size below the red zone?  In a sound
   program it hardly ever is.  If it is, what is dead there gets marks in the
   shadow map, and the checks that follow find each access to it as they find
   any other.  The marks stay behind; whoever meets them asks stack_dead_part,
   which knows, or has them removed first (stack_settle).

       SP - 128 ├───────────┤ ─┐
                │ xxx       │  │ window: marked when an access comes by
                │ xxx       │ ─┘
                │           │
       low      └───────────┘

   The test holds only while SP is on the same stack.  It can leave it when it
   is set to what was not computed from it.  Ordinary code does that to go back
   up (leave, longjmp); so translated code compares the new SP with the old one
   and with the stack's high end, and everything other than a return is looked at
   here.  Or it leaves it by the core's doing (a new thread, a signal), upon which
   the record is made void.  The record lies in the thread's shadow registers, for
   which vrleak has no other use: so each thread has its own, and scheduling
   costs nothing.

   With --coro-detect=yes, the default, the same test finds switches between
   coroutines: what is neither the thread's own stack nor that of its signal
   handlers is vr_switch's.

   Users: vr_instrument (inline tests), vr_strings, vr_events (system calls),
   vr_leak, vr_corodecl, vr_closed, vr_overflow.
   Depends on vr_core, vr_options, vr_shadow, vr_coro, vr_switch.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_STACKS_H
#define VR_STACKS_H

#include "vr_core.h"
#include "vr_coro.h"
#include "vr_options.h"
#include "libvex_guest_amd64.h"

/* What is known of the stack that SP is on.  All zero, which it is when the
   program starts: nothing, and nothing is tested until SP first changes. */
typedef struct {
   SizeT window;    /* bytes below the red zone; 0: no test, all: find out  */
   Addr  sp_low;    /* SP is on this stack, or off all known stacks, while  */
   Addr  sp_high;   /* sp_low <= SP <= sp_high; 0: find out                 */
   Addr  dead_low;  /* the stack's low end, or VR_NO_STACK                  */
} VrStack;

/* Above all addresses. */
#define VR_NO_STACK (~(Addr)0)

/* Where the record is, in bytes from the guest's registers on. */
#define VR_STACK_OFFSET(field) \
   (sizeof(VexGuestAMD64State) + offsetof(VrStack, field))

/* After the options are read: registers with the core, if there is a need. */
extern void VR_(stacks_init)(void);

/* Are changes of SP to be looked at? */
static inline Bool VR_(stacks_followed)(void)
{
   return VR_(options).check_stack || VR_(options).coro_detect;
}

/* The running thread is about to set SP to sp, which is not a return as far as
   the record knows; guest has its registers, SP still as before. */
extern void VR_(stack_switched)(VexGuestAMD64State* guest, Addr sp);

/* [*low, *high): the stack that tid was started on. */
extern void VR_(stack_home)(ThreadId tid, /*OUT*/Addr* low, /*OUT*/Addr* high);

/* tid is on the stack of coro, says the program. */
extern void VR_(stack_declared)(ThreadId tid, VrCoro* coro);

/* Is it the stack of coro that tid's SP was last seen to be set to?  Frames may have
   got below it since. */
extern Bool VR_(stack_is_of)(ThreadId tid, const VrCoro* coro);

/* The thread tid is ending. */
extern void VR_(stack_thread_ends)(ThreadId tid);

/* The dead part of the stack that the running thread is on, or an empty range;
   exact, other than the inline test. */
extern void VR_(stack_dead_part)(ThreadId tid,
                                 /*OUT*/Addr* low, /*OUT*/Addr* end);

/* An access may be to dead stack, or has met a mark: makes the marks what they
   should be now.  stack_settle removes them all. */
extern void VR_(stack_mark_dead)(ThreadId tid);
extern void VR_(stack_settle)(void);

/* The record of the thread whose registers these are. */
static inline const VrStack* VR_(stack_record)(const VexGuestAMD64State* guest)
{
   return (const VrStack*)(guest + 1);
}

#endif
