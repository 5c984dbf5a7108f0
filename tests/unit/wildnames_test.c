/* wildnames_test.c: vr_wildnames.c on its own, as an ordinary program: names,
   what becomes of them, and that the pattern matches the name it was made from.
   Prints TAP.

   SPDX-License-Identifier: GPL-2.0-or-later */

#include "core_shim.h"
#include "tap.h"
#include "../../vr_wildnames.c"

Int    VG_(strncmp)(const HChar* a, const HChar* b, SizeT n) { return strncmp(a, b, n); }
HChar* VG_(strcpy)(HChar* to, const HChar* from)             { return strcpy(to, from); }
Bool   VG_(isdigit)(HChar c)                                 { return c >= '0' && c <= '9'; }

extern Bool VG_(string_match)(const HChar* pattern, const HChar* string);

/* "=": unchanged */
static const struct { const HChar *name, *pattern, *why; } functions[] = {
   { "main", "=", "C" },
   { "_ZN5Queue3popEi", "=", "C++" },
   { "", "=", "nothing" },
   { "_ZN3app3run17h2c9e1f0a7b6d5e43E", "_ZN3app3run17h*E*", "Rust" },
   { "_ZN3app3run17h2c9e1f0a7b6d5e43E.llvm.8402713", "_ZN3app3run17h*E*",
     "Rust, with a suffix" },
   { "_ZN3app3run17h2c9e1f0a7b6d5e4E", "=", "15 digits are no hash" },
   { "_ZN3app3run17h2c9e1f0a7b6d5e43X", "=", "the end is missing" },
   { "_ZN3app17h2c9e1f0a7b6d5e43E3run", "=", "not at the end" },
   { "_ZN3app3run17h2C9E1F0A7B6D5E43E", "=", "not in small letters" },
   { "17h2c9e", "=", "cut off" },
   { "app::run::h2c9e1f0a7b6d5e43", "app::run::h*", "Rust, demangled" },
   { "app::run::h2c9e1f0a7b6d5e43x", "=", "a name that begins so" },
   { "_RNvCs4fqI2P2rA04_3app3run", "_RNvCs*_3app3run", "Rust, v0" },
   { "_RNvCs_3app3run", "_RNvCs*_3app3run", "the shortest number" },
   { "_RINvNtCsa_4core3ptr13drop_in_placeNtB2_3FooECs1Z_3app",
     "_RINvNtCs*_4core3ptr13drop_in_placeNtB*_3FooECs*_3app",
     "Rust, v0, with a reference" },
   { "_RNvCs4fqI2P2rA04x_3app3run", "=", "12 digits are no hash" },
   { "_RNvC3app3run.llvm.77", "_RNvC3app3run.llvm.*", "Rust, v0, with a suffix" },
   { "useCs12_", "=", "in C, this is a word" },
   { "copy.constprop.0", "copy.constprop.*", "gcc" },
   { "copy.part.0.isra.12", "copy.part.*.isra.*", "gcc, twice" },
   { "copy.cold", "=", "no number" },
   { "copy.0x", "=", "no number either" },
   { "inner.1", "inner.*", "a nested function" },
   { "{closure#0}<f32, 1.5>", "=", "a number in Rust" },
};

static const struct { const HChar *name, *pattern, *why; } objects[] = {
   { "/usr/lib/libc.so.6", "=", "a library" },
   { "/w/target/debug/deps/app-0f1e2d3c4b5a6978",
     "/w/target/debug/deps/app-*", "a test of cargo's" },
   { "/r/libstd-0f1e2d3c4b5a6978.so", "/r/libstd-*.so", "Rust's own" },
   { "/a-0f1e2d3c4b5a6978/b", "=", "a directory" },
   { "/a-0f1e2d3c4b5a697", "=", "15 digits" },
};

static void check(const HChar* name, const HChar* expected,
                  const HChar* pattern, const HChar* why)
{
   Bool good = strcmp(pattern, expected[0] == '=' ? name : expected) == 0
            && (name[0] == '\0' || VG_(string_match)(pattern, name));
   char text[2 * MAX_NAME];

   snprintf(text, sizeof text, "%s: %s", why, good ? name : pattern);
   ok(good, text);
}

int main(void)
{
   static HChar long_name[3 * MAX_NAME];

   for (UInt i = 0; i < sizeof functions / sizeof functions[0]; i++)
      check(functions[i].name, functions[i].pattern,
            VR_(wild_function)(functions[i].name), functions[i].why);
   for (UInt i = 0; i < sizeof objects / sizeof objects[0]; i++)
      check(objects[i].name, objects[i].pattern,
            VR_(wild_object)(objects[i].name), objects[i].why);

   memset(long_name, 'x', sizeof long_name - 1);
   const HChar* cut = VR_(wild_function)(long_name);
   Bool good = strlen(cut) == MAX_NAME + 1 && cut[MAX_NAME] == '*'
            && VG_(string_match)(cut, long_name);
   ok(good, "a long name is cut off");
   return done();
}
