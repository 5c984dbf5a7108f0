# However a process ends, and be it killed with SIGKILL, its XML report is a
# valid document (VR::Run looks at that) that has all errors up to then.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use IO::Socket::INET;
use POSIX ();
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;
use VR::Xml;

my $work = VR::Scratch::fresh('processes-killed');
system("gcc -g -O0 -w -pthread -o $work/tree $FindBin::Bin/tree.c") == 0 or plan skip_all => 'needs gcc';

sub tree {
   my ($name, $options, @how) = @_;
   my $run = VR::Run::tool(name => $name, dir => $work, options => ['--xml=yes', "--xml-file=$name.xml", @$options],
                           command => ['./tree', @how], timeout => 100);
   $run->{xml} = VR::Run::slurp("$work/$name.xml");
   like($run->{xml}, qr{</valgrindoutput>\s*\z}, "$name: complete");
   is(() = $run->{xml} =~ m{</valgrindoutput>}g, 1, "$name: has one end");
   $run->{errors} = [ VR::Output::xml_errors($run->{xml}) ];
   return $run;
}

# Status; whether the end of the run is in the report; and the signal there.
my %ends = (
   kill => ['KILL', 1], term => ['TERM', 1, 15], segv => ['SEGV', 1, 11], abort => ['ABRT', 1, 6],
   _exit => [5, 1], exit_group => [7, 1], exec => [0, 0],
);
for my $how (sort keys %ends) {
   my ($status, $finished, $signal) = @{ $ends{$how} };
   my $run = tree($how, [], $how);
   is($run->{status}, $status, "$how: ends as natively");
   is($run->{errors}[0]{parts}[0][1][0]{fn}, 'in_parent', "$how: has the error");
   is(scalar($run->{xml} =~ /FINISHED/), $finished ? 1 : '', "$how: says whether the program finished");
   like($run->{xml}, qr{<signo>$signal</signo>}, "$how: the signal") if $signal;
}

# Killed from outside, the moment it is ready and while it writes errors.
sub killed {
   my ($name, $signal, $ready, $options, @how) = @_;
   my $killer = fork // die;
   if ($killer == 0) {
      for (1 .. 2000) {
         select undef, undef, undef, 0.05;
         last if VR::Run::slurp("$work/$name.stdout") =~ $ready;
      }
      my ($pid) = VR::Run::slurp("$work/$name.pid") =~ /(\d+)/;
      kill $signal, $pid if $pid;
      POSIX::_exit(0);
   }
   my $run = tree($name, ["--log-file=$name.pid", '-v', @$options], @how);
   waitpid $killer, 0;
   is($run->{status}, $signal, "$name: was killed");
   return $run;
}
is(scalar @{ killed('waiting', 'KILL', qr/ready/, [], 'wait')->{errors} }, 1, 'killed while it waits: the error is there');
like(killed('terminated', 'TERM', qr/ready/, [], 'wait')->{xml}, qr{<signo>15</signo>.*FINISHED.*<suppcounts>}s, 'terminated: the report has its end');
for my $n (1, 30, 300) {
   my $run = killed("busy$n", 'KILL', qr/^$n$/m, ['--error-limit=no', '--gen-suppressions=all'], 'many');
   cmp_ok(scalar @{ $run->{errors} }, '>=', 1, "busy$n: errors are there");
}

# A file that was longer ends where the document does.
VR::Scratch::write_file($work, 'again.xml', 'x' x 1_000_000);
cmp_ok(length tree('again', [], 'executed')->{xml}, '<', 100_000, 'an old file is replaced');

# The end at the first error.
my $first = tree('first', ['--exit-on-first-error=yes', '--error-exitcode=9'], 'fork', 'fork');
is($first->{status}, 9, '--exit-on-first-error: status');
is(scalar @{ $first->{errors} }, 1, '--exit-on-first-error: one error');

# Other destinations: a pipe, a descriptor that others write to as well.
for my $how ('_exit', 'exec') {
   my $run = VR::Run::run(name => "pipe-$how", dir => $work, env => ["VALGRIND_LIB=$ENV{VR_TEST_LIB}"],
      command => ['sh', '-c', "valgrind --tool=$ENV{VR_TEST_TOOL} --xml=yes --xml-fd=9 ./tree $how 9>&1 >/dev/null 2>&1 | cat >pipe-$how.txt"]);
   my $xml = VR::Run::slurp("$work/pipe-$how.txt");
   is(scalar(VR::Output::xml_errors($xml)), 1, "a pipe, $how: the error has arrived");
   is(VR::Output::xml_is_complete($xml), $how eq '_exit' ? 1 : '', "a pipe, $how: the end only if there is one");
}
VR::Run::run(name => 'append', dir => $work, env => ["VALGRIND_LIB=$ENV{VR_TEST_LIB}"],
   command => ['sh', '-c', "echo before >append.txt; valgrind --tool=$ENV{VR_TEST_TOOL} --xml=yes --xml-fd=9 ./tree exec 9>>append.txt 2>/dev/null; echo after >>append.txt"]);
my $appended = VR::Run::slurp("$work/append.txt");
like($appended, qr/\Abefore\n<\?xml.*<\/error>\s+after\n\z/s, 'a file to which others append: nothing is overwritten');

my $listener = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', Proto => 'tcp');
SKIP: {
   skip "no socket on 127.0.0.1: $!", 2 unless $listener;
   my $port = $listener->sockport;
   my $child = fork // die;
   if ($child == 0) {
      alarm 60;
      my $connection = $listener->accept or POSIX::_exit(1);
      open my $out, '>', "$work/received" or POSIX::_exit(1);
      while (<$connection>) { print $out $_ }
      close $out;
      POSIX::_exit(0);
   }
   close $listener;
   VR::Run::tool(name => 'socket', dir => $work, options => ['--xml=yes', "--xml-socket=127.0.0.1:$port"], command => ['./tree', 'fork']);
   waitpid $child, 0;
   rename "$work/received", "$work/received.xml";
   is_deeply([VR::Xml::problems("$work/received.xml")], [], 'a socket, with a fork: a valid document');
   is(scalar(VR::Output::xml_errors(VR::Run::slurp("$work/received.xml"))), 1, 'a socket: the parent\'s error');
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
