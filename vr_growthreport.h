/* vr_growthreport.h: tells the user what grows.

   Sites that grow and have the same holder are one container, reported once,
   with the site that grows most first:

       1,216,016 bytes in 30,000 blocks grow without bound
          at malloc, by log_line ...
        They grow by 24,010 bytes per epoch, ...
        Held by the global variable `log_head'

   Each is an error of the core's (vr_errors), so that it can be suppressed and
   is written to XML if it counts, which is the user's choice.  Programs in which
   nothing grows get no word.

   Users: vr_main, vr_monitor.  Depends on vr_core, vr_options, vr_errors,
   vr_growth, vr_unwatched.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_GROWTHREPORT_H
#define VR_GROWTHREPORT_H

#include "vr_core.h"

/* When the program has ended: as --growth-check and --errors-for-growth say,
   and GROWTH SUMMARY. */
extern void VR_(growth_report)(ThreadId tid);

/* For a monitor command: as text, all that grows now; counts nothing. */
extern void VR_(growth_show)(ThreadId tid);

#endif
