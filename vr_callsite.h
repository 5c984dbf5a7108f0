/* vr_callsite.h: the name by which a function was called.

   Current glibc implements memcpy and memmove by the same code, so the address
   that is called does not tell which of them the program means, and only one
   of them allows operands to overlap.  The caller's own object file does tell:
   its call goes through a slot of its global offset table, and the relocation
   that filled the slot has a symbol.

       caller:  call plt_entry ──> jmp *slot(%rip) ──> common code
       or       call *slot(%rip)
                       slot <── relocation ──> symbol "memcpy"

   Calls of other forms (through a function pointer, from a stub that jumps)
   remain unknown.

   Used by vr_strings when operands do overlap, which is rare; depends on
   vr_core, vr_guard.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_CALLSITE_H
#define VR_CALLSITE_H

#include "vr_core.h"
#include "libvex_guest_amd64.h"

/* The guest has just entered a function.  True if its caller called it by
   name ("memcpy", or of one version only "memcpy@GLIBC_2.14"); False if by
   another one or if that can't be found out.  name must be a string literal.  Not to be called within vr_guard's guarded parts. */
extern Bool VR_(call_site_names)(const VexGuestAMD64State* guest,
                                 const HChar* name);

#endif
