/* vr_patterns.c: see vr_patterns.h.

   When an object is loaded, the core compares each of its symbols with the
   name of each function that the preload library replaces: a million times
   for a program that does nothing.  The core's VG_(string_match) measures both
   strings before it looks at their first characters.  Nearly all patterns are
   plain names and nearly all comparisons fail at once, so this stands in front
   of it (linked by --wrap) and leaves to it what begins with a wildcard.  It
   takes 60 of 345 ms off the start of /bin/true.

   Demangling a name takes thousands of times as long as comparing it, so each
   is demangled once, and none unless there is a marked pattern to compare.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_patterns.h"

#define MARK '\1'

extern Bool __real_vgPlain_string_match(const HChar* pattern, const HChar* s);
extern Bool __wrap_vgPlain_string_match(const HChar* pattern, const HChar* s);

/* ------------------------------------------------------------------ */
/*  Names as they are shown                                            */
/* ------------------------------------------------------------------ */

typedef struct {
   HChar* mangled;
   HChar* shown;
   HChar* without_clone;         /* f() of "f() [clone .isra.0]", or NULL */
} KnownName;

static OSet* known_names;        /* of KnownName; NULL: none yet */

static Bool is_mangled(const HChar* name)
{
   return name[0] == '_' && (name[1] == 'Z' || name[1] == 'R');
}

static Word compare_names(const void* key, const void* element)
{
   return VG_(strcmp)(*(const HChar* const*)key,
                      ((const KnownName*)element)->mangled);
}

/* Even with --demangle=no: the same files suppress the same errors. */
static const HChar* demangled(const HChar* name)
{
   Bool asked_for = VG_(clo_demangle);
   const HChar* shown;

   VG_(clo_demangle) = True;
   VG_(demangle)(True, False, name, &shown);
   VG_(clo_demangle) = asked_for;
   return shown;
}

static HChar* without_clone(const HChar* shown)
{
   const HChar* clone = VG_(strstr)(shown, " [clone ");
   HChar* name = NULL;

   if (clone != NULL) {
      name = VG_(strdup)("vr.patterns.clone", shown);
      name[clone - shown] = '\0';
   }
   return name;
}

static const KnownName* known_name(const HChar* mangled)
{
   KnownName* known;

   if (known_names == NULL)
      known_names = VG_(OSetGen_Create)(0, compare_names, VG_(malloc),
                                        "vr.patterns.names", VG_(free));
   known = VG_(OSetGen_Lookup)(known_names, &mangled);
   if (known == NULL) {
      known = VG_(OSetGen_AllocNode)(known_names, sizeof *known);
      known->mangled = VG_(strdup)("vr.patterns.mangled", mangled);
      known->shown   = VG_(strdup)("vr.patterns.shown", demangled(mangled));
      known->without_clone = without_clone(known->shown);
      VG_(OSetGen_Insert)(known_names, known);
   }
   return known;
}

/* ------------------------------------------------------------------ */
/*  Comparing                                                          */
/* ------------------------------------------------------------------ */

static Bool matches(const HChar* pattern, const HChar* s)
{
   for (; *pattern != '*' && *pattern != '?'; pattern++, s++) {
      if (*pattern != *s)
         return False;
      if (*pattern == 0)
         return True;
   }
   return __real_vgPlain_string_match(pattern, s);
}

static Bool matches_shown(const HChar* pattern, const HChar* mangled)
{
   const KnownName* name = known_name(mangled);

   return matches(pattern, name->shown)
       || (name->without_clone != NULL && matches(pattern, name->without_clone));
}

Bool __wrap_vgPlain_string_match(const HChar* pattern, const HChar* s)
{
   if (LIKELY(*pattern != MARK))
      return matches(pattern, s);
   return matches(pattern + 1, s)
       || (is_mangled(s) && matches_shown(pattern + 1, s));
}

/* ------------------------------------------------------------------ */
/*  Marking                                                            */
/* ------------------------------------------------------------------ */

Bool VR_(pattern_is_for_shown_names)(const HChar* pattern)
{
   if (*pattern == MARK)
      return False;
   for (; *pattern != '\0'; pattern++)
      if (VG_(strchr)(":(<>~ ", *pattern) != NULL)
         return True;
   return False;
}

HChar* VR_(pattern_marked)(const HChar* pattern)
{
   HChar* marked = VG_(malloc)("vr.patterns.marked", VG_(strlen)(pattern) + 2);

   marked[0] = MARK;
   VG_(strcpy)(marked + 1, pattern);
   return marked;
}

const HChar* VR_(pattern_text)(const HChar* pattern)
{
   return *pattern == MARK ? pattern + 1 : pattern;
}
