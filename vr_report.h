/* vr_report.h: the JSON report (--vrleak-out-file).

   Written when the program ends, however it ends, and before that as often as
   asked for; to a temporary file that takes the final name only when all is in
   it.  The format is specified in
   docs/report-format.md.

   Depends on vr_core, vr_options, vr_heap, vr_census, vr_errors, vr_leak,
   vr_growth, vr_histories, vr_progress, vr_stats, vr_frames, vr_profile.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_REPORT_H
#define VR_REPORT_H

#include "vr_core.h"

/* Checks at start-up that the file can be written; a path that can't be ends
   the run before it begins.  Does nothing without --vrleak-out-file. */
extern void VR_(report_init)(void);

/* Before each system call: the program's exit status is seen there. */
extern void VR_(report_note_syscall)(UInt number, const UWord* args);

typedef struct {
   Bool complete;          /* the program ran to its end or was killed by a
                              signal, and this is the final report          */
   Int  signal;            /* that ended it, 0: none                        */
   Bool is_brief;          /* of what there is very much of, the small ones
                              are left out                                  */
   Bool same_leaks;        /* as in the last brief one: there was no search
                              since                                         */
} VrRunEnd;

/* To --vrleak-out-file; does nothing without.  Leaks are those of the last
   search.  While the program runs, only plain files are written, and a failure
   is told once. */
extern void VR_(report_write)(const VrRunEnd* end);

/* Searches for leaks without printing any, and writes a report to a file of
   that name (which is taken as it is).  False, and a message, if it can't be
   written.  Some thread must be running. */
extern Bool VR_(report_write_now)(const HChar* filename);

#endif
