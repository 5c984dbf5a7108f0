# The rates: bytes per epoch and per million blocks of code executed, against what the
# program did.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::Run;
use VR::Scratch;

plan skip_all => 'only vrleak looks for growth' if $ENV{VR_TEST_TOOL} ne 'vrleak';

my $work = VR::Scratch::fresh('growth-rate');
system("gcc -g -O0 -w -pthread -o $work/ends $FindBin::Bin/ends.c") == 0 or plan skip_all => 'needs gcc';

# So long that the start-up does not matter, and epochs were merged several times.
VR::Run::tool(name => 'rate', dir => $work, options => ['--growth-check=summary', "--vrleak-out-file=$work/rate.json"],
              command => ['./ends', 'grow', '_exit', 400_000]);
my $report = decode_json(VR::Run::slurp("$work/rate.json"));
my ($list) = grep { $_->{verdict} eq 'growing' } @{$report->{growth}};
is($list->{bytes}, 48 * 400_000, 'the list grows');

sub is_near {
   my ($got, $expected, $what) = @_;
   cmp_ok(abs($got - $expected), '<', $expected / 10, "$what: $got, about $expected");
}
is_near($list->{bytes_per_epoch}, $list->{bytes} / $list->{epochs}, 'bytes per epoch');
is_near($list->{bytes_per_million_blocks}, 1_000_000 * $list->{bytes} / $report->{run}{blocks_executed}, 'bytes per million blocks');

done_testing;
