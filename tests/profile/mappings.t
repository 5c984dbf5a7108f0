# --pages-as-heap=yes: what mmap, mremap and brk were asked for, by stack.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use List::Util qw(sum0);
use Test::More;
use VR::JsonReport qw(compiled reported);
use VR::Scratch;

use constant MB => 1024 * 1024;

my $work = VR::Scratch::fresh('profile-mappings');
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

compiled($work, 'mappings', qw(gcc -g -w), "$FindBin::Bin/mappings.c");

my ($report, $run) = reported($work, 'yes', ['--pages-as-heap=yes', '--top=1'], './mappings');
my %of;
for my $m (@{ $report->{mappings} }) {
   my ($fn) = grep { /^(parts|moved|grown)$/ } map { $report->{frames}[$_]{fn} // '' } @{ $m->{stack} };
   next if !$fn;
   $of{$fn}{$_}{bytes} += $m->{$_}{bytes}, $of{$fn}{$_}{blocks} += $m->{$_}{blocks} for qw(live total peak);
}
is_deeply($of{parts}, { live => { bytes => 5 * MB, blocks => 1 }, total => { bytes => 8 * MB, blocks => 1 }, peak => { bytes => 5 * MB, blocks => 1 } },
          'parts are unmapped: what is left is one block')
   or diag(explain $of{parts});
is_deeply($of{moved}, { live => { bytes => 3 * MB, blocks => 2 }, total => { bytes => 10 * MB, blocks => 4 }, peak => { bytes => 6 * MB, blocks => 2 } },
          'moved, mapped over') or diag(explain $of{moved});
is($of{grown}{total}{bytes}, 100 * 4096, 'brk: in all');
is($of{grown}{live}{bytes}, 60 * 4096, 'brk: left');
is(scalar(grep { $_->{total}{bytes} == 50 * MB } @{ $report->{mappings} }), 0, 'the heap is not among them');
like($run->{stderr}, qr/Top sites by bytes mapped at the peak of all mappings: 1 of \d+\n==\d+== [\d,]+ bytes in \d+ mappings at the peak/, '--top');

($report) = reported($work, 'no', [], './mappings');
ok(!exists $report->{mappings}, 'without the option there is nothing');
done_testing;
