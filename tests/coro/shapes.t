# How coroutines are entered, left and ended: whether their functions have returned
# is seen whatever keeps their registers, and only what a suspended one has in its
# frames counts.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('coro-shapes');
for my $level (0, 2) {
   system("gcc -g -O$level -w -o $work/shapes-O$level $FindBin::Bin/shapes.c") == 0 or plan(skip_all => 'needs gcc');
}

# What there is in the end: definitely and indirectly lost blocks, without the
# stacks; the coroutines' states; how many are gone; where the first is suspended.
sub seen {
   my ($program, @arguments) = @_;
   my $name = join '-', @arguments;
   my $run = VR::Run::tool(name => $name, dir => $work, options => ["--vrleak-out-file=$work/$name.json", '--errors-for-leak-kinds=none'],
                           command => ["./$program", @arguments]);
   is($run->{status}, 0, "$name: works");
   my $report = eval { decode_json(VR::Run::slurp("$work/$name.json")) } // {};
   my %blocks = (definite => 0, indirect => 0);
   $blocks{$_->{kind}} += $_->{blocks} for grep { $_->{bytes} < 32768 } @{ $report->{leaks} || [] };
   my @existing = grep { !$_->{gone} } @{ $report->{coroutines} || [] };
   return "definite $blocks{definite}, indirect $blocks{indirect}, " . join(' ', map { $_->{state} } @existing)
        . ", gone $report->{coroutine_totals}{gone}", join(' < ', map { $report->{frames}[$_]{fn} // '?' } @{ $existing[0]{suspended} || [] });
}

# A signal handler's stack has no return address that says anything: with a loop
# behind its call the function is suspended in that.
my @shapes = qw(pushed bare struct popped apron ucontext arguments signal);
my %wanted = (
   again => 'definite 0, indirect 0, suspended, gone 0',
   lost  => 'definite 0, indirect 1, abandoned, gone 0',
   late  => 'definite 1, indirect 0, finished, gone 0',
   pool  => 'definite 5, indirect 0, finished, gone 4',
);
for my $shape (@shapes) {
   for my $case (sort keys %wanted) {
      next if $shape eq 'signal' && $wanted{$case} =~ /finished/;
      for (['shapes-O0', 'malloc'], ['shapes-O2', 'mmap']) {
         my ($program, $memory) = @$_;
         my ($seen, $where) = seen($program, $shape, $memory, $case);
         is($seen, $wanted{$case}, "$shape, $case, $program, $memory");
         # Where it would return to is not among its callers.
         like($where, $shape eq 'signal' ? qr/ < holder < handler/ : qr/ < holder$/, "$shape, $case, $program, $memory: the whole trace") if $case eq 'again';
      }
   }
}
done_testing();
