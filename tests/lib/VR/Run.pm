# VR::Run: runs a command with a time limit and keeps what it printed.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Run;
use strict;
use warnings;
use Config qw(%Config);
use POSIX ();
use VR::Xml;

# run(command => [...], name => prefix of the files, dir => where,
#     env => ["A=1"], stdin => path, timeout => seconds)
# returns { pid, status, stdout, stderr } where status is "0" .. "255",
# "SEGV" (the signal's name) or "timeout".
sub run {
   my %how = @_;
   my $start = time;
   my ($out, $err) = map { "$how{dir}/$how{name}.$_" } qw(stdout stderr);
   my $pid = fork // die "fork: $!\n";
   if ($pid == 0) {
      _become(\%how, $out, $err);
      POSIX::_exit(127);
   }
   my $status = _wait($pid, $how{timeout});
   my $run = { pid => $pid, status => $status, stdout => slurp($out), stderr => slurp($err) };
   _no_crash($run->{stderr}, glob "\Q$how{dir}\E/*{log,xml}*");
   _valid_xml($how{dir}, $start, @{ $how{command} }) if grep { $_ eq '--tool=vrleak' } @{ $how{command} };
   return $run;
}

# Nor may it leave an XML report that is not a valid one, however it ended.
sub _valid_xml {
   my ($dir, $since, @command) = @_;
   my @names = map { /^--xml-file=(.+)/ ? $1 : () } @command;
   my @files = map { s{^(?!/)}{$dir/}; s/%(?:[pn]|q\{\w+\})/*/g; glob "\Q$_\E*" =~ s/\\\*/*/gr } @names;
   my @new = grep { (stat)[9] >= $since - 1 } VR::Xml::reports(@files);
   my @problems = VR::Xml::problems(@new);
   die join("\n", 'an XML report is invalid:', @problems[0 .. ($#problems < 9 ? $#problems : 9)]) . "\n" if @problems;
}

# Whatever a test is about, it fails when the tool itself breaks down.
sub _no_crash {
   my ($text, @logs) = @_;
   my ($line) = grep { /the 'impossible' happened|^valgrind: .*Assertion/m } $text, map { slurp($_) } grep { -f } @logs;
   die "the tool crashed: " . join("\n", grep { /^(valgrind|vrleak):|^   at 0x|^   by 0x/ } split /\n/, $line) . "\n" if $line;
}

# tool(options => [...], and what run takes): the same under the tested tool.
sub tool {
   my %how = @_;
   my @options = @{ delete $how{options} || [] };
   my @lib = $ENV{VR_TEST_LIB} ? "VALGRIND_LIB=$ENV{VR_TEST_LIB}" : ();
   return run(%how, env => [ @lib, @{ $how{env} || [] } ],
              command => [ 'valgrind', "--tool=$ENV{VR_TEST_TOOL}", @options, @{ $how{command} } ]);
}

sub _become {
   my ($how, $out, $err) = @_;
   POSIX::setpgid(0, 0);
   chdir $how->{dir} or return;
   open STDIN,  '<', $how->{stdin} || '/dev/null' or return;
   open STDOUT, '>', $out or return;
   open STDERR, '>', $err or return;
   delete @ENV{qw(VALGRIND_OPTS LD_PRELOAD GLIBC_TUNABLES MALLOC_PERTURB_ PERL5LIB PERL5OPT)};
   $ENV{HOME} = $how->{dir};      # no .valgrindrc
   for (@{ $how->{env} || [] }) { /^(\w+)=(.*)$/s and $ENV{$1} = $2 }
   $SIG{PIPE} = 'DEFAULT';
   no warnings 'exec';
   exec { $how->{command}[0] } @{ $how->{command} } or print STDERR "$how->{command}[0]: $!\n";
}

sub _wait {
   my ($pid, $timeout) = @_;
   my $late = 0;
   local $SIG{ALRM} = sub { $late = 1; kill 'KILL', -$pid, $pid };
   alarm($timeout || 120);
   while (waitpid($pid, 0) < 0) { last unless $!{EINTR} }
   my $status = $?;
   alarm(0);
   kill 'KILL', -$pid;            # whatever the program left running
   return 'timeout' if $late;
   return _signal_name($status & 127) if $status & 127;
   return $status >> 8;
}

sub _signal_name {
   my ($number) = @_;
   my @names = split ' ', $Config{sig_name};
   return $names[$number] || "signal $number";
}

sub slurp {
   my ($path) = @_;
   open my $in, '<:raw', $path or return '';
   local $/;
   return scalar(<$in>) // '';
}

1;
