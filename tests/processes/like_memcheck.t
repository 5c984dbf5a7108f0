# Options that are about output, processes and the exit status do what they do
# under Memcheck: both tools run the same programs, and what is left of their
# output when numbers and the tools' names are taken away is the same.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('processes-like-memcheck');
system("gcc -g -O0 -w -pthread -o $work/tree $FindBin::Bin/tree.c") == 0 or plan skip_all => 'needs gcc';
system("gcc -g -O0 -w -o $work/ends $FindBin::Bin/ends.c") == 0 or plan skip_all => 'needs gcc';

# What differs by nature, made equal.
sub normal {
   my ($text) = @_;
   # Our own preload library may have debug information.
   $text =~ s{<obj>\S*vgpreload\S*</obj>\s*(<fn>\w+</fn>)(?:\s*<dir>[^\n]*\s*<file>[^\n]*\s*<line>\d+</line>)?}{$1}g;
   my @lines = split /\n/, $text;
   for (@lines) {
      s/^(==|--|\*\*)((?:\d\d:){3}\d\d\.\d{3} )?\d+(==|--|\*\*)/$1 . ($2 ? 'TIME ' : '') . "PID$3"/e;
      s/(?:vrleak-[\d.]+|Memcheck), .*/TOOL/;
      s/ Copyright.*/ COPYRIGHT/;
      s/0x[0-9A-Fa-f]+/0xADDR/g;
      s/(?:malloc|free|calloc|realloc) \(.*\)$/HEAP FUNCTION/;
      s/\bPID: \d+/PID: N/;
      s/(file descriptor) \d+: \S*(?:run|vrleak|memcheck)\S*/$1 N: OUTPUT/;
      s/vrleak|memcheck/TOOL/g;
      s/^( *<(?:time|ppid|pid|exe|arg)>|  <line>).*/$1/;
   }
   return join "\n", grep { !/^--PID--/ && !/rerun with.*-h|lists of detected/ } @lines;
}

sub files { my ($tool) = @_; return join "\n", map { "[$_]\n" . normal(VR::Run::slurp("$work/out.$_")) } sort map { s{.*/out\.}{}r } glob "$work/out.*" }

sub both {
   my ($name, $options, $command, %how) = @_;
   my %seen;
   for my $tool ('vrleak', 'memcheck') {
      unlink glob "$work/out.*";
      # What vrleak does by default and Memcheck has to be told.
      my @like_vrleak = ('--undef-value-errors=no', $how{rc} || $how{env} ? () : '--leak-check=full');
      my @command = ('valgrind', "--tool=$tool", @like_vrleak, @$options, @$command);
      my @env = map { s/\@TOOL\@/$tool/gr } @{ $how{env} || [] };
      unshift @env, "VALGRIND_LIB=$ENV{VR_TEST_LIB}" if $tool eq 'vrleak' && $ENV{VR_TEST_LIB};
      VR::Scratch::write_file($work, '.valgrindrc', $how{rc}) if $how{rc};
      my $run = VR::Run::run(name => 'run', dir => $work, env => \@env, command => \@command);
      unlink "$work/.valgrindrc";
      $seen{$tool} = { status => $run->{status}, stdout => normal($run->{stdout}), stderr => normal($run->{stderr}), files => files($tool) };
   }
   for my $what (qw(status stdout stderr files)) {
      is($seen{vrleak}{$what}, $seen{memcheck}{$what}, "$name: $what");
   }
   return $seen{vrleak};
}

no warnings 'qw';
my $ends = sub { return ['./ends', @_] };
my $tree = sub { return ['./tree', @_] };

# ---- the exit status ----

my @code = ('--error-exitcode=77', '-q');
my %status = (clean => 0, 'clean 3' => 3, error => 77, 'error 3' => 77, definite => 77, possible => 77, reachable => 0,
              'error abort' => 'ABRT', segv => 'SEGV', 'definite term' => 'TERM', 'error _exit' => 77);
for my $how (sort keys %status) {
   my $seen = both("--error-exitcode, $how", \@code, $ends->(split ' ', $how));
   is($seen->{status}, $status{$how}, "--error-exitcode, $how: $status{$how}");
}
both("--errors-for-leak-kinds=$_->[0], $_->[1]", [@code, "--errors-for-leak-kinds=$_->[0]"], $ends->($_->[1]))
   for ['reachable', 'reachable'], ['none', 'definite'], ['possible', 'definite'], ['all', 'reachable'];
