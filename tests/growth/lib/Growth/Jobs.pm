# Growth::Jobs: runs commands, some at a time.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Growth::Jobs;
use strict;
use warnings;
use JSON::PP;
use POSIX ();
use VR::Run;

# run(number at a time, { what VR::Run::run takes }, ...): each job gets what
# came of it: status, stdout, stderr, cpu (seconds of user and system time); a
# job that broke off has the status "broken" and the reason in stderr.  A
# missing "command" means that there is nothing to do.
sub run {
   my ($at_a_time, @jobs) = @_;
   my %running;
   my $done = 0;
   for my $job (grep { $_->{command} } @jobs) {
      $done += _wait_for_one(\%running, $done, scalar @jobs) if keys %running >= $at_a_time;
      my $pid = fork // die "fork: $!\n";
      if (!$pid) {
         _work($job);
         POSIX::_exit(0);
      }
      $running{$pid} = $job;
   }
   $done += _wait_for_one(\%running, $done, scalar @jobs) while %running;
   print STDERR "\r\e[K" if -t STDERR;
}

sub _work {
   my ($job) = @_;
   my $result = eval { VR::Run::run(%$job) } || { status => 'broken', stdout => '', stderr => $@ };
   my (undef, undef, $user, $system) = times;
   $result->{cpu} = $user + $system;
   open my $out, '>', _file($job) or return;
   print $out JSON::PP->new->latin1->encode($result);
   close $out;
}

sub _wait_for_one {
   my ($running, $done, $all) = @_;
   my $pid = waitpid -1, 0;
   my $job = delete $running->{$pid} or return 0;
   my $result = eval { JSON::PP->new->latin1->decode(VR::Run::slurp(_file($job))) };
   $result ||= { status => 'broken', stdout => '', stderr => 'the run left no result', cpu => 0 };
   @$job{keys %$result} = values %$result;
   unlink _file($job);
   printf STDERR "\r\e[K%d/%d %s", $done + 1, $all, $job->{name} if -t STDERR;
   return 1;
}

sub _file {
   my ($job) = @_;
   return "$job->{dir}/$job->{name}.result";
}

1;
