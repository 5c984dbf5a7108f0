/* vr_hint.h: a line for those who run an unoptimised program.

   A program compiled without -O executes several times as many instructions,
   natively and under any tool; no work on the tool brings as much as one
   option of the compiler.  So at the end of a run that took long enough for it
   to matter, the main executable is asked how it was compiled: gcc records its
   options in the debug information, in a string such as

      GNU C17 12.2.0 -mtune=generic -march=x86-64 -g -O0

   If such strings are found, and none tells of optimisation, a line says so.
   Nothing is said of a program without (uncompressed) debug information, nor
   of one from a compiler that does not record its options.

   Depends on vr_core, vr_options.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_HINT_H
#define VR_HINT_H

#include "vr_core.h"

/* At the end of the run. */
extern void VR_(hint_print)(void);

#endif
