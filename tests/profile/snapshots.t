# Snapshots that the program asks for, in the timeline of the report, which is in
# order; in each unit of time.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::JsonReport qw(compiled reported);
use VR::Run;
use VR::Scratch;

my $top  = "$FindBin::Bin/../..";
my $work = VR::Scratch::fresh('profile-snapshots');
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

compiled($work, 'snapshots', qw(gcc -g -w -I), $top, "$FindBin::Bin/snapshots.c");
is(VR::Run::run(name => 'native', dir => $work, command => ['./snapshots'])->{status}, 0, 'does nothing natively');

sub timeline {
   my ($name, @options) = @_;
   my ($report, $run) = reported($work, $name, \@options, './snapshots');
   my $last = 0;
   my @back = grep { my $is = $_->{time} < $last; $last = $_->{time}; $is } @{ $report->{timeline} };
   is(scalar(@back), 0, "$name: time goes forward");
   return ($report, $run);
}

sub named { my ($report) = @_; return grep { $_->{kind} eq 'named' } @{ $report->{timeline} } }

my ($report, $run) = timeline('blocks');
is($report->{run}{time_unit}, 'b', 'unit');
is(join(' ', map { "$_->{name}:$_->{heap_blocks}:$_->{heap_bytes}" } named($report)),
   'nothing:0:0 full "?:1000:100000 half:500:50000 monitor:500:50000', 'named snapshots');
my ($full) = grep { $_->{heap_blocks} == 1000 } named($report);
is_deeply([map { [$_->{bytes}, $_->{blocks}] } @{ $full->{sites} }], [[100000, 1000]], 'what the heap consists of');
my $site = $report->{sites}[ $full->{sites}[0]{site} ];
is($report->{frames}[ $site->{stack}[0] ]{fn}, 'fill', 'by index in sites');
is_deeply($site->{total}, { bytes => 100000, blocks => 1000 }, 'in all');
is_deeply($site->{sizes}, [{ up_to => 128, blocks => 1000 }], 'sizes');
my ($peak) = grep { $_->{kind} eq 'peak' } @{ $report->{timeline} };
is("$peak->{heap_bytes} $peak->{allocated_bytes}", '100000 100000', 'the peak');
my ($end) = grep { $_->{kind} eq 'end' } @{ $report->{timeline} };
is($end->{heap_bytes}, 0, 'the end');
my @misuse = grep { /VRLEAK_SNAPSHOT: there is no name/ } split /\n/, $run->{stderr};
ok(@misuse > 0, 'no name: told');
ok($peak->{time} > 0 && $peak->{time} < $report->{run}{blocks_executed}, 'time is in blocks executed');

($report) = timeline('bytes', '--time-unit=B');
is($report->{run}{time_unit}, 'B', 'unit');
is(join(' ', map { $_->{time} } named($report)), '0 100000 100000 100000', 'bytes allocated');
($report) = timeline('ms', '--time-unit=ms');
is($report->{run}{time_unit}, 'ms', 'unit');
ok((grep { $_->{kind} eq 'normal' } @{ $report->{timeline} }) > 0, 'samples');
ok($report->{timeline}[-1]{time} <= $report->{run}{duration_ms}, 'milliseconds');
($report) = timeline('ignored', '--ignore-fn=fill');
is(join(' ', map { "$_->{heap_blocks}:$_->{heap_bytes}" } named($report)), '0:0 0:0 0:0 0:0', '--ignore-fn: nothing is left');
is(scalar(@{ $report->{sites} }), 0, '--ignore-fn: no site');
is($report->{heap}{allocated_bytes}, 100000, '--ignore-fn: but the heap is the whole');
done_testing;
