/* vr_progress.h: how far something is that takes long.

      progress_begin("Searching for leaks", "blocks", 1000000);
      for (...)
         progress_at(n_done);
      progress_end();

   Nothing is shown before --progress-after-ms (2 seconds).  From then on a
   terminal has one line that changes, and is wiped in the end; elsewhere
   (--progress=yes) there is a line in the log every few seconds:

      Searching for leaks: 340,000 of 1,000,000 blocks (34%), 3 s

   progress_at looks at the clock: call it once per batch of work that takes
   microseconds or more.  There is one progress at a time.

   Depends on vr_core, vr_options.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PROGRESS_H
#define VR_PROGRESS_H

#include "vr_core.h"

/* --progress, or whether the log goes to a terminal, at this moment. */
extern void VR_(progress_begin)(const HChar* what, const HChar* units,
                                ULong total);

/* n_done may exceed the total, which need not be exact. */
extern void VR_(progress_at)(ULong n_done);

/* Takes the line off a terminal for something else to be printed. */
extern void VR_(progress_wipe)(void);

extern void VR_(progress_end)(void);

#endif
