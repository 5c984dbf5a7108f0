/* vr_patterns.h: patterns of names, in suppressions and elsewhere.

   A suppression's line "fun:" names a function as the linker knows it:
   _ZN5Queue3popEi.  vrleak takes what it shows, Queue::pop(int), as well.  The
   core compares patterns with linkers' names only, so patterns that could be
   meant for others are marked when their file is loaded, by a first character
   that is in no file; a marked pattern is compared with both names.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_PATTERNS_H
#define VR_PATTERNS_H

#include "vr_core.h"

/* Has it characters that no linker's name has, and is not marked yet? */
extern Bool VR_(pattern_is_for_shown_names)(const HChar* pattern);

/* The pattern, marked.  Never freed. */
extern HChar* VR_(pattern_marked)(const HChar* pattern);

/* Without the mark, if there is one. */
extern const HChar* VR_(pattern_text)(const HChar* pattern);

#endif
