# Values of the options about growth that make no sense are refused, with what would do.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Test::More;
use VR::Run;
use VR::Scratch;

plan skip_all => 'options of vrleak' if $ENV{VR_TEST_TOOL} ne 'vrleak';

my $work = VR::Scratch::fresh('marks-options');

sub run_with {
   my ($option) = @_;
   return VR::Run::tool(name => 'options', dir => $work, options => ['-q', $option], command => ['/bin/true']);
}

for my $value ('-1', '', 'abc', '1k1', '1.5m', '3kb', ' 5', '99999999999999999999', '17179869184g') {
   my $run = run_with("--heap-budget=$value");
   is($run->{status}, 1, "--heap-budget='$value' is refused");
   like($run->{stderr}, qr/Invalid value '\Q$value\E' \(should be a number of bytes, or of k, m or g\)/, 'with what would do');
}
for my $option (qw(--growth-check=yes --growth-check= --growth-check=fully --errors-for-growth=maybe)) {
   is(run_with($option)->{status}, 1, "$option is refused");
}
for my $option (qw(--heap-budget=0 --heap-budget=16g --heap-budget=1K --heap-budget=64m --growth-check=no --growth-check=summary
                   --growth-check=full --errors-for-growth=yes)) {
   my $run = run_with($option);
   is("$run->{status} $run->{stderr}", '0 ', "$option is taken");
}
done_testing;
