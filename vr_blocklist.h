/* vr_blocklist.h: which blocks a loss record is about.

   After a search for leaks, the blocks of a record are listed one per line, and
   below a lost block those that are lost because it is, to any depth:

      0xC8001F040[16]
        0xC8001F090[16] indirect loss record 4
          0xC8001F0E0[16] indirect loss record 4
        0xC8001F130[16] indirect loss record 5

   What the search has found out is kept for that (vr_kept).

   Users: vr_monitor.  Depends on vr_core, vr_errors, vr_heuristics, vr_kept,
   vr_leak, vr_reach.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_BLOCKLIST_H
#define VR_BLOCKLIST_H

#include "vr_core.h"

/* Lists the blocks of records number first to last (from 1) of the last search,
   not more than max_blocks of them; if heuristics (a set of 1u << VrHeuristic)
   is not 0, only those that were found by one of these.  Of a range, only
   records are shown that have such blocks.  False if there is no record first,
   or no search that could be relied on (then it says why). */
extern Bool VR_(block_list)(UInt first, UInt last, UInt max_blocks,
                            UInt heuristics);

#endif
