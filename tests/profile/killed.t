# A program that is killed by SIGKILL leaves the report of the last interval, with
# sites and timeline, complete as a file.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use Time::HiRes qw(sleep time);
use VR::JsonReport qw(compiled follows_schema);
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('profile-killed');
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

compiled($work, 'endless', qw(gcc -g -w), "$FindBin::Bin/endless.c");

my $pid = fork // die "fork: $!\n";
if ($pid == 0) {
   chdir $work or die "$work: $!\n";
   open STDERR, '>', 'log' or die "log: $!\n";
   $ENV{VALGRIND_LIB} = $ENV{VR_TEST_LIB};
   exec 'valgrind', '-q', '--tool=vrleak', '--live-interval=1', '--vrleak-out-file=report.json', './endless' or die "exec: $!\n";
}

# Two of them: it is written anew.
sub report { my $text = eval { VR::Run::slurp("$work/report.json") }; return $text ? decode_json($text) : undef }
sub wait_for {
   my ($condition) = @_;
   my $until = time + 120;
   while (time < $until) {
      my $report = report();
      return $report if $report && $condition->($report);
      sleep 0.05;
   }
   return undef;
}
my $first = wait_for(sub { 1 });
my $second = $first && wait_for(sub { $_[0]{run}{blocks_executed} > $first->{run}{blocks_executed} });
kill 'KILL', $pid;
waitpid $pid, 0;
ok($first && $second, 'written again and again') or diag(VR::Run::slurp("$work/log"));

my $report = report();
follows_schema($report, 'killed');
ok(!$report->{run}{complete}, 'not complete');
my ($site) = grep { $report->{frames}[ $_->{stack}[0] ]{fn} eq 'grow' } @{ $report->{sites} };
ok($site && $site->{live}{bytes} == 100 * $site->{live}{blocks} && $site->{live}{blocks} > 0, 'sites');
ok(!exists $site->{end}, 'it has not asked to end');
is($report->{timeline}[-1]{kind}, 'end', 'the timeline reaches until then');
is($report->{timeline}[-1]{heap_bytes}, $report->{heap}{in_use_bytes}, 'as the heap was');
done_testing;
