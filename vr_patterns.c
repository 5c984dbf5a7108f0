/* vr_patterns.c: patterns of names, compared quickly.

   When an object is loaded, the core compares each of its symbols with the
   name of each function that the preload library replaces: a million times
   for a program that does nothing.  The core's VG_(string_match) measures both
   strings before it looks at their first characters.  Nearly all patterns are
   plain names and nearly all comparisons fail at once, so this stands in front
   of it (linked by --wrap) and leaves to it what begins with a wildcard.  It
   takes 60 of 345 ms off the start of /bin/true.

   Depends on vr_core.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_core.h"

extern Bool __real_vgPlain_string_match(const HChar* pattern, const HChar* s);
extern Bool __wrap_vgPlain_string_match(const HChar* pattern, const HChar* s);

Bool __wrap_vgPlain_string_match(const HChar* pattern, const HChar* s)
{
   for (; *pattern != '*' && *pattern != '?'; pattern++, s++) {
      if (*pattern != *s)
         return False;
      if (*pattern == 0)
         return True;
   }
   return __real_vgPlain_string_match(pattern, s);
}