both('--leak-check=no', [@code, '--leak-check=no'], $ends->('definite'));
both('--leak-check=summary', [@code, '--leak-check=summary'], $ends->('definite'));
both('an error in a child', ['--error-exitcode=77', '-q'], $tree->('fork'));
both('--exit-on-first-error', ['--error-exitcode=77', '--exit-on-first-error=yes'], $ends->('error_3', 'definite'));
both('--exit-on-first-error, no errors', ['--error-exitcode=77', '--exit-on-first-error=yes'], $ends->('clean'));
both('--exit-on-first-error alone', ['--exit-on-first-error=yes'], $ends->('clean'));

# ---- the log ----

both("@$_", $_, $ends->('error', 'definite')) for
   [qw(--error-markers=begin,end --num-callers=1 -s)], [qw(--time-stamp=yes --fullpath-after=)], [qw(-q --show-error-list=yes --track-fds=yes)],
   [qw(--read-var-info=yes --keep-debuginfo=yes --sim-hints=lax-ioctls --default-suppressions=no --max-stackframe=100000
       --main-stacksize=1000000 --error-limit=no --demangle=no --show-below-main=yes --vgdb=no)],
   [qw(--log-file=out.log --track-fds=yes --vgdb=full --vgdb-poll=1000)], [qw(--log-fd=1)], ["--fullpath-after=$FindBin::Bin/"];
both('--track-fds=all', ['--track-fds=all'], $ends->('error', 'open'));
both('--track-fds=yes, an open file', ['--track-fds=yes'], $ends->('open'));
both('an unknown option', ['--no-such-option=3'], $ends->('clean'));
both('--log-file in no directory', ['--log-file=no/such/place'], $ends->('clean'));

# ---- where options come from ----

both('VALGRIND_OPTS', [], $ends->('error', 'definite'), env => ['VALGRIND_OPTS=--leak-check=full --num-callers=1']);
both('VALGRIND_OPTS with the tool', [], $ends->('error', 'definite'), env => ['VALGRIND_OPTS=--@TOOL@:leak-check=full --helgrind:free-is-write=yes -q']);
both('VALGRIND_OPTS with memcheck', [], $ends->('error', 'definite'), env => ['VALGRIND_OPTS=--memcheck:leak-check=no --memcheck:num-callers=1']);
both('.valgrindrc with memcheck', [], $ends->('error', 'definite'), rc => "--memcheck:leak-check=summary\n-q\n");
both('--command-line-only', ['--command-line-only=yes', '--leak-check=no'], $ends->('error', 'definite'), env => ['VALGRIND_OPTS=--leak-check=full -q']);

# ---- processes ----

both('fork', [], $tree->('fork'));
both('--child-silent-after-fork', ['--child-silent-after-fork=yes'], $tree->('fork'));
both('fork, --log-file', ['--log-file=out.log'], $tree->('fork'));
both('--trace-children=no', ['--trace-children=no'], $tree->('fork_exec'));
both('--trace-children', ['--trace-children=yes'], $tree->('fork_exec'));
both('--trace-children, exec', ['--trace-children=yes'], $tree->('exec'));
both('--trace-children-skip', ['--trace-children=yes', '--trace-children-skip=*/tree,*/none'], $tree->('spawn'));
both('--trace-children-skip, another', ['--trace-children=yes', '--trace-children-skip=*/other'], $tree->('spawn'));
both('--trace-children-skip-by-arg', ['--trace-children=yes', '--trace-children-skip-by-arg=exec*'], $tree->('spawn'));
both('--error-exitcode in a traced child', ['--trace-children=yes', '--error-exitcode=9', '-q'], $tree->('exec'));

# ---- XML beside the log ----

both("XML, @$_", ['--xml=yes', '--xml-file=out.xml', @$_], $ends->('error', 'definite')) for
   [qw(--track-fds=yes -q)], [qw(-s --num-callers=1 --error-markers=a,b --fullpath-after= --read-var-info=yes --xml-user-comment=<b>hello</b>)],
   [qw(--time-stamp=yes --error-exitcode=3)];
both('XML and a log', ['--xml=yes', '--xml-file=out.xml', '--log-file=out.log', '--track-fds=yes'], $ends->('error', 'definite'));
VR::Run::tool(name => 'open', dir => $work, options => ['--xml=yes', '--xml-file=open.xml', '--track-fds=yes'], command => $ends->('open'));
like(VR::Run::slurp("$work/open.xml"), qr/FINISHED/, 'XML, --track-fds=yes, an open file: VR::Run finds a valid report');
both('--xml=yes with --gen-suppressions=yes', ['--xml=yes', '--xml-file=out.xml', '--gen-suppressions=yes'], $ends->('clean'));

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
