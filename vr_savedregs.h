/* vr_savedregs.h: whose the words in registers are, and those that were saved
   on the stack.

   A compiler keeps a function's variable in a register that callees preserve.
   A callee that needs the register itself saves it first: then a variable of
   main lies in the frame of a function that knows nothing about it.

       main         push rbx ...  mov rbx, results       rbx is main's
       keep_result    (does not touch rbx)
       fill             push rbx ...                     rbx is fill's;
                        └ this word in fill's frame is main's

   So a register belongs to the innermost function that begins by saving it, and
   a saved word to the next function outwards that does so.  What a function
   saves is read off its first instructions.

   Users: vr_rootnames.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SAVEDREGS_H
#define VR_SAVEDREGS_H

#include "vr_core.h"

#define VR_MAX_FRAMES 100

/* A stack as VG_(get_StackTrace) has it, innermost frame first. */
typedef struct {
   Addr ips[VR_MAX_FRAMES], sps[VR_MAX_FRAMES], fps[VR_MAX_FRAMES];
   UInt n;
} VrFrames;

/* The number of a register in instructions, for those that callees preserve
   (rbx, rbp, r12 to r15), by the core's name for it; -1: another one. */
extern Int VR_(saved_register)(const HChar* name);

/* The frame that a register's value belongs to.  False: not known. */
extern Bool VR_(frame_of_register)(const VrFrames* frames, Int reg,
                                   /*OUT*/UInt* frame);

/* The frame that a word on the stack belongs to; *is_saved: as the value of a
   register, that is not the frame in which it lies. */
extern Bool VR_(frame_of_word)(const VrFrames* frames, Addr a,
                               /*OUT*/UInt* frame, /*OUT*/Bool* is_saved);

#endif
