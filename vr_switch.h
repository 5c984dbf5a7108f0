/* vr_switch.h: which coroutine does the thread run in now?

   The stack pointer tells.  Code that was compiled moves it by constants, or by
   computed amounts (alloca), and sets it to what it was before, which is further
   up (leave, longjmp).  So

        SP is set to a value that is not computed from it, and is
           above the old one, on the same stack     a return: nothing happened
           anything else                            perhaps a switch

   and only the latter comes here (from vr_stacks, which knows the threads' own
   stacks).  Then the question is whose stack the new value is on:

     - a stack in the register (vr_coro): that one is resumed;
     - the thread's own: back to the thread;
     - otherwise a stack that was not seen before.  It lies in a block of the
       heap, or in a mapping.  Its low end is where that begins, or the next stack
       ends; its high end is just above SP, since a stack is entered at its top.

   Memory may hold many stacks, side by side, of which the first that is seen gets
   all that is below it.  The others give themselves away, because a suspended
   coroutine can't be resumed at an SP that is far below its frames:

        ┌───────────┐                    ┌───────────┐
        │ A         │                    │ A         │
        │- - - - - -│ <- A's SP          │           │
        │           │                    │           │
        │           │ <- new SP      =>  ├───────────┤ a new stack, B
        │           │                    │           │
        └───────────┘                    └───────────┘

   If such a conclusion was wrong, because several take turns on one stack
   (contents copied in and out, as libaco does), A will be left with its SP in B's
   part, or frames of B return into A's: then they become one again, and it is
   remembered that this stack is shared.

   Users: vr_stacks (SP), vr_corodecl (hints).  Depends on vr_core, vr_coro,
   vr_closed, vr_heap, vr_mapped, vr_callers, vr_stackuse, vr_suspended,
   vr_stats.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SWITCH_H
#define VR_SWITCH_H

#include "vr_coro.h"
#include "libvex_guest_amd64.h"

extern void VR_(switch_init)(void);

/* The thread, whose registers (with the old SP) are in guest, is about to set SP
   to sp, which is not on its own stack.  The coroutine that it runs in then;
   NULL: sp is in no memory that could be one's stack. */
extern VrCoro* VR_(switch_to)(ThreadId tid, const VexGuestAMD64State* guest,
                              Addr sp);

/* Will be called when a thread sets SP to where a coroutine was suspended that
   has been destroyed. */
extern void VR_(switch_at_resumption)(void (*tell)(ThreadId tid,
                                                   const VrDeadCoro* dead,
                                                   Addr sp));

/* The same, but sp is on the thread's own stack. */
extern void VR_(switch_home)(ThreadId tid, const VexGuestAMD64State* guest);

/* The value of a pointer that glibc's setjmp has mangled with its secret. */
extern UWord VR_(pointer_guard);
static inline UWord VR_(demangled)(UWord word)
{
   return (word >> 17 | word << 47) ^ VR_(pointer_guard);
}

/* Where tid has left its own stack for a coroutine; NULL: it is on it, or was when
   it ended. */
extern const VrStop* VR_(switch_home_stop)(ThreadId tid);

/* tid is about to execute a signal handler: it may leave from there. */
extern void VR_(switch_interrupted)(ThreadId tid);

extern void VR_(switch_thread_begins)(ThreadId tid);

/* tid ends. */
extern void VR_(switch_thread_ends)(ThreadId tid);

/* ---- hints of the program; SP has the last word ---- */

/* If the next switch of tid leads to a stack that isn't known, then that is the
   one of coro (which has no bounds so far). */
extern void VR_(switch_expect)(ThreadId tid, VrCoro* coro);

/* The coroutine that tid runs in will not be resumed after its next switch. */
extern void VR_(switch_finishing)(ThreadId tid);

/* tid is about to leave the stack that it is on: of use where switches are not
   followed (--coro-detect=no). */
extern void VR_(switch_leaving)(ThreadId tid);

/* The stack that tid is on is that of coro. */
extern void VR_(switch_adopt)(ThreadId tid, VrCoro* coro);

/* Where tid came from in its last switch: NULL for its own stack, and if that
   coroutine is gone. */
extern VrCoro* VR_(switch_previous)(ThreadId tid);

#endif
