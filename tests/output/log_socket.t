# --log-socket sends the log to a listener; without one the log goes to
# standard error.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use IO::Socket::INET;
use POSIX ();
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('output-log-socket');

my $listener = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1', Proto => 'tcp') or plan(skip_all => "no socket on 127.0.0.1: $!");
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
my $run = VR::Run::tool(name => 'socket', dir => $work, options => ["--log-socket=127.0.0.1:$port"], command => ['echo', 'hello']);
waitpid $child, 0;
my $log = VR::Run::slurp("$work/received");
is($run->{status}, 0, 'the program ran');
is($run->{stdout}, "hello\n", 'and wrote what it writes');
is($run->{stderr}, '', 'nothing is on standard error');
like($log, qr/HEAP SUMMARY.*ERROR SUMMARY: 0 errors/s, 'the log has arrived');

# Nobody listens there any more.
my $alone = VR::Run::tool(name => 'alone', dir => $work, options => ["--log-socket=127.0.0.1:$port"], command => ['echo', 'hello']);
is($alone->{status}, 0, 'no listener: the program runs');
like($alone->{stderr}, qr/ERROR SUMMARY: 0 errors/, 'no listener: the log is on standard error');

my $bad = VR::Run::tool(name => 'bad', dir => $work, options => ['--log-socket=nowhere:at:all'], command => ['echo', 'hello']);
like($bad->{status}, qr/^[1-9]\d?$/, 'a bad address: non-zero exit');
is($bad->{stdout}, '', 'a bad address: nothing is run');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
