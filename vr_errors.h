/* vr_errors.h: the errors that vrleak reports.

   One function per kind of error, called at the moment it happens, on the
   thread that runs.  Each hands the facts to the core's error manager, which
   counts repetitions, asks us to describe new ones (here: which block, stack,
   variable or mapping the address belongs to), matches suppressions and
   prints.  Wording, XML kinds and suppression kinds are Memcheck's.

   Depends on vr_core, vr_options, vr_heap, vr_coro, vr_ignore, vr_describe,
   vr_errortext, vr_suppress.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ERRORS_H
#define VR_ERRORS_H

#include "vr_core.h"
#include "vr_coro.h"
#include "vr_options.h"
#include "vr_heap.h"

extern void VR_(errors_init)(void);

/* ---- accesses ---- */

/* The client is about to read or write size bytes at a, not all of which are
   addressable. */
extern void VR_(error_access)(ThreadId tid, Addr a, SizeT size, Bool is_write);
/* The client is about to execute code at a. */
extern void VR_(error_jump)(ThreadId tid, Addr a);
/* A system call was given a buffer of which byte a is not addressable; what
   is the core's name for the parameter, "read(buf)". */
extern void VR_(error_syscall_param)(ThreadId tid, Addr a, const HChar* what);
/* The core itself needs client memory (a signal frame) at a. */
extern void VR_(error_core_memory)(ThreadId tid, const HChar* what);
/* A client request asked whether memory is addressable; byte a is not. */
extern void VR_(error_client_check)(ThreadId tid, Addr a);

/* ---- the heap's functions ---- */

/* free, delete or realloc of a, where no live block starts. */
extern void VR_(error_free)(ThreadId tid, Addr a);
/* block is freed by the wrong family of functions. */
extern void VR_(error_free_mismatch)(ThreadId tid, const VrBlock* block);
/* Sized delete: the given size is not the block's.  function_names:
   "new/delete", "new[]/delete[]". */
extern void VR_(error_size_mismatch)(ThreadId tid, const VrBlock* block,
                                     SizeT size, const HChar* function_names);
/* Aligned delete: the given alignment (0: none) is not the block's. */
extern void VR_(error_align_mismatch)(ThreadId tid, const VrBlock* block,
                                      SizeT align, const HChar* function_names);
/* A size or count that is negative when seen as signed. */
extern void VR_(error_fishy)(ThreadId tid, const HChar* function,
                             const HChar* argument, SizeT value);
/* realloc(p, 0). */
extern void VR_(error_realloc_zero)(ThreadId tid, Addr a);
/* An alignment the function can't honour; why: " (should be power of 2)". */
extern void VR_(error_bad_align)(ThreadId tid, SizeT align, const HChar* why);

/* A client request speaks of a pool at a, where there is none. */
extern void VR_(error_pool)(ThreadId tid, Addr a);

/* ---- coroutines ---- */

/* The frames of coro, in which tid runs, reach down to reach, below its
   stack. */
extern void VR_(error_stack_overflow)(ThreadId tid, const VrCoro* coro,
                                      Addr reach);
/* tid sets SP to sp, where dead was suspended before it was destroyed. */
extern void VR_(error_resumed)(ThreadId tid, const VrDeadCoro* dead, Addr sp);

/* ---- strings ---- */

/* function(dst, src[, size]) with overlapping operands; size 0 if the
   function takes none. */
extern void VR_(error_overlap)(ThreadId tid, const HChar* function,
                               Addr dst, Addr src, SizeT size);

/* ---- leaks ---- */

/* Abandoned coroutines of a loss record. */
typedef struct {
   UWord       n, old_n;         /* how many; 0 and 0: these are only blocks  */
   UWord       id;               /* of the first                              */
   SizeT       stack_bytes;      /* of all                                    */
   SizeT       held_blocks;      /* that only they hold                       */
   ExeContext* suspended;        /* where they were left                      */
} VrLostCoros;

/* All blocks of one kind allocated by one stack; or all abandoned coroutines
   created at one place and suspended at one place: then bytes and blocks are the
   blocks of the heap that their stacks are in, indirect_bytes what only they
   hold. */
typedef struct {
   VrLeakKind  kind;
   ExeContext* where;
   SizeT       bytes;            /* of the blocks themselves              */
   SizeT       indirect_bytes;   /* definite only: reachable from them    */
   SizeT       blocks;
   Bool        suppressed;
   Bool        show_change;      /* since the scan before, when it was:     */
   SizeT       old_bytes, old_indirect_bytes, old_blocks;
   VrLostCoros coros;
} VrLossRecord;

static inline Bool VR_(is_of_coroutines)(const VrLossRecord* record)
{
   return record->coros.n + record->coros.old_n > 0;
}

/* Reports record number n of total.  Returns True if it was suppressed. */
extern Bool VR_(error_leak)(ThreadId tid, const VrLossRecord* record,
                            UInt n, UInt total,
                            Bool print, Bool count_as_error);

/* Prints it once more, as text. */
extern void VR_(print_loss_record)(const VrLossRecord* record,
                                   UInt n, UInt total);

/* ---- growth ---- */

/* What grows without bound, and what else there is to say about it. */
#define VR_MAX_GROWTH_NOTES 9

typedef struct {
   const HChar* what;            /* a sentence                              */
   ExeContext*  where;           /* the stack below it; NULL: none          */
} VrGrowthNote;

typedef struct {
   const HChar* what;            /* "4,800 bytes in 3 blocks grow ..."      */
   ExeContext*  where;           /* which stack allocates them              */
   ULong        bytes, blocks;
   UInt         n_notes;
   VrGrowthNote notes[VR_MAX_GROWTH_NOTES];
} VrGrowthError;

/* Returns True if it was suppressed. */
extern Bool VR_(error_growth)(ThreadId tid, const VrGrowthError* growth,
                              Bool print, Bool count_as_error);

/* The same at the moment at which it happens: printed, counted, and kept with
   the other errors for the JSON report. */
extern void VR_(error_growth_now)(ThreadId tid, const VrGrowthError* growth);

/* ---- what an address is ---- */

/* Prints the sentences about a that an error at a would end with. */
extern void VR_(print_address)(Addr a);

/* ---- reading them back (for the JSON report) ---- */

/* Calls visit once for every distinct error recorded so far that is not
   suppressed (leaks are not among them), oldest first.  what is the sentence
   that was printed; aux_where may be null_ExeContext. */
typedef struct {
   const HChar* kind;            /* Memcheck's XML kind: "InvalidRead"    */
   const HChar* what;
   ThreadId     tid;
   UInt         count;
   UWord        coro;            /* the coroutine it happened in; 0: none    */
   const HChar* coro_name;       /* NULL: it has none                        */
   ExeContext*  where;
   const HChar* aux_what[VR_MAX_GROWTH_NOTES];  /* "Address 0x.. is ..",
                                                   "Block was alloc'd at" */
   ExeContext*  aux_where[VR_MAX_GROWTH_NOTES]; /* NULL: no stack         */
} VrErrorView;

extern void VR_(errors_visit)(void (*visit)(void* opaque, const VrErrorView*),
                              void* opaque);

#endif
