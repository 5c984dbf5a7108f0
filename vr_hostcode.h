/* vr_hostcode.h: what memory operand a host instruction has.

   When the processor refuses an access, the signal names the first byte that
   could not be reached, or nothing at all (non-canonical addresses).  The
   faulting host instruction knows better: this decodes its ModRM operand and
   evaluates it with the registers of the signal frame.

   Used by vr_fault only; depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_HOSTCODE_H
#define VR_HOSTCODE_H

#include "vr_core.h"

typedef struct {
   Addr  address;        /* base + index * scale + displacement           */
   UWord base;           /* value of the base register, 0 if none         */
   Long  displacement;
   Bool  has_base, has_index;
} VrHostOperand;

/* The general registers of a signal frame, in the encoding's order
   (rax rcx rdx rbx rsp rbp rsi rdi r8 ... r15). */
extern void VR_(host_registers)(const struct vki_sigcontext* context,
                                /*OUT*/UWord regs[16]);

/* False if the instruction at code has no ModRM memory operand or is not
   understood. */
extern Bool VR_(host_operand)(const UChar* code, const UWord regs[16],
                              /*OUT*/VrHostOperand* operand);

#endif
