# VR::Suite::Progress: what is running, and for how long.
#
# On a terminal that is one line, written over and over.  Elsewhere (the log of a CI
# job) there is a line for each program that has ended, and one a minute about those
# that have not: of a job that is killed it says where it hung.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::Progress;
use strict;
use warnings;
use IO::Handle;
use Time::HiRes qw(time);

use constant { REFRESH => 0.2, REMIND => 60, WIDTH => 79 };

sub new {
   my ($class, $out, $total) = @_;
   $out->autoflush;
   binmode $out, ':utf8';
   return bless { out => $out, total => $total, ended => 0, is_terminal => -t $out, next => 0, length => 0 }, $class;
}

# Of each that runs: { run, since }, oldest first.
sub show {
   my ($self, @running) = @_;
   my $now = time;
   return if $now < $self->{next} || !@running;
   if ($self->{is_terminal}) { $self->{next} = $now + REFRESH }
   elsif (!$self->{next})    { $self->{next} = $now + REMIND; return }
   else                      { $self->{next} = $now + REMIND }
   my $line = "[$self->{ended}/$self->{total}] running: " . join ', ', map { $_->{run}->title . sprintf(' (%d s)', $now - $_->{since}) } @running;
   $self->clear;
   if (!$self->{is_terminal}) { print { $self->{out} } "$line\n"; return }
   $line = substr($line, 0, WIDTH - 3) . '...' if length $line > WIDTH;
   $self->{length} = length $line;
   print { $self->{out} } $line;
}

sub ended {
   my ($self, $run) = @_;
   $self->{ended}++;
   $self->clear;
   printf { $self->{out} } "[%d/%d] %8.2f s  %s%s\n", $self->{ended}, $self->{total}, $run->get('seconds'), $run->title, $run->get('timed_out') ? '  TIME IS UP' : '';
}

sub clear {
   my ($self) = @_;
   print { $self->{out} } "\r", ' ' x $self->{length}, "\r" if $self->{length};
   $self->{length} = 0;
}

1;
