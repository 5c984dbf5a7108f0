/* vr_census.h: the coroutines that there are, and what each of them uses.

   Those that exist are counted one by one when somebody asks: how much of its
   stack each has used (vr_stackuse), where it is suspended, and what it has
   allocated.  For the latter the heap keeps, from the first coroutine on, the id
   of the one in which a block was allocated; that it was freed need not be told.

   Those that are gone are summed up by where they were created: so many, and the
   one that used most of its stack.

   So that growth is seen if they become more and more, stacks are allocations for
   vr_sites, wherever they lie.

       vr_blocks ──> heap's owners ────────────┐
       vr_coro ────> those that are gone ──────┼──> entries ──> text, JSON
       vr_coro, vr_stackuse: those that exist ─┘

   Users: vr_blocks (telling), vr_report, vr_monitor, vr_growth, vr_main
   (asking).  Depends on vr_core, vr_options, vr_coro, vr_stackuse,
   vr_suspended, vr_contexts, vr_heap, vr_sites.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CENSUS_H
#define VR_CENSUS_H

#include "vr_coro.h"

typedef struct {
   UWord       id;               /* of several: of the one that used most   */
   const HChar* name;            /* NULL: none                              */
   VrCoroState state;
   ThreadId    tid;              /* 0: none                                 */
   SizeT       stack_size;
   SizeT       stack_use;        /* bytes, at most                          */
   Bool        at_least;         /* so many or more                         */
   ULong       resumes;
   UInt        created;          /* a number of vr_contexts.h               */
   Bool        created_unknown;  /* this is who entered it first            */
   ExeContext* stopped_at;       /* NULL: it runs, or it isn't known        */
   ULong       heap_bytes, heap_blocks;   /* allocated there, and live      */
   ULong       count;            /* that this stands for                    */
   Bool        gone;             /* they no longer exist; what they have
                                    allocated isn't known                   */
} VrCensusEntry;

typedef struct {
   VrCensusEntry* entries;       /* those that used most stack first        */
   UInt           n_entries;
   ULong          n_existing, n_gone;
   ULong          heap_bytes, heap_blocks;   /* of all of them              */
} VrCensus;

/* Names are those of the coroutines: valid until the client runs on.  To be
   given back. */
extern VrCensus VR_(census_take)(void);
extern void     VR_(census_give_back)(VrCensus* census);

/* Prints the ten that used most of their stacks, and for each how many more there
   are that were created and stopped where it was; or all of them. */
extern void VR_(census_print_largest)(void);
extern void VR_(census_print_all)(void);

/* With --coro-stats=yes, if there were any. */
extern void VR_(census_at_end)(void);

extern const HChar* VR_(coro_state_name)(VrCoroState state);

/* ---- growth ---- */

/* The number of the site (vr_sites) at which the memory of its stack counts. */
extern UInt VR_(coro_site)(const VrCoro* coro);

/* ---- being told ---- */

extern void VR_(census_init)(void);

/* The running thread has allocated a block of the heap at a. */
extern void VR_(census_alloc)(Addr a);

/* Before each system call: one may remove stacks. */
extern void VR_(census_before_syscall)(UInt number, const UWord* args);

#endif
