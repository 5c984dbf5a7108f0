/* vr_fold.h: which frames belong to the allocator, not to who called it.

   The stack of an allocation begins with malloc, in C++ and Rust with half a
   dozen functions of the standard library.  Where memory goes is better told
   from the first line of the user's own:

       malloc                                    ┐
       operator new(unsigned long)               │
       __gnu_cxx::new_allocator<int>::allocate   ├ folded
       std::vector<int>::_M_realloc_insert       │
       std::vector<int>::push_back               ┘
       collect (app.cc:12)                       what is shown first
       main (app.cc:20)

   A frame is the library's if its function or its source file is; --alloc-fn
   names more.  With --show-alloc-frames=yes nothing is folded.  This concerns
   the profile only: errors and leaks are shown as Memcheck shows them.

   Users: vr_profile, vr_top, vr_ignoredsites, vr_options.  Depends on vr_core,
   vr_options, vr_frames.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_FOLD_H
#define VR_FOLD_H

#include "vr_core.h"

/* --alloc-fn and --ignore-fn; * and ? stand for anything. */
extern void VR_(fold_add_alloc_fn)(const HChar* name);
extern void VR_(fold_add_ignore_fn)(const HChar* name);

/* How many frames of the stack, from the innermost on, are the allocator's;
   inlined ones count. */
extern UInt VR_(fold_frames)(ExeContext* where);

/* Is this an allocation that the user wants to be ignored?  Any at all? */
extern Bool VR_(fold_ignores)(ExeContext* where);
extern Bool VR_(fold_ignores_any)(void);

#endif
