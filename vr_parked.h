/* vr_parked.h: the stacks of coroutines, as the leak scan sees them.

   What is alive of a stack depends on what its coroutine does:

      suspended            running               finished
    ┌───────────┐        ┌───────────┐        ┌───────────┐ high
    │ frames    │        │ frames    │        │ (owner's) │
    ├───────────┤ stop   ├───────────┤ SP     ├───────────┤ entry_sp
    │ xxxxxxxxx │        │ xxxxxxxxx │        │ xxxxxxxxx │
    │ xxxxxxxxx │        │ xxxxxxxxx │        │ xxxxxxxxx │   xxx: dead
    └───────────┘        └───────────┘        └───────────┘ low

   and the registers that a suspended one had belong to its frames.  One that was
   declared, and has not run so far, is suspended, too, and all of its stack is alive:
   it may have been prepared there.  But a coroutine
   that nobody can resume, because nobody refers to it, is lost, with all that
   only its frames hold.  So its memory has to be reached before it counts.  For a
   block of the heap that is how it is anyway; a mapping that holds a
   suspended coroutine is treated as if it were a block:

      memory of the stack        scanned
      block of the heap          when it is reached       \  a holder, without
      mapping                    when it is reached       /  its dead parts
      static, thread's, huge     always: it is a root, without its dead parts

   Somebody refers to it who has a pointer to any place in the mapping, or in the
   live stack within a block: a saved SP will do, even if setjmp has mangled it.

   How far down the dead part goes is known for certain only of stacks that were
   declared.  For others there may be what their owner keeps at the low end, so it
   ends before that: above the lowest page of the memory, or where a page's length
   of zeros says that no frame has ever been lower.

   Users: vr_roots, vr_reach, vr_pointers.  Depends on vr_core, vr_coro,
   vr_suspended, vr_withdrawn, vr_heap, vr_mapped, vr_guard, vr_touched.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PARKED_H
#define VR_PARKED_H

#include "vr_core.h"
#include "vr_coro.h"
#include "vr_heap.h"

/* Words to be scanned: [start, end), both multiples of the word size. */
typedef struct { Addr start, end; } VrPiece;

/* Memory with stacks in it. */
typedef struct {
   Addr     start, end;          /* [start, end)                              */
   Bool     is_mapping;          /* and not a live block of the heap          */
   VrRecord record;              /* a mapping's: as if it were a block        */
   VrCoro*  waiting;             /* the lowest suspended coroutine in it, rather
                                    one that has run; NULL: none              */
   UInt     n_waiting;
   SizeT    stack_bytes;         /* of the suspended ones                     */
   UInt     first_stack, n_stacks;   /* of vr_parked's own table              */
   UInt     first_piece, n_pieces;   /* what is alive in it: of piece_table.
                                    Also has the registers of coroutines,
                                    which are elsewhere                       */
} VrHolder;

/* By address; none before the first coroutine, when begin returns at once. */
extern VrHolder* VR_(holder_table);
extern UInt      VR_(n_holders);
extern VrPiece*  VR_(piece_table);

extern void VR_(parked_begin)(void);
extern void VR_(parked_end)(void);

/* The number of the holder that contains a, or VR_NO_HOLDER. */
#define VR_NO_HOLDER 0xffffffffu
extern UInt VR_(holder_of)(Addr a);

/* Is a in the stack of a coroutine that hasn't finished? */
extern Bool VR_(is_on_coroutine)(Addr a);

/* Nobody refers to the holder: its suspended coroutines are abandoned. */
extern void VR_(parked_abandon)(const VrHolder* holder);

/* Does a belong to the data of the dynamic linker?  It remembers where it had
   mapped a file (its cache) for a while, and mappings that are made later come to
   lie there: that is no reference to them. */
extern Bool VR_(is_linkers_data)(Addr a);

/* All memory of suspended coroutines: [low, low + size). */
extern Addr  VR_(waiting_low);
extern SizeT VR_(waiting_size);      /* 0: there are none */

/* ---- of the memory that is a root otherwise ---- */

/* Calls leave_out for what isn't, in any order. */
extern void VR_(parked_leave_out)(void (*leave_out)(Addr start, Addr end));

/* Calls visit for each suspended coroutine whose stack is a root. */
extern void VR_(parked_visit_roots)(void (*visit)(const VrStop* stop));

#endif
