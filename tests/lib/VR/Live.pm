# VR::Live: runs a command that something is done to while it runs.
#
#    VR::Live::tool(name => 'x', dir => $work, options => [...], command => [...],
#                   drive => sub {
#                      my ($driver) = @_;
#                      $driver->wait_for_output(qr/ready/);
#                      $driver->signal('USR1');
#                      $driver->wait_for_log(qr/done/);
#                      $driver->release;       # one byte on its standard input
#                   });
#
# drive runs in a process of its own.  When it is through (or has waited for
# something in vain) the program's standard input comes to its end.  Returns what
# VR::Run::run returns.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Live;
use strict;
use warnings;
use POSIX ();
use VR::Run;

# For anything that is waited for: far more than it takes.
my $limit = 100;

sub run  { return _driven(\&VR::Run::run, @_) }
sub tool { return _driven(\&VR::Run::tool, @_) }

sub _driven {
   my ($function, %how) = @_;
   my $drive = delete $how{drive};
   my $self = bless { map { $_ => "$how{dir}/$how{name}.$_" } qw(stdin stdout stderr) };
   unlink @$self{qw(stdin stdout stderr)};
   POSIX::mkfifo($self->{stdin}, 0600) or die "$self->{stdin}: $!\n";
   my $driver = fork // die "fork: $!\n";
   if ($driver == 0) {
      # Opening waits for the program, unless it never comes.
      local $SIG{ALRM} = sub { POSIX::_exit(1) };
      alarm($limit);
      open my $fifo, '>', $self->{stdin} or POSIX::_exit(1);
      alarm(0);
      local $SIG{PIPE} = 'IGNORE';
      $self->{fifo} = $fifo;
      eval { $drive->($self); 1 } or print {*STDERR} "# $how{name}: $@";
      POSIX::_exit(0);
   }
   my $run = $function->(timeout => 2 * $limit, %how, stdin => $self->{stdin});
   kill 'KILL', $driver if $run->{status} eq 'timeout';
   waitpid $driver, 0;
   return $run;
}

# Until the condition holds.  Dies if it never does.
sub wait_until {
   my ($self, $what, $condition) = @_;
   for (1 .. 20 * $limit) {
      return if $condition->();
      die "waited in vain for $what, the program has ended\n" if $self->{pid} && !kill 0, $self->{pid};
      select undef, undef, undef, 0.05;
   }
   die "waited in vain for $what\n";
}

sub wait_for_output { my ($self, $regexp) = @_; $self->wait_until($regexp, sub { VR::Run::slurp($self->{stdout}) =~ $regexp }) }
sub wait_for_log    { my ($self, $regexp) = @_; $self->wait_until($regexp, sub { VR::Run::slurp($self->{stderr}) =~ $regexp }) }

# The program's process: the one that has our FIFO open (a child of it may, too,
# and then the first).
sub pid {
   my ($self) = @_;
   return $self->{pid} //= (grep { m{/(\d+)/} && $1 != $$ && (readlink("/proc/$1/fd/0") // '') eq $self->{stdin} }
                            sort { length $a <=> length $b || $a cmp $b } glob '/proc/[0-9]*/fd')[0] =~ m{/(\d+)/} ? $1 : die "no process\n";
}

# All threads of the program sleep.
sub wait_until_asleep {
   my ($self) = @_;
   my $pid = $self->pid;
   $self->wait_until('sleep', sub {
      my @states = map { VR::Run::slurp($_) =~ /\) (\w) / ? $1 : 'gone' } glob "/proc/$pid/task/*/stat";
      return @states && !grep { $_ ne 'S' } @states;
   });
}

sub signal  { my ($self, $signal) = @_; kill $signal, $self->pid or die "kill: $!\n" }
sub release { my ($self) = @_; syswrite $self->{fifo}, 'b' }

1;
