/* vr_coro.h: the stacks that a program switches between by itself.

   A coroutine (fiber, green thread) is, for vrleak, a stack: a range of memory
   that the stack pointer is moved into and out of by the program.  This is the
   register of them, and nothing more: who enters a stack here is vr_switch, which
   watches the stack pointer, or the program itself, by a client request; what a
   switch means for the stack that is left is vr_switch's business, too.

        ┌────────────┐ high        id, name            who it is
        │ frames     │             created             where it came from
        │            │             state, tid          what it does
stop.sp ├────────────┤             stop                where it was left
        │ dead       │
low_water - - - - - -│             the lowest SP seen at a switch; if vr_stackuse
        │            │             was asked, the deepest use
        │ unused     │
        └────────────┘ low

   Ranges never overlap: whoever is new takes the place of what was there.  By
   address a stack is found through a table of pages looked up lately, else in
   an ordered tree; by id through a hash table.  Nothing here depends on how many
   there are, but for the logarithm of the tree's depth.

   Stacks that are gone are remembered for a while (the last VR_CORO_GRAVES of
   them): a pointer into one of them may still be about.

   Users: vr_switch, vr_corestacks, vr_corodecl (entering), vr_stacks,
   vr_callers, vr_errors, vr_blocks, vr_events.  Depends on vr_core, vr_below,
   vr_options.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CORO_H
#define VR_CORO_H

#include "vr_core.h"

typedef enum {
   VrCoro_Suspended,             /* also: created, and never run so far     */
   VrCoro_Running,               /* on thread tid                           */
   VrCoro_Finished,              /* it has left its stack for good          */
   VrCoro_Abandoned              /* a leak search found it out of reach;
                                    this register never says so by itself   */
} VrCoroState;

typedef enum {
   VrCoroBy_Detection,           /* SP was seen there                       */
   VrCoroBy_Valgrind,            /* VALGRIND_STACK_REGISTER                 */
   VrCoroBy_Vrleak               /* VRLEAK_CORO_CREATE or ..._SWITCH_BEGIN  */
} VrCoroOrigin;

/* rbx, rbp, r12 to r15: what a called function must preserve. */
#define VR_CORO_REGISTERS 6
#define VR_CORO_RBP       1

/* Where a stack was left. */
typedef struct {
   Addr  sp, ip;                 /* both 0: never                           */
   UWord registers[VR_CORO_REGISTERS];
} VrStop;

/* A switch touches the first two lines of the cache, and waits for the first one,
   in which stop.sp is, too. */
typedef struct VrCoro VrCoro;
struct VrCoro {
   VrCoro*      next;            /* of the core's hash table, as is id      */
   UWord        id;              /* never 0                                 */
   Addr         low, high;       /* [low, high); both 0: not known yet      */
   ThreadId     tid;             /* that it runs on, or ran on last         */
   VrCoroState  state  : 4;
   VrCoroOrigin origin : 4;
   Bool         exact  : 1;      /* the bounds were declared; otherwise low
                                    is where the memory, or another stack,
                                    ends, and high a guess from entry_sp    */
   Bool         shared : 1;      /* several are on this stack: its contents are
                                    copied in and out, or it was taken for
                                    one and is more                         */
   Bool         cut_off : 1;     /* its thread ended while it ran: its frames
                                    are as they were                          */
   Bool         abandoned : 1;   /* found out of reach by the last search for
                                    leaks                                     */
   Bool         overflowed : 1;  /* its frames have reached below low       */
   Bool         has_popped : 1;  /* it has been above entry_sp, and not over  */
   Bool         leaving : 1;     /* deregistered while it ran: goes when SP
                                    leaves it                               */
   Bool         created_unknown : 1;  /* see created                        */
   Addr         low_water;       /* lowest SP seen; 0: has never run        */
   Addr         entry_sp;        /* SP when it was first entered            */
   VrStop       stop;            /* not running: where it was left; running:
                                    of no meaning                           */
   ULong        resumes;         /* how often it was switched to            */
   UInt         created;         /* where (of those only seen: their memory,
                                    or, with created_unknown, who entered it
                                    first): a number of vr_contexts.h       */
   UInt         destroyed;       /* leaving: where that was said            */
   UInt         birth;           /* VR_(heap_birth) when it was created     */
   Addr         return_slot, return_to;    /* where its function's return
                                    address was, and what (vr_suspended);
                                    both 0: not known                       */
   Addr         clean, dirty;    /* when it was first entered, all zero from
                                    clean on, and below dirty (vr_stackuse);
                                    both 0: not looked at                   */
   Addr         first_frame;     /* of a declared one: its frames begin below
                                    (vr_closed)                              */
   SizeT        site_bytes;      /* that it has in vr_sites at created; 0: a
                                    block's, which is there itself          */
   HChar*       name;            /* NULL: none                              */
   struct VrPlace* place;        /* vr_coro's own                           */
} __attribute__((aligned(64)));

