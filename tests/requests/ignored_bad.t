# Values of --ignore-ranges and --ignore-range-below-sp that make no sense.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('requests-ignored_bad');

no warnings 'qw';

for my $option (qw(--ignore-ranges= --ignore-ranges=5 --ignore-ranges=0x10-0x5 --ignore-ranges=0x0-0x10000000
                   --ignore-ranges=0x10-0x20,
                   --ignore-range-below-sp=1-5 --ignore-range-below-sp=x --ignore-range-below-sp=100000-1)) {
   my $run = VR::Run::tool(name => 'bad', dir => $work, options => [$option], command => ['echo', 'ran']);
   isnt($run->{status}, 0, "$option is refused");
   is($run->{stdout}, '', "$option: the program does not run");
   like($run->{stderr}, qr/Invalid value/, "$option: and it says why");
}
done_testing();
