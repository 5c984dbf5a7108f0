# Leaks that are not shown are suppressed by entries that name inlined functions
# just as if they were shown: each entry alone (an object that has been read for
# one entry would hide mistakes with the next), and under Memcheck.  What could
# not be suppressed by any is not read at all.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('output-suppress-inlined');

my @entries = VR::Run::slurp("$FindBin::Bin/suppress_inlined.supp") =~ /^(\{\n.*?^\}\n)/msg;
cmp_ok(scalar @entries, '>', 10, 'there are entries');

my %flags = (
   plain      => '',
   dwarf4     => '-gdwarf-4',
   compressed => '-gz',
   inside     => '-fno-merge-debug-strings',     # names are in .debug_info
);

sub suppressed_bytes {
   my ($stderr) = @_;
   my ($lines) = VR::Output::split_log($stderr);
   return (VR::Output::summary($lines)->{suppressed} // 'none') =~ s{/.*}{}r;
}

for my $variant (sort keys %flags) {
   my $program = "suppress_inlined_$variant";
   next if system("gcc -g -O2 -w $flags{$variant} -o $work/$program $FindBin::Bin/suppress_inlined.c")
      && fail("$variant: compiles");
   for my $n (0 .. $#entries) {
      my ($bytes, $title) = $entries[$n] =~ /^\s+(\d+): (.*)/m;
      my $file = VR::Scratch::write_file($work, "$n.supp", $entries[$n]);
      my $run = VR::Run::tool(name => "$variant-$n", dir => $work, command => ["./$program"],
         options => ["--suppressions=$file"]);
      is(suppressed_bytes($run->{stderr}), $bytes, "$variant: $title") or diag($run->{stderr});

      next if $variant ne 'plain';
      my $memcheck = VR::Run::run(name => "memcheck-$n", dir => $work, command => ['valgrind', '--tool=memcheck',
         '--undef-value-errors=no', '--leak-check=full', "--suppressions=$file", "./$program"]);
      is(suppressed_bytes($memcheck->{stderr}), $bytes, "Memcheck: $title") or diag($memcheck->{stderr});
   }
}

# None of these could match, and that is found out without reading an object.
SKIP: {
   skip 'this core reads inlined calls by itself', 3
      unless VR::Run::slurp("$ENV{VR_TEST_BUILD}/Makefile") =~ /^VR_CPPFLAGS_INLINES = /m;
   my $run = VR::Run::tool(name => 'elsewhere', dir => $work, command => ['./suppress_inlined_plain'],
      options => ["--suppressions=$FindBin::Bin/suppress_elsewhere.supp", '--stats=yes']);
   is(suppressed_bytes($run->{stderr}), 0, 'elsewhere: nothing is suppressed');
   like($run->{stderr}, qr/vrleak: objects read for inlined calls +0$/m, 'elsewhere: nothing is read');
   like($run->{stderr}, qr/vrleak: searches for inlined names +[1-9]/m, 'elsewhere: but searched');
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
