/* vr_frames.h: the code locations of a report.

   Stacks are written as lists of indices into one list of frames, so every
   frame is described once.  A code address stands for several frames where
   functions were inlined; these are neighbours in the list:

       address ──> first, n          frames:  ... 17: inlined  (innermost)
       0x4011d6 ─> 17, 3                          18: inlined
                                                  19: function ...

   All stacks are gone through twice: first to give every address its place in
   the list, then to write.

   Users: vr_report, vr_profile, vr_fold, vr_top.  Depends on vr_core, vr_json,
   vr_progress.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_FRAMES_H
#define VR_FRAMES_H

#include "vr_core.h"

/* NULL: not known. */
typedef struct {
   const HChar* fn;
   const HChar* file;            /* with its directory                     */
   const HChar* line;
   const HChar* obj;
} VrFrame;

/* Of an address, or of a function inlined there.  Valid until the next call. */
extern VrFrame VR_(frame_describe)(DiEpoch epoch, Addr ip,
                                   const InlIPCursor* cursor);

/* How many an address has: one, and those of functions inlined there. */
extern UInt VR_(frame_count)(DiEpoch epoch, Addr ip);

/* ---- the list ---- */

extern void VR_(frames_begin)(void);
extern void VR_(frames_end)(void);

/* NULL or no stack: nothing. */
extern void VR_(frames_collect)(ExeContext* where);

/* As "frames": all that were collected. */
extern void VR_(frames_write)(void);

/* As "stack" or so, without the innermost n_left_out. */
extern void VR_(frames_write_stack)(const HChar* key, ExeContext* where,
                                    UInt n_left_out);

#endif
