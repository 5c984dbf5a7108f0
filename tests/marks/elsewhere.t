# All that the macros are used for here, right and wrong, does nothing natively and under
# tools that don't know them.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('marks-elsewhere');
my %modes = (
   budget      => [qw(over again sites below realloc)],
   checkpoints => [qw(leaving interleaved nested recursive text nothing threads deserter healthy)],
   containers  => [qw(items bytes block often healthy)],
   growing     => [qw(epochs named unbounded)],
   misuse      => ['']);

sub said {
   my ($tool, @command) = @_;
   my %how = (name => $tool, dir => $work, timeout => 120, command => \@command);
   local $ENV{VR_TEST_TOOL} = $tool;
   my $run = $tool eq 'native' ? VR::Run::run(%how)
           : VR::Run::tool(%how, options => ['-q', $tool eq 'memcheck' ? '--leak-check=no' : ()]);
   return "exit $run->{status}: $run->{stdout}$run->{stderr}";
}

for my $program (sort keys %modes) {
   system("gcc -g -O0 -w -pthread -I$FindBin::Bin/../.. -o $work/$program $FindBin::Bin/$program.c") == 0 or plan skip_all => 'needs gcc';
   for my $mode (@{$modes{$program}}) {
      is(said($_, "./$program", $mode), 'exit 0: ', "$program $mode, $_") for qw(native memcheck);
   }
}
done_testing;
