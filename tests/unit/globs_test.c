/* globs_test.c: vr_globs.c on its own, as an ordinary program.

   Random patterns and strings over a small alphabet, against the core's way of
   matching one pattern with one string.  Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "tap.h"
#include "../../vr_globs.c"

#define ROUNDS   3000
#define PATTERNS   40
#define STRINGS    10

extern Bool VG_(string_match)(const HChar* pattern, const HChar* string);

/* Up to max characters. */
static void random_string(HChar* to, UInt max, const HChar* alphabet)
{
   UInt n = random_below(max + 1);

   for (UInt i = 0; i < n; i++)
      to[i] = alphabet[random_below(strlen(alphabet))];
   to[n] = '\0';
}

static Bool matches_an_end(const HChar* pattern, const HChar* string)
{
   for (;; string++) {
      if (VG_(string_match)(pattern, string))
         return True;
      if (*string == '\0')
         return False;
   }
}

static UChar strings[STRINGS * 16];
static SizeT n_bytes;

static void make_strings(void)
{
   n_bytes = 0;
   for (UInt i = 0; i < STRINGS; i++) {
      random_string((HChar*)strings + n_bytes, 12, "ab\xc3");
      n_bytes += strlen((HChar*)strings + n_bytes) + 1;
   }
}

static Bool matches_one(const HChar* pattern)
{
   for (SizeT at = 0; at < n_bytes; at += strlen((HChar*)strings + at) + 1)
      if (matches_an_end(pattern, (HChar*)strings + at))
         return True;
   return False;
}

static void feed_in_pieces(VrGlobs* globs)
{
   for (SizeT n, at = 0; at < n_bytes; at += n) {
      n = 1 + random_below(n_bytes - at);
      VR_(globs_feed)(globs, strings + at, n);
   }
}

static void test_random(void)
{
   UInt n_wrong = 0, n_matches = 0;

   for (UInt round = 0; round < ROUNDS; round++) {
      HChar    pattern[PATTERNS][16];
      VrGlobs* globs = VR_(globs_new)();
      for (UInt i = 0; i < PATTERNS; i++) {
         random_string(pattern[i], 9, "aab*?");
         VR_(globs_add)(globs, pattern[i]);
      }
      make_strings();
      feed_in_pieces(globs);
      for (UInt i = 0; i < PATTERNS; i++) {
         Bool expected = matches_one(pattern[i]);
         n_matches += expected;
         n_wrong   += VR_(globs_matched)(globs, i) != expected;
      }
      VR_(globs_delete)(globs);
   }
   ok(n_wrong == 0, "as if each were compared with each");
   ok(n_matches > 1000 && n_matches < ROUNDS * PATTERNS - 1000,
      "some match and some don't");
}

static Bool matched(const HChar* pattern, const HChar* string, Bool complete)
{
   VrGlobs* globs = VR_(globs_new)();
   Bool     result;

   VR_(globs_add)(globs, "another");
   VR_(globs_add)(globs, pattern);
   VR_(globs_feed)(globs, (const UChar*)string, strlen(string) + complete);
   result = VR_(globs_matched)(globs, 1);
   VR_(globs_delete)(globs);
   return result;
}

static void test_long_ones(void)
{
   HChar longest[201], other[201];

   memset(longest, 'x', 200);
   longest[200] = '\0';
   memcpy(other, longest, sizeof other);
   other[199] = 'y';
   ok(matched(longest, longest, True), "a long pattern matches itself");
   ok(matched(longest, other, True), "the rest of it is not looked at");
   ok(!matched(longest, longest + 150, True), "but the beginning is");
   longest[62] = other[62] = '\0';
   ok(matched(longest, longest, True), "the longest that fits");
   longest[61] = 'y';
   ok(!matched(longest, other, True), "is looked at to the end");
}

int main(void)
{
   test_random();
   test_long_ones();
   ok(matched("malloc", "__libc_malloc", True), "the end of a string");
   ok(!matched("malloc", "mallocs", True), "not the beginning");
   ok(!matched("malloc", "malloc", False), "not before it is complete");
   ok(matched("*", "", True) && matched("", "", True), "nothing");
   return done();
}
