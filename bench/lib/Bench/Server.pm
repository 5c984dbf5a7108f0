# Server: redis-server under a tool, with a bounded redis-benchmark on loopback
# as its load.  Only the server is measured; what it holds at the end is the
# output that must be right.
#
#    measure -> tool -> redis-server  <-- loopback --  redis-benchmark, redis-cli
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Server;

use strict;
use warnings;
use Bench::Measure;
use Bench::Tools;
use IO::Socket::INET;
use POSIX qw(WNOHANG);

my $keys = 1000;   # the load uses this many different ones, chosen at random

sub redis {
   my ($context, $workload, $requests) = @_;
   my %path = map { $_ => Bench::Tools::find_program($_) } qw(redis-server redis-benchmark redis-cli);
   if (my ($missing) = grep { !$path{$_} } sort keys %path) {
      $workload->{missing} = "$missing is not installed";
      return $workload;
   }
   $workload->{variant}  = 'server';
   $workload->{requests} = $requests;
   $workload->{path}     = \%path;
   return $workload;
}

# As Bench::Measure::run.
sub run {
   my ($context, $workload, $tool) = @_;
   my $files = "$context->{work}/out/$workload->{name}.$tool->{name}";
   my $port  = _free_port();
   local $workload->{command} = [
      $workload->{path}{'redis-server'}, '--port', $port, '--bind', '127.0.0.1',
      '--save', '', '--appendonly', 'no', '--daemonize', 'no', '--dir', $context->{work},
   ];
   my $pid = Bench::Measure::start($context, $workload, $tool, $files);
   my $state = _wait_until_up($port, $pid) ? _load($workload, $port) : "the server did not start\n";
   _stop($workload, $port, $pid);

   my $sample = Bench::Measure::sample($files);
   $sample->{output} = "$files.state";
   open my $out, '>', $sample->{output} or die "$sample->{output}: $!\n";
   print $out $state;
   return $sample;
}

sub _free_port {
   my $socket = IO::Socket::INET->new(Listen => 1, LocalAddr => '127.0.0.1') or die "no free port: $!\n";
   return $socket->sockport;
}

sub _wait_until_up {
   my ($port, $pid) = @_;
   for (1 .. 600) {
      return 1 if IO::Socket::INET->new(PeerAddr => '127.0.0.1', PeerPort => $port);
      return 0 if waitpid($pid, WNOHANG) != 0;
      select undef, undef, undef, 0.1;
   }
   return 0;
}

# Returns the server's answers about what it holds after the load, as far as
# that is the same each time.
sub _load {
   my ($workload, $port) = @_;
   my $path = $workload->{path};
   my $each = int $workload->{requests} / 4;
   _quietly($path->{'redis-benchmark'}, '-p', $port, '-q', '-n', $each, '-c', 8, '-P', 8, '-d', 100,
            '-r', $keys, '-t', 'set,get,lpush,sadd');
   my $cli = "$path->{'redis-cli'} -p $port";
   return join '', map { scalar `$cli $_ 2>&1` } 'llen mylist', 'type myset', 'set last 1', 'get last';
}

sub _stop {
   my ($workload, $port, $pid) = @_;
   _quietly($workload->{path}{'redis-cli'}, '-p', $port, 'shutdown', 'nosave');
   for (1 .. 600) {
      return if waitpid($pid, WNOHANG) != 0;
      select undef, undef, undef, 0.1;
   }
   kill 'TERM', $pid;   # measure kills the server
   waitpid $pid, 0;
}

sub _quietly {
   my @command = @_;
   my $pid = fork // die "fork: $!\n";
   if (!$pid) {
      open STDIN,  '<', '/dev/null';
      open STDOUT, '>', '/dev/null';
      open STDERR, '>', '/dev/null';
      exec @command or exit 127;
   }
   waitpid $pid, 0;
   return $? == 0;
}

1;
