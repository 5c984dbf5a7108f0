/* vr_globs.h: which of many patterns match one of many strings.

   The strings come as they lie in an object's .debug_str: one after the other,
   each ended by a zero, hundreds of kilobytes.  Linkers let a string that is
   the end of another one share its bytes, so every end of a string counts as a
   string, too: "malloc" is found in "__libc_malloc".

   `*' and `?' mean what they mean in suppressions.  What is said not to match
   does not match; of a pattern longer than 62 characters the rest is not
   looked at.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#ifndef VR_GLOBS_H
#define VR_GLOBS_H

#include "vr_core.h"

typedef struct _VrGlobs VrGlobs;

extern VrGlobs* VR_(globs_new)(void);
extern void     VR_(globs_delete)(VrGlobs* globs);

/* Returns the pattern's number: 0, 1, 2... */
extern UInt     VR_(globs_add)(VrGlobs* globs, const HChar* pattern);

/* How often each byte is looked at. */
extern UInt     VR_(globs_passes)(const VrGlobs* globs);

/* More of the strings.  They may be cut anywhere. */
extern void     VR_(globs_feed)(VrGlobs* globs, const UChar* bytes, SizeT n);

/* Has the pattern matched a string that was complete? */
extern Bool     VR_(globs_matched)(const VrGlobs* globs, UInt number);

#endif
