/* vr_signals.h: signals by name, and which of them vrleak may take for itself.

   Users: vr_options (--live-report), vr_live.  Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SIGNALS_H
#define VR_SIGNALS_H

#include "vr_core.h"

/* Understands "USR1", "SIGUSR1", "RTMIN+3", "12".  NULL, or what is wrong with
   it: no such signal, or one that a program can't do without. */
extern const HChar* VR_(signal_to_take)(const HChar* text, /*OUT*/Int* signal);

/* "SIGUSR1", "SIGRTMIN+3". */
#define VR_SIGNAL_NAME_SIZE 24
extern const HChar* VR_(signal_name)(/*OUT*/HChar buf[VR_SIGNAL_NAME_SIZE],
                                     Int signal);

#endif
