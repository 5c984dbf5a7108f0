# Machine: a description of where a run took place, without which its figures
# say little.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Machine;

use strict;
use warnings;

sub describe {
   my ($context) = @_;
   my ($model) = _read('/proc/cpuinfo') =~ /^model name\s*:\s*(.*)$/m;
   my $cores = () = _read('/proc/cpuinfo') =~ /^processor\s*:/mg;
   my ($memory) = _read('/proc/meminfo') =~ /^MemTotal:\s*(\d+)/m;
   my ($system) = _read('/etc/os-release') =~ /^PRETTY_NAME="?(.*?)"?$/m;
   my ($load)   = split ' ', _read('/proc/loadavg');
   return {
      cpu        => $model // 'unknown',
      cores      => $cores,
      memory_mib => int(($memory // 0) / 1024),
      kernel     => _first_line('uname -sr'),
      system     => $system // 'unknown',
      valgrind   => _first_line("$context->{valgrind} --version"),
      compiler   => _first_line(($ENV{CC} || 'gcc') . ' --version'),
      load       => ($load // 0) + 0,
   };
}

sub as_text {
   my ($machine) = @_;
   return "$machine->{cpu}, $machine->{cores} cores, $machine->{memory_mib} MiB; $machine->{system}, $machine->{kernel}; "
        . "$machine->{valgrind}; $machine->{compiler}; load at the start $machine->{load}\n";
}

sub _read {
   my ($path) = @_;
   open my $file, '<', $path or return '';
   local $/;
   return scalar(<$file>) // '';
}

sub _first_line {
   my ($command) = @_;
   my ($line) = `$command 2>/dev/null`;
   chomp $line if defined $line;
   return $line // 'unknown';
}

1;
