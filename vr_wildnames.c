/* vr_wildnames.c: see vr_wildnames.h.

   A name is copied from left to right.  Wherever a part begins that changes,
   the part is skipped and a pattern for it is written.  A pattern may become
   wider than necessary (Cs3_ may be part of a word), but it always matches the
   name that it was made from.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "vr_wildnames.h"

/* Names longer than that end in a wildcard.  Demangled Rust has names of tens
   of thousands of characters, and the core refuses longer lines. */
#define MAX_NAME 4000

/* Numbers in Rust's mangling (v0) have 62 digits: 11 of them make 64 bits, and
   3 count the characters of any name that is not cut off. */
#define MAX_HASH_DIGITS     11
#define MAX_POSITION_DIGITS  3

#define HASH_DIGITS 16           /* elsewhere: 64 bits, in hexadecimal */

typedef struct { HChar text[MAX_NAME + 8]; UInt length; } Copy;

static void append(Copy* copy, const HChar* pattern)
{
   VG_(strcpy)(copy->text + copy->length, pattern);
   copy->length += VG_(strlen)(pattern);
}

static Bool starts_with(const HChar* text, const HChar* prefix)
{
   return VG_(strncmp)(text, prefix, VG_(strlen)(prefix)) == 0;
}

static Bool is_hash(const HChar* text)
{
   for (UInt i = 0; i < HASH_DIGITS; i++)
      if (!VG_(isdigit)(text[i]) && (text[i] < 'a' || text[i] > 'f'))
         return False;
   return True;
}

/* ------------------------------------------------------------------ */
/*  The parts that change: each returns how long it is, or 0           */
/* ------------------------------------------------------------------ */

/* Rust, the old mangling: the end of the name itself; what a compiler appended
   may change, too. */
static SizeT legacy_hash(const HChar* text)
{
   return starts_with(text, "17h") && is_hash(text + 3)
          && text[3 + HASH_DIGITS] == 'E'
          && (text[4 + HASH_DIGITS] == '\0' || text[4 + HASH_DIGITS] == '.')
        ? VG_(strlen)(text) : 0;
}

/* The same, demangled. */
static SizeT shown_hash(const HChar* text)
{
   return starts_with(text, "::h") && is_hash(text + 3)
          && text[3 + HASH_DIGITS] == '\0' ? 3 + HASH_DIGITS : 0;
}

static Bool is_base_62_digit(HChar c)
{
   return VG_(isdigit)(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A prefix, digits and an underline. */
static SizeT base_62_number(const HChar* text, const HChar* prefix,
                            UInt max_digits)
{
   SizeT start = VG_(strlen)(prefix), end = start;

   if (!starts_with(text, prefix))
      return 0;
   while (is_base_62_digit(text[end]) && end - start < max_digits)
      end++;
   return text[end] == '_' ? end + 1 : 0;
}

/* ".0" in run.constprop.0, ".8402713" in run.llvm.8402713 */
static SizeT number_of_clone(const HChar* text)
{
   SizeT end = 1;

   if (text[0] != '.' || !VG_(isdigit)(text[1]))
      return 0;
   while (VG_(isdigit)(text[end]))
      end++;
   return text[end] == '\0' || text[end] == '.' ? end : 0;
}

/* "-0f1e2d3c4b5a6978" in the file names of cargo and of Rust's libraries */
static SizeT hash_of_file(const HChar* text)
{
   return text[0] == '-' && is_hash(text + 1)
          && (text[1 + HASH_DIGITS] == '\0' || text[1 + HASH_DIGITS] == '.')
        ? 1 + HASH_DIGITS : 0;
}

/* ------------------------------------------------------------------ */

/* Skips one part, or one character, and writes what stands for it. */
static const HChar* copy_part(Copy* copy, const HChar* name, Bool is_rust)
{
   SizeT n;

   if ((n = legacy_hash(name)) > 0)
      append(copy, "17h*E*");
   else if ((n = shown_hash(name)) > 0)
      append(copy, "::h*");
   else if (is_rust && (n = base_62_number(name, "Cs", MAX_HASH_DIGITS)) > 0)
      append(copy, "Cs*_");
   /* A reference to a position in the name: hashes differ in length. */
   else if (is_rust && (n = base_62_number(name, "B", MAX_POSITION_DIGITS)) > 0)
      append(copy, "B*_");
   else if ((n = number_of_clone(name)) > 0)
      append(copy, ".*");
   else {
      copy->text[copy->length++] = *name;
      n = 1;
   }
   return name + n;
}

const HChar* VR_(wild_function)(const HChar* name)
{
   static Copy copy;
   Bool is_rust = starts_with(name, "_R");

   copy.length = 0;
   while (*name != '\0' && copy.length < MAX_NAME)
      name = copy_part(&copy, name, is_rust);
   copy.text[copy.length] = '\0';
   if (*name != '\0')
      append(&copy, "*");
   return copy.text;
}

const HChar* VR_(wild_object)(const HChar* name)
{
   static Copy copy;

   copy.length = 0;
   while (*name != '\0' && copy.length < MAX_NAME) {
      SizeT n = hash_of_file(name);
      if (n > 0)
         append(&copy, "-*");
      else
         copy.text[copy.length++] = *name;
      name += n > 0 ? n : 1;
   }
   copy.text[copy.length] = '\0';
   if (*name != '\0')
      append(&copy, "*");
   return copy.text;
}
