# Lines "fun:" name functions as the linker knows them or as they are shown,
# with wildcards or without; the linker's names do what they do in Memcheck.
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

my $work = VR::Scratch::fresh('suppress-shown');

my @entries = VR::Run::slurp("$FindBin::Bin/shown.supp") =~ /^(\{\n.*?^\}\n)/msg;
cmp_ok(scalar @entries, '>', 10, 'there are entries');

sub suppressed_bytes {
   my ($run) = @_;
   my ($lines) = VR::Output::split_log($run->{stderr});
   return (VR::Output::summary($lines)->{suppressed} // 'none') =~ s{/.*}{}r;
}

sub compiled {
   my ($name, @flags) = @_;
   ok(!system('g++', '-g', @flags, '-w', '-o', "$work/$name", "$FindBin::Bin/shown.cc"), "$name compiles");
   return "./$name";
}

sub vrleak {
   my ($program, $n, @options) = @_;
   return VR::Run::tool(name => $n, dir => $work, command => [$program],
      options => ["--suppressions=$work/$n.supp", '--default-suppressions=no', @options]);
}

my $program = compiled('shown', '-O0');
for my $n (0 .. $#entries) {
   my ($bytes, $theirs, $title) = $entries[$n] =~ /^\s+(\d+), (\d+): (.*)/m;
   VR::Scratch::write_file($work, "$n.supp", $entries[$n]);
   # The core compares leaks that are shown, vr_maymatch looks at others first.
   for my $options ([], ['--show-leak-kinds=none', '--errors-for-leak-kinds=none']) {
      my $run = vrleak($program, $n, @$options);
      is(suppressed_bytes($run), $bytes, "$title (@$options)") or diag($run->{stderr});
   }
   my $memcheck = VR::Run::run(name => "memcheck-$n", dir => $work, command => ['valgrind', '--tool=memcheck',
      '--undef-value-errors=no', '--leak-check=full', "--suppressions=$work/$n.supp", $program]);
   is(suppressed_bytes($memcheck), $theirs, "Memcheck: $title") or diag($memcheck->{stderr});
}

# All of them, without those for linkers' names, which have suffixes now.
my $optimised = compiled('optimised', qw(-O2 -fno-optimize-sibling-calls));
VR::Scratch::write_file($work, 'all.supp', join '', grep { /::|fun:plain\n/ && !/lose/ } @entries);
for my $options ([], ['--demangle=no']) {
   my $run = vrleak($optimised, 'all', @$options);
   is(suppressed_bytes($run), 511, "clones have the names of the originals (@$options)") or diag($run->{stderr});
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
