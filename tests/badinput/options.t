# A bad value of each option that takes one is refused by name, and the program
# is not run; so is a value of an option that takes none.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('badinput-options');

no warnings 'qw';
my @bad = qw(
   --leak-check=3 --leak-check= --leak-check=FULL --leak-resolution=higher --show-leak-kinds=definite,no
   --show-leak-kinds=none,definite --errors-for-leak-kinds=everything --leak-check-heuristics=stdstring,guess
   --show-reachable=maybe --show-possibly-lost=1 --freelist-vol=10GB --freelist-vol=99999999999999999999
   --freelist-big-blocks=-1 --malloc-fill=0x100 --malloc-fill=zz --free-fill=-1 --keep-stacktraces=both
   --show-mismatched-frees=y --show-realloc-size-zero=2 --partial-loads-ok=often --check-accesses=2 --check-stack=full --xml-compat=helgrind
   --vrleak-out-file= --undef-value-errors=perhaps --track-origins=si --expensive-definedness-checks=always
   --redzone-size=-1 --redzone-size=5000 --num-callers=0 --num-callers=501 --alignment=24 --alignment=8
   --leakcheck=full --freelist-vol --show-leak-kinds
);
push @bad, '--leak-check=' . 'x' x 5000;
for my $option (@bad) {
   my $run = VR::Run::tool(name => 'bad', dir => $work, options => [$option], command => ['echo', 'ran']);
   my $short = length $option > 60 ? substr($option, 0, 60) . '...' : $option;
   (my $name = $option) =~ s/=.*//s;
   ok($run->{status} =~ /^\d+$/ && $run->{status} > 0 && $run->{status} < 126, "$short: non-zero exit") or diag("exit $run->{status}");
   like($run->{stderr}, qr/\Q$name\E/, "$short: is named");
   is($run->{stdout}, '', "$short: the program is not run");
   cmp_ok(scalar(split /\n/, $run->{stderr}), '<=', 12, "$short: in a few lines");
}

# The limits themselves are good.
for my $option (qw(--freelist-vol=0 --freelist-big-blocks=0 --malloc-fill=0 --free-fill=0xff --redzone-size=0 --redzone-size=16 --redzone-size=4096
                   --num-callers=1 --num-callers=500 --show-leak-kinds=none --leak-check-heuristics=none --leak-check-heuristics=all
                   --alignment=16 --alignment=4096 --keep-stacktraces=none --error-limit=no)) {
   my $run = VR::Run::tool(name => 'good', dir => $work, options => ['-q', $option], command => ['echo', 'ran']);
   is_deeply([@$run{qw(status stdout stderr)}], [0, "ran\n", ''], "$option is good");
}

# Memcheck's options that mean nothing here: accepted, with at most a line.
for my $option (qw(--undef-value-errors=no --undef-value-errors=yes --track-origins=yes --expensive-definedness-checks=yes
                   --workaround-gcc296-bugs=yes)) {
   my $run = VR::Run::tool(name => 'unused', dir => $work, options => [$option], command => ['echo', 'ran']);
   is_deeply([@$run{qw(status stdout)}], [0, "ran\n"], "$option is accepted");
   (my $name = $option) =~ s/=.*//;
   my @notes = $run->{stderr} =~ /^(==\d+== Note: .*)/mg;
   cmp_ok(scalar @notes, '<=', 1, "$option: at most one note");
   like($notes[0] // $name, qr/\Q$name\E/, "$option: it names the option");
}

# -h and --help-debug list every option and end well.
my $help = VR::Run::tool(name => 'help', dir => $work, options => ['--help'], command => []);
is($help->{status}, 0, '--help');
for my $name (qw(leak-check leak-resolution show-leak-kinds errors-for-leak-kinds leak-check-heuristics show-reachable
                 show-possibly-lost xtree-leak xtree-leak-file freelist-vol freelist-big-blocks malloc-fill free-fill keep-stacktraces
                 show-mismatched-frees show-realloc-size-zero check-accesses check-stack partial-loads-ok vrleak-out-file xml-compat redzone-size)) {
   like($help->{stdout}, qr/--$name=/, "--help tells of --$name");
}
my $version = VR::Run::tool(name => 'version', dir => $work, options => ['--version'], command => []);
is($version->{status}, 0, '--version');

# No program, a program that is none.
for (['no program', []], ['a missing program', ["$work/none"]], ['a directory', [$work]], ['not executable', ["$work/help.stdout"]]) {
   my ($name, $command) = @$_;
   my $run = VR::Run::tool(name => 'none', dir => $work, options => [], command => $command);
   ok($run->{status} =~ /^\d+$/ && $run->{status} > 0, "$name: non-zero exit") or diag($run->{status});
   like($run->{stderr}, qr/\S/, "$name: a message");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
