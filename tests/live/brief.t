# A report of --live-interval is small and quick even where there are very many places
# and leaks: it lists the large ones, and its sums are right.  The last
# has everything.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use List::Util qw(sum0);
use Test::More;
use VR::Live;
use VR::ReportTool;
use VR::Run;
use VR::Schema;
use VR::Scratch;

plan skip_all => 'only vrleak writes reports' if $ENV{VR_TEST_TOOL} ne 'vrleak';
my $work = VR::Scratch::fresh('live-brief');
system("gcc -g -O0 -w -o $work/sites $FindBin::Bin/sites.c") == 0 or plan(skip_all => 'needs gcc');
my $schema = decode_json(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));

# All blocks are there: then the next report has them, too.
my $all = qr/Heartbeat: [\d,]+ bytes in 11,002 blocks/;
my $run = VR::Live::tool(
   name => 'sites', dir => $work, command => ['./sites'], options => ['--live-interval=1', "--vrleak-out-file=$work/report.json"],
   drive => sub {
      my ($driver) = @_;
      $driver->wait_for_output(qr/ready/);
      # The search before may have begun too early.
      $driver->wait_until('a report with all', sub {
         my $report = eval { decode_json(VR::Run::slurp("$work/report.json")) } or return 0;
         return 0 if $report->{heap}{in_use_blocks} < 11002 || $report->{leak_scan}{blocks} < 11002;
         return link "$work/report.json", "$work/live.json";
      });
      $driver->wait_for_log(qr/$all.*$all/s);
      link "$work/report.json", "$work/later.json" or die;
      $driver->release;
   });
is($run->{status}, 0, 'the program ends as it should');

sub report {
   my ($name) = @_;
   my $report = decode_json(VR::Run::slurp("$work/$name.json"));
   is_deeply([VR::Schema::violations($schema, $report)], [], "$name: follows the schema");
   my %heap = (live => 'in_use', peak => 'peak');
   for my $what (qw(live peak)) {
      for my $unit (qw(bytes blocks)) { is(sum0(map { $_->{$what}{$unit} } @{ $report->{sites} }), $report->{heap}{"$heap{$what}_$unit"}, "$name: $what $unit add up") }
   }
   is(sum0(map { $_->{total}{bytes} } @{ $report->{sites} }), $report->{heap}{allocated_bytes}, "$name: all that was allocated");
   is(sum0(map { map { $_->{blocks} } @{ $_->{sizes} } } @{ $report->{sites} }), $report->{heap}{allocs}, "$name: in blocks of all sizes");
   ok(!(grep { $_->{site} >= @{ $report->{sites} } } map { @{ $_->{sites} || [] } } @{ $report->{timeline} }), "$name: snapshots refer to places that are listed");
   return $report;
}

my %leak = (definite => 3000, reachable => 8002);
for my $name ('live', 'later') {
   my $live = report($name);
   my @sites = @{ $live->{sites} };
   cmp_ok(scalar @sites, '<', 6002, "$name: not too many places");
   is(scalar(grep { !@{ $_->{stack} } } @sites), 1, "$name: the others are one");
   my ($large) = grep { $_->{live}{bytes} == 5000000 } @sites;
   is(join(' ', map { $live->{frames}[$_]{fn} } @{ $large->{stack} }), 'large main', "$name: the large one is listed");
   my %n = map { my $kind = $_; $kind => scalar grep { $_->{kind} eq $kind } @{ $live->{leaks} } } keys %leak;
   is_deeply(\%n, { definite => 2000, reachable => 2000 }, "$name: the largest leaks of each kind");
   is($live->{run}{left_out}{leaks}, 3000 + 8002 - 4000, "$name: how many are not listed");
   my ($smallest) = sort { $a <=> $b } map { $_->{bytes} } grep { $_->{kind} eq 'definite' } @{ $live->{leaks} };
   is($smallest, 16 + 33, "$name: those that are not are smaller or as large");
   cmp_ok($live->{leak_scan}{age_ms}, '<=', $live->{run}{duration_ms}, "$name: when leaks were searched for");
   cmp_ok(-s "$work/$name.json", '<', 4_000_000, "$name: the file is small");
}
my $text = VR::ReportTool::vr_report($work, 'live.json')->{stdout};
like($text, qr/^[\d,]+ places and 7,002 leaks are not listed, since they are small and the program was running\.$/m, 'vr_report says so');
like($text, qr/^ +in places that are not listed$/m, 'and which numbers these have');

my $end = report('report');
is($end->{run}{left_out}, undef, 'in the end nothing is left out');
cmp_ok(scalar @{ $end->{sites} }, '>=', 22001, 'all places');
cmp_ok(scalar @{ $end->{leaks} }, '>=', 11001, 'all leaks');
done_testing;
