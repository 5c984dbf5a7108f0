/* vr_suppress.h: suppressions, Memcheck's files unchanged.

   Entries whose tool list names "Memcheck" or "vrleak" are loaded, each once;
   kinds that vrleak never reports are kept and match nothing.  What
   --gen-suppressions writes says "Memcheck:", so that both tools load it, with
   wildcards for what changes from build to build.  Beside the core's
   default.supp, vrleak.supp is loaded from the same directory.

   The callbacks of VG_(needs_tool_errors); used by vr_errors, vr_main.  Depends
   on vr_core, vr_options, vr_errorfacts, vr_entries, vr_maymatch, vr_patterns,
   vr_wildnames.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_SUPPRESS_H
#define VR_SUPPRESS_H

#include "vr_errorfacts.h"

extern Bool  VR_(suppression_recognise)(const HChar* name, Supp* su);
extern Bool  VR_(suppression_read_extra)(Int fd, HChar** bufp, SizeT* n_buf,
                                         Int* lineno, Supp* su);
extern Bool  VR_(suppression_matches)(const Error* error, const Supp* su);
extern const HChar* VR_(suppression_name)(const Error* error);
extern SizeT VR_(suppression_print_extra)(const Error* error,
                                          /*OUT*/HChar* buf, Int n_buf);
extern SizeT VR_(suppression_print_use)(const Supp* su,
                                        /*OUT*/HChar* buf, Int n_buf);
extern void  VR_(suppression_note_use)(const Error* error, const Supp* su);

/* A leak scan begins: what each suppression suppressed is counted anew. */
extern void  VR_(suppressions_new_leak_scan)(void);

/* --show-unused-suppressions: entries of the user's files. */
extern void  VR_(suppressions_print_unused)(void);

extern void  VR_(suppressions_init)(void);

#endif
