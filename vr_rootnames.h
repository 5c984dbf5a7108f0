/* vr_rootnames.h: what variable a root is.

   For a word outside the heap, a phrase that says who it is to the program:

       the global variable `log_head'           the core's symbols
       the static variable `f()::cache'         the same, or vr_elfsyms
       the thread-local variable `notes'        vr_elfsyms
       a local variable of main                 the frame, or whose register it
                                                is (vr_savedregs)
       the local variable `queue' of main,      with --read-var-info=yes
          declared at app.c:31
       mapped memory at 0x4a39008, to       the variable that points closest
          which the global variable `slabs' points

   and an address that is the same for all words of one variable.

   Users: vr_owners.  Depends on vr_core, vr_guard, vr_elfsyms, vr_savedregs,
   vr_rootorder.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ROOTNAMES_H
#define VR_ROOTNAMES_H

#include "vr_core.h"

/* Before others are asked for, after the program ran on. */
extern void VR_(rootnames_begin)(void);

/* False if it is not known what is there; the text then gives the address. */
extern Bool VR_(root_describe)(Addr a, /*OUT*/HChar* text, SizeT size);

/* The same for all words of a variable, and for a thread-local one in all
   threads. */
extern Addr VR_(root_variable)(Addr a);

#endif
