# docs/tutorial.md shows what the tool prints; and docs/make-tutorial, which makes
# it, says so when it doesn't.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

$ENV{VR_TEST_TOOL} eq 'vrleak' or plan skip_all => 'vrleak only';
my $top  = abs_path("$FindBin::Bin/../..");
my $work = VR::Scratch::fresh('example-tutorial');

# With the user's own HOME, in which rustup keeps its compilers.
sub make_tutorial {
   my (@options) = @_;
   return VR::Run::run(name => 'run', dir => $work, env => ["HOME=$ENV{HOME}"], timeout => 600,
                       command => ["$top/docs/make-tutorial", "--build=$ENV{VR_TEST_BUILD}", @options]);
}

# ---- the tutorial ----

my $run = make_tutorial('--check');
is($run->{status}, 0, 'docs/tutorial.md shows what the tool prints') or diag($run->{stdout}, $run->{stderr});
SKIP: {
   skip("$1: what the tutorial shows of it is not tested", 1) if $run->{stderr} =~ /not run, since (\S+ was not built)/;
   pass('all of its commands were run');
}

# ---- one example, and a template with one command ----

my @files = (['--template', 'in.md'], ['--examples', 'few'], ['--out', 'out.md']);
my @paths = map { "$_->[0]=$work/$_->[1]" } @files;
mkdir "$work/few" or die "$work/few: $!\n";
VR::Scratch::write_file("$work/few", 'Makefile', "shutdown: shutdown.c\n\tgcc -g -O1 -o \$@ \$<\n");
my $program = VR::Run::slurp("$top/examples/shutdown.c");

# What make_tutorial makes of this template and this program.
sub one {
   my ($directives, $source, @options) = @_;
   VR::Scratch::write_file("$work/few", 'shutdown.c', $source);
   VR::Scratch::write_file($work, 'in.md', "# One\n\n```run\n\$ valgrind --tool=vrleak examples/shutdown broken\n$directives```\nEnd.\n");
   return make_tutorial(@paths, @options);
}
sub out { return VR::Run::slurp("$work/out.md") }

my $show = "show /Invalid free/ to /open_journal/\nshow /ERROR SUMMARY: 1 errors/\n";
is(one($show, $program, '--check')->{status}, 1, 'a tutorial that is not there is not up to date');
is(one($show, $program)->{status}, 0, 'it is written');
like(out(), qr/^# One\n\n```\n\$ valgrind --tool=vrleak examples\/shutdown broken\n==4711== Invalid free.*\n(?:==4711== .*\n)*?==4711==    by 0x.*close_journal \(shutdown\.c:\d+\)\n/, 'with what was printed');
like(out(), qr/open_journal \(shutdown\.c:\d+\)\n\.\.\.\n==4711== ERROR SUMMARY: 1 errors.*\n```\nEnd\.\n\z/, 'only what was asked for');

# Another machine: other addresses, another C library.
my $elsewhere = out() =~ s/0x[0-9A-F]+: (\w+)/0xABC: $1/gr =~ s/exit\.c:\d+/exit.c:1/gr =~ s/(vr_preload_malloc\.c:)\d+/${1}1/gr
                      =~ s/^.*__run_exit_handlers.*\n//mr;
VR::Scratch::write_file($work, 'out.md', $elsewhere);
is(one($show, $program, '--check')->{status}, 0, 'addresses and frames of the C library may differ');
is(one($show, $program)->{status}, 0, 'and stay as they are');
is(out(), $elsewhere, 'when it is written again');

# Anything else may not.
for (['is 0 bytes inside', 'is 1 bytes inside', 'a number'], ['clean_up \(', 'clear_up (', "a function's name"],
     ['shutdown\.c:\d+', 'shutdown.c:1)', 'a line'], ['^End', 'The end', 'the text'], ['Block was alloc', 'It was alloc', 'the wording']) {
   my ($from, $to, $what) = @$_;
   VR::Scratch::write_file($work, 'out.md', $elsewhere =~ s/$from/$to/mr);
   $run = one($show, $program, '--check');
   is($run->{status}, 1, "$what that differs is found");
   like($run->{stderr}, qr/is not what the tool prints now.*^-.*\Q$to\E/ms, 'and shown');
}

# A finding that is missing, or should not be there.
VR::Scratch::write_file($work, 'out.md', $elsewhere);
$run = one($show, $program =~ s/if \(!is_broken\) journal = NULL/journal = NULL/r);
is($run->{status}, 1, 'a bug that was repaired by mistake');
like($run->{stderr}, qr/^make-tutorial: in\.md:3: 'valgrind --tool=vrleak examples\/shutdown broken' has no line that matches \/Invalid free\/\. It printed:\n\n==4711== vrleak/, 'is told, with what was printed instead');
for (["show /Invalid free/ to /no such line/\n", qr/has no line that matches \/no such line\/ behind the one that matches \/Invalid free\//],
     ["never /close_journal/\n", qr/has a line that matches \/close_journal\/, and should not/],
     ["exit 3\n", qr/ended with 0, not 3/]) {
   my ($directives, $message) = @$_;
   $run = one($directives, $program);
   is($run->{status}, 1, $directives =~ s/\n//r);
   like($run->{stderr}, $message, 'is told');
}
is(out(), $elsewhere, 'and nothing is written');

# What can't be run.
$run = one($show, "$program\n#error no\n");
is($run->{status}, 2, 'a program that does not compile');
like($run->{stderr}, qr/the examples can't be built:.*error no/s, 'is told');
$run = one("shew /x/\n", $program);
is($run->{status}, 2, 'an unknown directive');
like($run->{stderr}, qr/in\.md:3: what is 'shew \/x\/'\?/, 'is told');

done_testing;
