# What the user gets wrong is answered by one clear message and a non-zero exit;
# the program is not run.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('badinput');

sub file { return VR::Scratch::write_file($work, @_) }

my $entry = "{\n   a name\n   Memcheck:Leak\n   fun:f\n}\n";
my @cases = (
   ['an unknown option',       ['--no-such-option'],            qr/Unknown option: --no-such-option/],
   ['an unknown value',        ['--leak-check=maybe'],          qr/Bad option: --leak-check=maybe/],
   ['an unknown leak kind',    ['--show-leak-kinds=definite,some'], qr/Bad option: --show-leak-kinds=definite,some/],
   ['a number out of range',   ['--freelist-vol=-3'],           qr/Bad option: --freelist-vol=-3/],
   ['a number that is none',   ['--freelist-vol=many'],         qr/Bad option: --freelist-vol=many/],
   ['no name for the report',  ['--vrleak-out-file='],          qr/Bad option: --vrleak-out-file=/],
   ['no suppression file',     ["--suppressions=$work/none"],   qr/can't open suppressions file/],
   ['an unfinished file',      ['--suppressions=' . file('unfinished.supp', "{\n   a name\n   Memcheck:Leak\n   fun:f\n")],
                                                                qr/in suppressions file .* near line 4/],
   ['not a suppression file',  ['--suppressions=' . file('text.supp', "hello\n")],
                                                                qr/in suppressions file .* near line 1/],
   ['a binary file',           ['--suppressions=/bin/true'],    qr/in suppressions file/],
   ['a report in no directory', ["--vrleak-out-file=$work/none/r.json"], qr/can't write .*No such file or directory/],
   ['a directory as report',   ["--vrleak-out-file=$work"],     qr/can't write .*Is a directory/],
   ['a log in no directory',   ["--log-file=$work/none/log"],   qr/Cannot create log file/],
   ['XML in no directory',     ['--xml=yes', "--xml-file=$work/none/x.xml"], qr/Cannot create XML file/],
);
for (@cases) {
   my ($name, $options, $message) = @$_;
   my $run = VR::Run::tool(name => 'bad', dir => $work, options => $options, command => ['echo', 'ran']);
   ok($run->{status} =~ /^\d+$/ && $run->{status} > 0 && $run->{status} < 126, "$name: non-zero exit")
      or diag("exit $run->{status}");
   like($run->{stderr}, $message, "$name: message");
   unlike($run->{stderr}, qr/Assertion|the 'impossible' happened|Process terminating/, "$name: no crash");
   is($run->{stdout}, '', "$name: the program is not run");
}

# Limits on address space that leave no room for the map, down to none for
# Valgrind itself.
for my $kilobytes (4_000_000, 1_000_000) {
   my $run = VR::Run::run(name => 'ulimit', dir => $work,
      env => ["VALGRIND_LIB=$ENV{VR_TEST_LIB}"], command => ['bash', '-c', 'ulimit -v "$1" && shift && exec "$@"',
      'bash', $kilobytes, 'valgrind', "--tool=$ENV{VR_TEST_TOOL}", 'echo', 'ran']);
   ok($run->{status} =~ /^\d+$/ && $run->{status} > 0 && $run->{status} < 126, "ulimit -v $kilobytes: non-zero exit")
      or diag("exit $run->{status}");
   like($run->{stderr}, qr/ulimit -v/, 'a message with the way out');
   unlike($run->{stderr}, qr/Assertion|the 'impossible' happened/, 'no crash');
}

# Good ones of the same sort.
my $good = VR::Run::tool(name => 'good', dir => $work, command => ['echo', 'ran'],
   options => ['-q', "--suppressions=" . file('good.supp', $entry), "--vrleak-out-file=$work/r.json", '--leak-check=summary']);
is_deeply([@$good{qw(status stdout stderr)}], [0, "ran\n", ''], 'nothing is said about good input');

remove_tree($work);
done_testing;