/* A stack that is no longer one. */
typedef struct VrDeadCoro VrDeadCoro;
struct VrDeadCoro {
   VrDeadCoro*  next;            /* of the core's hash table, as is id      */
   UWord        id;
   Addr         low, high;
   Addr         low_water;
   VrCoroState  state;           /* when it ended                           */
   VrCoroOrigin origin;
   Addr         entry_sp, stop_sp;    /* stop_sp 0: has never run           */
   UInt         created, destroyed;   /* destroyed 0: not known             */
   Bool         created_unknown; /* as in VrCoro                            */
   Bool         memory_gone;     /* that was its end                        */
   Bool         resumed;         /* whoever did so has been told            */
   Bool         is_latest;       /* no later one has had a part of [low, high) */
   HChar*       name;            /* NULL: none                              */
};

#define VR_CORO_GRAVES 1024

/* After the options are read. */
extern void VR_(coro_init)(void);

/* Was there ever one?  Before that, nobody needs to ask anything. */
extern Bool VR_(coro_seen);

/* Will be called when the first one is entered. */
extern void VR_(coro_at_first)(void (*tell)(void));

/* Will be called before one is given up; its memory may be gone already. */
extern void VR_(coro_at_end)(void (*tell)(VrCoro* coro));

/* Will be called when one has got its bounds, or others; two may ask for it. */
extern void VR_(coro_at_move)(void (*tell)(VrCoro* coro));

/* Will be called when memory goes that may have been the stack of one, or still
   is. */
extern void VR_(coro_at_memory_gone)(void (*tell)(Addr a, SizeT n));

/* ---- finding ---- */

static inline Bool VR_(coro_contains)(const VrCoro* coro, Addr a)
{
   return a - coro->low < coro->high - coro->low;
}

/* A coroutine is usually resumed near where it stopped, so the page tells which
   it is.  Records are never given back to the core: one that is no longer in use
   contains nothing. */
#define VR_CORO_RECENT_LOG2 15
extern VrCoro* VR_(coro_recent)[1 << VR_CORO_RECENT_LOG2];

static inline VrCoro** VR_(coro_recent_slot)(Addr a)
{
   return &VR_(coro_recent)[(a / VKI_PAGE_SIZE) * 0x9e3779b97f4a7c15UL
                            >> (64 - VR_CORO_RECENT_LOG2)];
}

/* What coro_at does if that doesn't help. */
extern VrCoro* VR_(coro_look_up)(Addr a);

/* The stack with low <= a < high; NULL: none.  A stack pointer may be equal to
   high (an empty stack): pass sp - 1. */
static inline VrCoro* VR_(coro_at)(Addr a)
{
   VrCoro* coro = *VR_(coro_recent_slot)(a);

   return LIKELY(coro != NULL && VR_(coro_contains)(coro, a))
        ? coro : VR_(coro_look_up)(a);
}

/* The one with the highest low <= a; NULL: none. */
extern VrCoro* VR_(coro_at_or_below)(Addr a);

/* NULL: there is none with that id (any more). */
extern VrCoro* VR_(coro_by_id)(UWord id);

/* Had there been one with that id? */
extern Bool VR_(coro_was)(UWord id);

/* The stack that was at a and has been given up, if it was the last to have any of
   its memory. */
extern VrDeadCoro* VR_(coro_dead_at)(Addr a);
extern VrDeadCoro* VR_(coro_dead_by_id)(UWord id);

/* The coroutine that tid runs in now; NULL: none, it is on its own stack. */
extern VrCoro* VR_(coro_of)(ThreadId tid);

/* All of them, by rising address (those without bounds first). */
extern void VR_(coro_visit)(void (*visit)(VrCoro* coro, void* opaque),
                            void* opaque);
extern UInt VR_(coro_count)(void);

/* For sorting an array of VrCoro* in that order. */
extern Int VR_(coro_by_low)(const void* a, const void* b);

/* Bytes of the frames of all of them: from SP to the high end. */
extern ULong VR_(coro_frames_size)(void);

/* ---- entering and changing ---- */

/* A new stack in state Suspended, with the next id.  What was in [low, high)
   before is given up.  low = high = 0: the bounds are not known yet. */
extern VrCoro* VR_(coro_add)(Addr low, Addr high, VrCoroOrigin origin,
                             UInt created);

/* The same stack elsewhere, or larger; others in the new range are given up. */
extern void VR_(coro_move)(VrCoro* coro, Addr low, Addr high);

/* name is copied; NULL: none. */
extern void VR_(coro_set_name)(VrCoro* coro, const HChar* name);

/* It no longer exists.  where: a number of vr_contexts.h, 0: not known. */
extern void VR_(coro_remove)(VrCoro* coro, UInt where);

/* By thread: what coro_of gives where switches are followed.  Only vr_switch says so,
   and keeps the rest of both records right. */
extern VrCoro** VR_(coro_current);

/* [a, a + n) was freed or unmapped: stacks whose memory this was are gone.
   Cheap if n < VR_(coro_smallest), which is all that has to be tested first. */
extern SizeT VR_(coro_smallest);
extern void  VR_(coro_memory_gone)(Addr a, SizeT n, UInt where);

/* [a, a + n) is the stack of a thread, or of signal handlers, from now on. */
extern void VR_(coro_memory_taken)(Addr a, SizeT n);

/* ---- words ---- */

/* "coroutine 17 'http-worker'" or "coroutine 17". */
extern const HChar* VR_(coro_title)(UWord id, const HChar* name,
                                    HChar* buf, SizeT size);

#define VR_CORO_TITLE_SIZE 128

#endif
