/* vr_errortext.h: errors in words.

   A kind, which programs read ("InvalidRead"), and a sentence, which people read
   ("Invalid read of size 4").  Both are Memcheck's wherever Memcheck has the error.

   Users: vr_errors; vr_leak, vr_live and vr_report for what they say of leaks.
   Depends on vr_core, vr_options, vr_coro, vr_errorfacts (of vr_errors).

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_ERRORTEXT_H
#define VR_ERRORTEXT_H

#include "vr_errors.h"

/* Memcheck's name for the kind, as in XML. */
extern const HChar* VR_(error_kind)(const Error* error);
/* The same as --xml-compat wants it printed. */
extern const HChar* VR_(error_printed_kind)(const Error* error);

/* What is wrong; valid until the next call. */
extern const HChar* VR_(error_sentence)(const Error* error);

/* ---- leaks ---- */

/* What is lost, of record number n of total. */
extern void VR_(loss_sentence)(/*OUT*/HChar* buf, SizeT size,
                               const VrLossRecord* record, UInt n, UInt total);

/* "coroutine 17 'http-worker'": the first of them. */
extern const HChar* VR_(lost_coro_title)(const VrLostCoros* coros,
                                         /*OUT*/HChar* buf, SizeT size);

/* How a count has changed, " (+12)" or " (-3)"; "" unless asked for. */
#define VR_CHANGE_SIZE 40
extern const HChar* VR_(change_text)(/*OUT*/HChar buf[VR_CHANGE_SIZE],
                                     Bool show, SizeT now, SizeT before);

#endif
