# Measure: one run of one workload under one tool, through bench/measure.c.
#
# A sample is a hash: user, sys, cpu (their sum), wall in seconds, peak in KiB
# (the largest process), status ("exit:0"), output, the file that standard output
# went to, and files, the path prefix of all files of the run.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Measure;

use strict;
use warnings;
use Bench::Kernels;
use File::Compare qw(compare);
use POSIX ();

my $running;   # the pid of what was started last

# Runs to the end.  EXTRA: further options for the tool.
sub run {
   my ($context, $workload, $tool, @extra) = @_;
   my $files = "$context->{work}/out/$workload->{name}.$tool->{name}";
   my $pid   = start($context, $workload, $tool, $files, @extra);
   waitpid $pid, 0;
   $running = undef;
   return sample($files);
}

# Starts it in the background; returns the pid to wait for before sample().
sub start {
   my ($context, $workload, $tool, $files, @extra) = @_;
   unlink "$files.result";
   my $command = $tool->{name} eq 'asan' ? $workload->{asan_command} : $workload->{command};
   my @words = (
      "$context->{work}/bin/measure", '-t', $context->{timeout},
      ($workload->{stdin} ? ('-i', $workload->{stdin}) : ()),
      '-o', "$files.stdout", '-e', "$files.stderr", "$files.result",
      $tool->{start}->($workload, $files), @extra, @$command,
   );
   my $pid = fork // die "fork: $!\n";
   return $running = $pid if $pid;

   _clean_environment($context, $tool, $workload->{env});
   chdir $context->{work};
   { no warnings 'exec'; exec @words }
   POSIX::_exit(127);
}

# The helper kills what it measures and ends.
sub interrupt {
   kill 'TERM', $running if $running;
}

# What a user has set must not change the figures, and no tool may read a
# .valgrindrc.
sub _clean_environment {
   my ($context, $tool, $env) = @_;
   %ENV = (
      PATH => $ENV{PATH}, HOME => $context->{work}, TMPDIR => $ENV{TMPDIR} // '/tmp',
      LC_ALL => 'C', TZ => 'UTC', %{$env // {}},
   );
   $ENV{VALGRIND_LIB} = $tool->{lib} if defined $tool->{lib};
}

sub sample {
   my ($files) = @_;
   my %sample = (status => 'could not be started', files => $files, output => "$files.stdout");
   open my $file, '<', "$files.result" or return \%sample;
   my ($user, $sys, $wall, $peak, $status) = split ' ', <$file> // '';
   return \%sample unless defined $status;
   return {
      %sample, user => $user + 0, sys => $sys + 0, cpu => $user + $sys,
      wall => $wall + 0, peak => $peak + 0, status => $status,
   };
}

# What is wrong with a sample, or undef: it must end and print as the native
# run did.
sub complaint {
   my ($sample, $native, $tool) = @_;
   return "killed after the time limit" if $sample->{status} eq 'timeout';
   return "$sample->{status} instead of $native->{status}" if $sample->{status} ne $native->{status};
   my $same = $tool->{wraps} ? _contains($sample->{output}, $native->{output})
            :                  compare($sample->{output}, $native->{output}) == 0;
   return $same ? undef : 'wrong output';
}

sub _contains {
   my ($whole, $part) = map {
      open my $file, '<:raw', $_ or return 0;
      local $/;
      scalar <$file> // '';
   } @_;
   return index($whole, $part) >= 0;
}

# Compiles the helper.
sub prepare {
   my ($context) = @_;
   Bench::Kernels::compile("$context->{bench}/measure.c", "$context->{work}/bin/measure", '-O2');
}

1;
