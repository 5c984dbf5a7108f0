# quickstart: quiet when nothing is to be done, passes everything on, and says
# what is missing when it can't install it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use FindBin;
use File::Path qw(make_path remove_tree);
use Test::More;
use VR::Run;
use VR::Program;

my $top = abs_path("$FindBin::Bin/../..");
-e "$ENV{VR_TEST_BUILD}/.configured-for" && ($ENV{VR_TEST_BUILD} eq "$top/build" || -e "$top/config.status")
   or plan skip_all => 'this build was not made by quickstart';

my $work = "$ENV{VR_TEST_WORK}/build/quickstart";
remove_tree($work);
make_path("$work/bin");

sub quickstart {
   my ($env, @arguments) = @_;
   return VR::Run::run(name => 'run', dir => $work, env => $env, command => ["$top/quickstart", @arguments]);
}

my $run = quickstart([], '-q', 'sh', '-c', 'echo "[$1]"; exit 7', 'sh', 'a  b');
is($run->{status}, 7, "the program's exit status");
is($run->{stdout}, "[a  b]\n", 'its arguments and output');
is($run->{stderr}, '', 'nothing else is said');

$run = quickstart([]);
like($run->{stderr}, qr/ERROR SUMMARY: 4 errors from 4 contexts/, 'the example and its four bugs');
is($run->{status}, 0, 'the example runs to its end');

$run = quickstart(['VALGRIND_OPTS='], '--error-exitcode=3', '-q');
is($run->{status}, 3, 'options without a program');

is(quickstart([], '--help')->{status}, 0, '--help');
is(quickstart([], '--check', 'x')->{status}, 2, '--check takes no arguments');

# A machine without make: only what quickstart itself uses is in the PATH.
for (qw(bash sh cat sort tr dirname mkdir env sed), qw(gcc autoreconf automake pkg-config perl valgrind)) {
   my $path = VR::Program::which($_);
   symlink $path, "$work/bin/$_" if $path;
}
$run = quickstart(["PATH=$work/bin"], 'true');
is($run->{status}, 1, 'a missing program, no apt-get');
like($run->{stderr}, qr/these Debian packages are missing: make\. There is no apt-get/, 'is named');

for (['apt-get', 'exit 1'], ['id', 'echo 1000']) {
   my ($name, $action) = @$_;
   open my $out, '>', "$work/bin/$name" or die "$name: $!\n";
   print $out "#!/bin/sh\n$action\n";
   close $out;
   chmod 0755, "$work/bin/$name";
}
$run = quickstart(["PATH=$work/bin"], 'true');
is($run->{status}, 1, 'a missing program, not root');
is($run->{stderr}, "quickstart: these packages are missing: make. Run as root:  apt-get install make\n", 'says what to do');
remove_tree($work);
done_testing;
