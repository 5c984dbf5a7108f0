/* vr_monitor.h: commands to vrleak while the program runs.

   They come from vgdb, from gdb ("monitor leak_check"), or from the program
   itself (VALGRIND_MONITOR_COMMAND), by way of the core, which has commands of
   its own and gets the answers to whoever asked.  Commands, arguments and
   answers are Memcheck's; heap and report are vrleak's.

   Users: vr_requests.  Depends on vr_core, vr_options, vr_shadow, vr_clientmarks,
   vr_events, vr_guard, vr_errors, vr_xtree, vr_leak, vr_blocklist, vr_pointers,
   vr_livesites, vr_report.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_MONITOR_H
#define VR_MONITOR_H

#include "vr_core.h"

/* Carries out the command.  False: it is not one of vrleak's. */
extern Bool VR_(monitor_command)(ThreadId tid, const HChar* command);

#endif
