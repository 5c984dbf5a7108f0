/* vr_errorfacts.h: what is remembered of an error.

   Shared by the files that make up the error reporter, vr_errors,
   vr_errortext and vr_suppress; nobody else needs it.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ERRORFACTS_H
#define VR_ERRORFACTS_H

#include "vr_coroplace.h"
#include "vr_errors.h"

/* The core's ErrorKind for each of our errors. */
typedef enum {
   VrError_Access, VrError_Jump, VrError_SyscallParam, VrError_CoreMemory,
   VrError_ClientCheck, VrError_Free, VrError_FreeMismatch,
   VrError_SizeMismatch, VrError_AlignMismatch, VrError_Fishy,
   VrError_ReallocZero, VrError_BadAlign, VrError_Overlap, VrError_Leak,
   VrError_Pool, VrError_Growth, VrError_StackOverflow, VrError_Resumed
} VrErrorKind;

/* The `extra' part of an Error.  The address is in the Error itself; its
   string holds what varies by kind:
     SyscallParam, CoreMemory   the core's name for it
     Fishy, Overlap             the function
     SizeMismatch, AlignMismatch the pair of functions
     BadAlign                   what is wrong with the alignment
     Growth, StackOverflow, Resumed  the sentence */
typedef struct {
   ThreadId tid;
   AddrInfo ai;                 /* kinds with an address; once described     */
   SizeT    size;               /* Access, Overlap: bytes; Fishy: the value;
                                   SizeMismatch: given;
                                   AlignMismatch: alignment given, 0 none    */
   SizeT    align;              /* BadAlign: asked for; AlignMismatch: the
                                   block's, 0 none                           */
   Bool     is_write;           /* Access                                    */
   Bool     just_below_sp;      /* Access                                    */
   Addr     dst, src;           /* Overlap                                   */
   const HChar* argument;       /* Fishy                                     */
   const VrLossRecord* leak;    /* Leak                                      */
   UInt     leak_n, leak_total; /* Leak                                      */
   const VrGrowthError* growth; /* Growth                                    */
   UWord    coro;               /* the coroutine it happened in; 0: none     */
   UInt     coro_created;       /* where that was created ...                */
   const HChar* coro_name;      /* ... its name, NULL: none ...              */
   const HChar* coro_title;     /* ... and the sentence about it; once
                                   described                                 */
   const VrCoroPlace* place;    /* kinds with an address: a coroutine's; NULL */
   UInt     repeats;            /* how often it came again                   */
   Bool     suppressed;
} VrErrorFacts;

#endif
