# The report has the history of each place: bytes and blocks at the end of each epoch,
# when these epochs ended, and since when it grows; in each unit of time.
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

plan skip_all => 'only vrleak looks for growth' if $ENV{VR_TEST_TOOL} ne 'vrleak';

my $work   = VR::Scratch::fresh('growth-history');
my $root   = "$FindBin::Bin/../..";
my $schema = decode_json(VR::Run::slurp("$root/docs/report-format.schema.json"));
system("gcc -g -O0 -w -o $work/shapes $FindBin::Bin/shapes.c") == 0 or plan skip_all => 'needs gcc';
VR::Scratch::write_file($work, 'marks.c', <<'END');
#include <stdlib.h>
#include <vrleak.h>
void* list;
int main(void)
{
   for (int i = 0; i < 40; i++) {
      void** node = malloc(1000);
      node[0] = list;
      list = node;
      VRLEAK_EPOCH("round");
   }
   return 0;
}
END
system("gcc -g -O0 -w -I$root -o $work/marks $work/marks.c") == 0 or BAIL_OUT('gcc');

# A report that follows the schema and whose histories fit together, and what grows in it.
sub ran {
   my ($about, $command, @options) = @_;
   VR::Run::tool(name => 'run', dir => $work, command => $command, options => ["--vrleak-out-file=$work/report.json", @options]);
   my $report = decode_json(VR::Run::slurp("$work/report.json"));
   is_deeply([VR::Schema::violations($schema, $report)], [], "$about: follows the schema");
   my @times = @{ $report->{epoch_times} };
   ok(!(grep { $times[$_] < $times[$_ - 1] } 1 .. $#times), "$about: time goes on");
   cmp_ok(scalar @times, '<=', 64, "$about: as many epochs as there may be");
   for my $growth (@{ $report->{growth} }) {
      is(scalar @{ $growth->{$_} }, scalar @times, "$about: a value for each epoch of $_") for qw(history history_blocks);
      is($growth->{epochs}, scalar @times, "$about: so many epochs");
      is(exists $growth->{since_time}, $growth->{verdict} eq 'growing', "$about: since when, if it grows");
   }
   return ($report, grep { $_->{verdict} eq 'growing' } @{ $report->{growth} });
}

# Nothing is freed: what there is is what was allocated, which is the time.  The block
# with which an epoch ends may not have been counted yet.
my ($report, $list) = ran(bytes => [qw(./shapes growing)], '--time-unit=B');
my @times = @{ $report->{epoch_times} };
is(join(' ', grep { ($times[$_] - $list->{history}[$_]) !~ /^(?:0|48)$/ } 0 .. $#times), '', 'the history');
is(join(' ', map { 48 * $_ } @{ $list->{history_blocks} }), "@{ $list->{history} }", 'and that of blocks');
cmp_ok(scalar @times, '>=', 32, 'of many epochs');
is($list->{since_time}, $times[ $list->{since_epoch} - 1 ], 'it grows since the end of the warm-up');
cmp_ok($list->{bytes} - $times[-1], '<=', $times[-1] - $times[-2], 'the end is what comes last');

# What grows later does so since later.
($report, $list) = ran(late => [qw(./shapes late)]);
@times = @{ $report->{epoch_times} };
is($list->{since_time}, $times[ $list->{since_epoch} - 1 ], 'since when');
cmp_ok($list->{since_time}, '>', $times[-1] / 4, 'late');
cmp_ok($times[-1], '<=', $report->{run}{blocks_executed}, 'in blocks of code executed');
my @before = @{ $list->{history} }[0 .. int($list->{since_epoch} / 2)];
cmp_ok($list->{history}[-1], '>', 2 * $before[-1], 'before that there was little');

($report, $list) = ran(ms => [qw(./shapes growing)], '--time-unit=ms');
cmp_ok($report->{epoch_times}[-1], '<=', $report->{run}{duration_ms}, 'milliseconds');

# The program's own epochs.
($report, $list) = ran(marks => ['./marks'], '--time-unit=B');
is(join(' ', @{ $list->{history_blocks} }), join(' ', 1 .. 40), 'by marks');
is(join(' ', @{ $report->{epoch_times} }), join(' ', map { 1000 * $_ } 1 .. 40), 'and when they were');
is($list->{since_time}, 1000 * $list->{since_epoch}, 'since which');

# In the end everything is freed: what counts is what was before.
($report, $list) = ran(gone => [qw(./shapes gone)]);
cmp_ok($list->{history}[-1] // 0, '>=', $list->{bytes}, 'before the clean-up') if $list;

(undef, $list) = ran(nothing => ['/bin/true']);
is($list, undef, 'nothing grows in nothing');
done_testing;
