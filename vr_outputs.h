/* vr_outputs.h: which process writes which file.

   The names of the log, the XML report and the JSON report may say which
   process they are of (%p).  Without that, a forked process would write into
   its parent's XML, and a program that is executed (--trace-children=yes)
   would begin by emptying the log of the one that executed it.  Such a file is
   made unique, and one line says so:

     fork   the XML report of the child goes to NAME.PID, once it has anything
            to report; there is none if XML goes to a descriptor or socket;
            the text log is shared, as under Memcheck
     exec   the new program is told to add .PID to the names; to names that
            have a %p, .2, if the file exists and has anything in it

   The JSON report's name after a fork is vr_report's business, as is writing
   it.  The core knows nothing of all this: it asks functions of its own that
   vrleak stands in front of (linker --wrap).

   Depends on vr_core, vr_options.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_OUTPUTS_H
#define VR_OUTPUTS_H

#include "vr_core.h"

/* Before anything is written to the XML report: a process that has none yet
   begins one. */
extern void VR_(outputs_before_xml)(void);

#endif
