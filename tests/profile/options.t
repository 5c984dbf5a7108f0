# Options of the profile with values that can't be meant end the run with a word;
# Massif's own are taken.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('profile-options');
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

sub run_with { VR::Run::tool(name => 'options', dir => $work, options => [@_], command => ['true']) }

for my $bad (qw(--time-unit=hours --time-unit= --top=-1 --top=many --top=1000001 --show-alloc-frames=maybe
                --pages-as-heap=2 --peak-inaccuracy=much --count-sites=some)) {
   my $run = run_with($bad);
   isnt($run->{status}, 0, "$bad: refused");
   like($run->{stderr}, qr/Bad option.*\Q$bad\E|\Q$bad\E/, "$bad: told");
}
for my $good (qw(--time-unit=i --time-unit=b --time-unit=B --time-unit=ms --peak-inaccuracy=0.0 --alloc-fn=xmalloc
                 --alloc-fn= --ignore-fn=f* --ignore-fn= --pages-as-heap=yes --top=0)) {
   my $run = run_with('-q', $good);
   is("$run->{status} $run->{stderr}", '0 ', "$good: taken without a word");
}
done_testing;
