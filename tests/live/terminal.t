# On a terminal progress is one line that changes and is wiped in the end.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('live-terminal');
system("gcc -g -O0 -w -o $work/many $FindBin::Bin/many.c") == 0 or plan(skip_all => 'needs gcc');
system('which script >/dev/null 2>&1') == 0 or plan(skip_all => 'needs script');

sub on_terminal {
   my ($name, @options) = @_;
   my $lib = $ENV{VR_TEST_LIB} ? "VALGRIND_LIB=$ENV{VR_TEST_LIB}" : '';
   my $command = "env $lib valgrind --tool=$ENV{VR_TEST_TOOL} @options ./many";
   my $run = VR::Run::run(name => $name, dir => $work, command => ['script', '-qec', $command, "$work/$name.typescript"]);
   is($run->{status}, 0, "$name: runs");
   return VR::Run::slurp("$work/$name.typescript");
}

my $line = qr/\r==\d+== Searching for leaks: [\d,]+ of 5,001 blocks \(\d+%\), 0 s\e\[K/;
my $text = on_terminal('shown', '--progress-after-ms=0');
like($text, $line, 'the line is drawn');
unlike($text, qr/ s\e\[K(?!\r)/, 'and wiped before anything else is printed');
like($text, qr/\n==\d+== LEAK SUMMARY:/, 'the summary is on a line of its own');
unlike(on_terminal('off', '--progress-after-ms=0', '--progress=no'), qr/Searching/, '--progress=no');
unlike(on_terminal('quick'), qr/Searching/, 'not for what is done at once');
unlike(on_terminal('file', '--progress-after-ms=0', "--log-file=$work/log"), qr/Searching/, 'not when the log goes elsewhere');
unlike(VR::Run::slurp("$work/log"), qr/Searching/, 'nor in that log');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
