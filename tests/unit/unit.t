# Each *_test.c here is a part of the tool as an ordinary program that prints
# TAP.  It is compiled as the tool is, with the flags of the Makefile, and
# linked with libc and the core's library.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Basename qw(basename);
use File::Path qw(make_path);
use FindBin;
use Test::More;
use VR::Run;

my $build = $ENV{VR_TEST_BUILD};
my $work = "$ENV{VR_TEST_WORK}/unit";
make_path($work);

my %make = map { /^(\w+) = (.*)$/ ? ($1, $2) : () } split /\n/, VR::Run::slurp("$build/Makefile");
$make{CC} or plan skip_all => "there is no Makefile in $build";
my @compile = map { split ' ' } @make{qw(CC VG_CPPFLAGS TOOL_CFLAGS)};

for my $source (glob "$FindBin::Bin/*_test.c") {
   my $name = basename($source, '.c');
   subtest $name => sub {
      my $compiler = VR::Run::run(name => "$name.compile", dir => $work, command => [
         'sh', '-c', 'exec "$@"', 'sh', @compile, qw(-g -O2 -Wall -Wextra -Werror -Wno-unused-parameter -no-pie),
         '-o', $name, $source, "-L$make{VG_LIBDIR}", qw(-lc -lcoregrind-amd64-linux)]);
      is($compiler->{status}, 0, 'compiles') or diag($compiler->{stderr}) or return;
      my $run = VR::Run::run(name => $name, dir => $work, command => ["./$name"], timeout => 300);
      my ($n) = $run->{stdout} =~ /^1\.\.(\d+)$/m;
      my @bad = grep { /^not ok/ } split /\n/, $run->{stdout};
      is("@bad", '', 'no check fails');
      ok($n && $n == (() = $run->{stdout} =~ /^(?:not )?ok/mg), 'all checks are carried out');
      is($run->{status}, 0, 'exit status') or diag($run->{stderr});
   };
}
done_testing;
