# VR::Suite::Launch: how a program is run under vrleak.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::Launch;
use strict;
use warnings;

# This process becomes the program; dies if Valgrind can't be executed.
sub become {
   my ($run, @options) = @_;
   my $dir = $run->dir =~ s/%/%%/gr;         # "%p" in a name is the process
   # Of options that are given twice the last one counts.
   my @valgrind = (qw(valgrind --tool=vrleak --trace-children=yes), "--vrleak-out-file=$dir/report.%p.json", "--log-file=$dir/log.%p.txt", @options);
   { no warnings 'exec'; exec { $valgrind[0] } @valgrind, '--', $run->command }
   die "valgrind can't be started: $!\n";
}

# The process that runs it, in a group of its own, with its output in a file.
sub start {
   my ($run, @options) = @_;
   my $pid = fork // die "fork: $!\n";
   if ($pid) { setpgrp $pid, $pid; return $pid }
   eval {
      for (qw(INT TERM HUP)) { $SIG{$_} = 'DEFAULT' if ref $SIG{$_} }
      setpgrp;
      open STDIN,  '<', '/dev/null' or die "/dev/null: $!\n";
      open STDOUT, '>', $run->output or die "@{[ $run->output ]}: $!\n";
      open STDERR, '>&', \*STDOUT or die "standard error: $!\n";
      become($run, @options);
   };
   print STDERR "vr_suite: $@";
   require POSIX;
   POSIX::_exit(127);
}

1;
