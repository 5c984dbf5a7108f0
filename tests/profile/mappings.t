# --pages-as-heap=yes: what mmap, mremap and brk were asked for, by stack.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use FindBin;
use JSON::PP;
use List::Util qw(sum0);
use Test::More;
use VR::Run;
use VR::Schema;

use constant MB => 1024 * 1024;

my $top  = "$FindBin::Bin/../..";
my $work = "$ENV{VR_TEST_WORK}/profile-mappings";
remove_tree($work);
make_path($work);
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

is(VR::Run::run(name => 'compile', dir => $work, command => ['gcc', '-g', '-w', "$FindBin::Bin/mappings.c", '-o', 'mappings'])->{status}, 0, 'compiles');

sub report {
   my ($name, @options) = @_;
   my $run = VR::Run::tool(name => $name, dir => $work, options => [@options, '--top=1', "--vrleak-out-file=$work/$name.json"], command => ['./mappings']);
   my $report = decode_json(VR::Run::slurp("$work/$name.json"));
   is_deeply([VR::Schema::violations(decode_json(VR::Run::slurp("$top/docs/report-format.schema.json")), $report)], [], "$name: follows the schema");
   return ($report, $run);
}

my ($report, $run) = report('yes', '--pages-as-heap=yes');
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

($report) = report('no');
ok(!exists $report->{mappings}, 'without the option there is nothing');
done_testing;
