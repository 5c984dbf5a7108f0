# VR::Suite::Pool: runs programs, a number at a time, each with its time limit.
#
# A program whose time is up gets SIGTERM, so that vrleak writes its report, and
# SIGKILL if that was not enough; so do all if vr_suite itself is told to stop.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::Pool;
use strict;
use warnings;
use POSIX qw(:sys_wait_h);
use Time::HiRes qw(time sleep);
use VR::Suite::Launch;

use constant { TICK => 0.05, GRACE => 10 };

# run(\@runs, $progress, jobs =>, timeout =>, options => [Valgrind's])
sub run {
   my ($runs, $progress, %how) = @_;
   my $stop = 0;
   my @stopping = grep { ($SIG{$_} // '') ne 'IGNORE' } qw(INT TERM HUP);      # nohup ignores one
   local @SIG{@stopping} = (sub { $stop = 1 }) x @stopping;
   my @waiting = @$runs;
   my %running;                  # pid => { run, since, ended_at }
   while (%running || @waiting && !$stop) {
      while (@waiting && !$stop && keys %running < $how{jobs}) {
         my $run = shift @waiting;
         my $pid = VR::Suite::Launch::start($run, @{ $how{options} });
         $run->save(pid => $pid);
         $running{$pid} = { run => $run, since => time };
      }
      _reap(\%running, $progress);
      _end_late($_, $running{$_}, $stop ? 0 : $how{timeout}) for keys %running;
      $progress->show(map { $running{$_} } sort { $running{$a}{since} <=> $running{$b}{since} } keys %running);
      sleep TICK;
   }
   $progress->clear;
}

sub _reap {
   my ($running, $progress) = @_;
   for my $pid (keys %$running) {
      waitpid($pid, WNOHANG) == $pid or next;
      my $status = $?;
      my ($run, $since, $ended_at) = @{ delete $running->{$pid} }{qw(run since ended_at)};
      kill 'KILL', -$pid if $ended_at;
      $run->save(status => $status, seconds => sprintf('%.2f', time - $since), $ended_at ? (timed_out => 1) : ());
      $progress->ended($run);
   }
}

sub _end_late {
   my ($pid, $process, $limit) = @_;
   my $now = time;
   if (!$process->{ended_at}) {
      return if $now < $process->{since} + $limit;
      $process->{ended_at} = $now;
      kill 'TERM', -$pid;
   } elsif ($now > $process->{ended_at} + GRACE) {
      kill 'KILL', -$pid;
   }
}

1;
