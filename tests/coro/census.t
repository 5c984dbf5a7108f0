# The census: how much each coroutine has used of its stack, and what it has
# allocated; in the report, as text, and in the monitor.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::Run;
use VR::Schema;
use VR::Scratch;

my $work = VR::Scratch::fresh('coro-census');
my $root = "$FindBin::Bin/../..";
system("gcc -g -O0 -w -I$root -o $work/census $FindBin::Bin/census.c") == 0 or plan(skip_all => 'needs gcc');
my $schema = decode_json(VR::Run::slurp("$root/docs/report-format.schema.json"));
my ($N, $step) = (5, 2000);

sub census {
   my ($kind) = @_;
   my $run = VR::Run::tool(name => $kind, dir => $work, options => ["--vrleak-out-file=$work/$kind.json", '--coro-stats=yes', '--leak-check=no'],
                           command => ['./census', $kind]);
   is($run->{status}, 0, "$kind: works");
   my $report = eval { decode_json(VR::Run::slurp("$work/$kind.json")) } // {};
   is_deeply([VR::Schema::violations($schema, $report)], [], "$kind: the report follows the schema");
   return ($run->{stderr} =~ s/^==\d+== ?//gmr, $report, sort { $a->{id} <=> $b->{id} } @{ $report->{coroutines} || [] });
}

# Frames and what is around them take less than a step.
sub steps { my ($bytes) = @_; return int($bytes / $step) }

sub functions {
   my ($report, $stack) = @_;
   return join ' < ', map { $report->{frames}[$_]{fn} // '?' } @$stack;
}

for my $kind (qw(malloc mmap header vrleak)) {
   my ($log, $report, @all) = census($kind);
   is(scalar @all, $N, "$kind: all of them");
   is(join(' ', map { steps($_->{high_water}) } @all), '0 1 2 3 4', "$kind: stack use") or diag(explain([map { $_->{high_water} } @all]));
   is(join(' ', map { $_->{high_water_at_least} ? 'at least' : 'exact' } @all), join(' ', ('exact') x $N), "$kind: exactly");
   is(join(' ', map { $_->{stack_size} } @all), join(' ', (65536) x $N), "$kind: stack sizes");
   is(join(' ', map { "$_->{heap_bytes}/$_->{heap_blocks}" } @all), '0/0 100/1 200/2 0/0 400/4', "$kind: heap");
   is(join(' ', map { $_->{state} } @all), 'suspended suspended suspended finished suspended', "$kind: states");
   is(join(' ', map { $_->{gone} ? 1 : 0 } @all), '0 0 0 1 0', "$kind: one is gone");
   is(join(' ', map { $_->{resumes} } @all), '2 2 2 2 2', "$kind: resumes");
   is_deeply([@{ $report->{coroutine_totals} }{qw(existing gone heap_bytes heap_blocks)}], [4, 1, 1000, 10], "$kind: totals");
   is(functions($report, $all[1]{suspended}), 'swap < pause_it < run', "$kind: where it is suspended");
   is_deeply($all[3]{suspended}, [], "$kind: one that is gone is nowhere");
   like(functions($report, $all[1]{created}), $kind eq 'vrleak' ? qr/^main$/ : qr/ < main$/, "$kind: where it was created");
   is($all[2]{name}, $kind eq 'vrleak' ? 'user-2' : undef, "$kind: names");
   like($log, qr/^COROUTINE SUMMARY:\n   4 coroutines exist, 1 is gone\n/m, "$kind: as text");
   my @said = $log =~ /^([\d,]+) of 65,536 bytes of stack used .*resumed 2 times$/mg;
   is("@said", join(' ', map { $_->{high_water} =~ s/(?<=\d)(?=\d{3}$)/,/r } @all[4, 3]), "$kind: as text, those that used most first");
}

# The whole stack has been used before: only what is seen at switches is known.
my (undef, undef, @all) = census('used');
is(scalar(grep { $_->{high_water_at_least} && $_->{high_water} < $step } @all), $N, 'used stacks: a lower bound');

# In the monitor.
my $asked = VR::Run::tool(name => 'asked', dir => $work, options => ['--leak-check=no'],
                          command => ['./census', 'vrleak', 'coroutines', 'coroutines all', 'coroutines some']);
my @answers = split /^==\d+== COROUTINE SUMMARY:$/m, $asked->{stderr};
is(scalar @answers, 3, 'monitor: two answers');
is(scalar(() = $answers[1] =~ /bytes of stack used/g), 2, 'monitor: those that are alike are shown once');
like($answers[1], qr/ coroutine 5 'user-4', suspended,\n.* and 3 that used no more,\n.* with 700 bytes in 7 blocks allocated,\n/, 'monitor: so many');
is(scalar(() = $answers[2] =~ /bytes of stack used/g), $N, 'monitor: all');
like($answers[2], qr/ coroutine 5 'user-4', suspended,\n.* with 400 bytes in 4 blocks allocated,\n/, 'monitor: who');
like($answers[1], qr/ coroutine 4 'user-3', which is gone,\n/, 'monitor: one that is gone');

# Without the option nothing is printed; without coroutines neither.
my $silent = VR::Run::tool(name => 'silent', dir => $work, command => ['./census', 'malloc']);
unlike($silent->{stderr}, qr/COROUTINE/, 'silent by default');
my $none = VR::Run::tool(name => 'none', dir => $work, options => ['--coro-stats=yes'], command => ['/bin/true']);
unlike($none->{stderr}, qr/COROUTINE/, 'nothing to say where there are none');
done_testing();
