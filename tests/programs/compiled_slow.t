# The C compiler proper on a generated file, and programs compiled here: C++
# with threads, strings and maps, optimised; Rust if rustc is there.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use lib $FindBin::Bin;
use Programs;
use Test::More;
use VR::Program;
use VR::Run;

my $work = work_directory('compiled');

SKIP: {
   chomp(my $cc1 = `gcc -print-prog-name=cc1 2>/dev/null`);
   skip 'cc1 is not installed', 1 unless -x $cc1;
   open my $out, '>', "$work/generated.c" or die;
   print $out "struct s { int a[4]; struct s* next; };\n";
   for my $i (1 .. 25) {
      print $out "static int f$i(struct s* s, int n) { int t = $i; for (int i = 0; i < n; i++) { ",
         "t += s->a[i & 3] * $i; if (t % 7 == 3) s = s->next; else t ^= (t << 3) | (t >> 5); ",
         "switch (t & 7) { case 1: t++; break; case 4: t -= 9; default: t *= 3; } } return t; }\n";
   }
   print $out 'int all(struct s* s) { return ', join(' + ', map { "f$_(s, $_)" } 1 .. 25), "; }\n";
   close $out;
   # The compiler keeps all it has until it ends; what of that has no pointer
   # left is the same under Memcheck.
   compare('cc1', command => [$cc1, '-quiet', '-O1', 'generated.c', '-o', '-'], env => ['LC_ALL=C']);
}

SKIP: {
   skip 'needs g++', 1 unless VR::Program::which('g++');
   for my $level ('-O0', '-O2', '-O3 -march=x86-64-v3') {
      next if $level =~ /v3/ && VR::Run::slurp('/proc/cpuinfo') !~ /\bavx2\b.*\bbmi2\b|\bbmi2\b.*\bavx2\b/;
      (my $name = "market$level") =~ s/[ =]+/-/g;
      system("g++ -std=c++17 -g $level -pthread -o $work/$name $FindBin::Bin/market.cc") == 0 or fail("compiles with $level"), next;
      compare("c++ $level" =~ s/[ =]+/-/gr, command => ["./$name"]);
   }
}

SKIP: {
   my $rustc = VR::Program::which('rustc') or skip 'rustc is not installed', 1;
   for my $flags ([], ['-O'], ['-C', 'symbol-mangling-version=v0']) {
      my $name = 'rust' . join '', @$flags;
      $name =~ tr/a-zA-Z0-9//cd;
      my $made = VR::Run::run(name => 'rustc', dir => $work, timeout => 200, env => ["HOME=$ENV{HOME}"],
         command => [$rustc, '-g', @$flags, '--edition=2021', '-o', "$work/$name", "$FindBin::Bin/market.rs"]);
      skip "rustc @$flags does not compile here: " . (split /\n/, $made->{stderr})[0], 1 if $made->{status} ne '0';
      compare($name, command => ["./$name"]);

      my $wrong = VR::Run::tool(name => "$name-wrong", dir => $work, command => ["./$name", 'wrong'], options => ['--num-callers=30']);
      (my $log = $wrong->{stderr}) =~ s/^==\d+== //mg;
      like($log, qr/^Invalid write of size 1\n(?:   (?:at|by) .*\n)*?   (?:at|by) 0x[0-9A-F]+: <?market::Book>?::overrun \(market\.rs:\d+\)\n/m,
           "$name: an invalid access, with a demangled name") or diag($wrong->{stderr});
      unlike($wrong->{stderr}, qr/_ZN\w+market|_RN\w+market|17h[0-9a-f]{16}/, "$name: no mangled name is left");
   }
}

finish();
