# Programs: runs a real program natively, under Memcheck and under the tool, and
# compares.
#
#    same exit status, same standard output as natively
#    no error (leaks apart) that Memcheck doesn't report
#    the same leak totals as Memcheck
#
# Some programs are not the same twice: perl seeds its hashes at random, and so
# a block is 64 bytes smaller in one run of a hundred.  The seeds that have a
# name are fixed; beyond that, leak totals that differ are looked at again, both
# tools anew, before they count.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Programs;
use strict;
use warnings;
use Cwd qw(realpath);
use Exporter 'import';
use File::Path qw(make_path remove_tree);
use Test::More;
use VR::Expect;
use VR::Output;
use VR::Program;
use VR::Run;

use constant TRIES => 3;
use constant SEEDS => ('PERL_HASH_SEED=0', 'PYTHONHASHSEED=0');

our @EXPORT = qw(work_directory compare finish installed);

my $work;

sub work_directory {
   my ($name) = @_;
   $work = "$ENV{VR_TEST_WORK}/programs-$name";
   remove_tree($work);
   make_path($work);
   return $work;
}

sub finish {
   chdir '/';
   remove_tree($work) if Test::More->builder->is_passing;
   done_testing;
}

# The program itself, not a script that stands for it.
sub installed {
   my ($name) = @_;
   for my $path (map { "$_/$name" } '/usr/bin', '/bin', '/usr/local/bin', '/usr/sbin') {
      next unless -x $path;
      open my $in, '<:raw', $path or next;
      read $in, my $magic, 4;
      return $path if $magic eq "\x7fELF";
   }
   return undef;
}

# compare($name, command => [...], env =>, stdin =>)
sub compare {
   my ($name, %how) = @_;
   my %common = (dir => $work, command => $how{command}, env => [SEEDS, @{ $how{env} || [] }], stdin => $how{stdin}, timeout => 60);
   my @options = ('--leak-check=full');
   my $native = VR::Run::run(%common, name => "$name-native");
   my ($run, $errors) = _under($name, $ENV{VR_TEST_TOOL}, \%common, @options);
   ok($run->{complete}, "$name: a complete report");
   is($run->{status}, $native->{status}, "$name: exit status as natively") or diag($run->{stderr});
   ok($run->{stdout} eq $native->{stdout}, "$name: output as natively");
   my @other = grep { !VR::Expect::is_leak($_) } @$errors;
   my @leaks = _leaks($errors);
   if (!@other && !@leaks) {
      pass("$name: no errors");
      return;
   }
   # Memcheck is asked only where there is something to compare.
   my @their_options = ('--undef-value-errors=no', @options);
   my (undef, $theirs) = _under($name, 'memcheck', \%common, @their_options);
   my %known = map { VR::Expect::signature($_) => 1 } @$theirs;
   my @new = grep { !$known{ VR::Expect::signature($_) } } @other;
   is(join("\n", map { VR::Expect::show($_) } @new), '', "$name: no errors but those that Memcheck reports");
   my @their_leaks = _leaks($theirs);
   for (2 .. TRIES) {
      last if _totals(@leaks) eq _totals(@their_leaks);
      @leaks = _leaks((_under($name, $ENV{VR_TEST_TOOL}, \%common, @options))[1]);
      @their_leaks = _leaks((_under($name, 'memcheck', \%common, @their_options))[1]);
   }
   is(_totals(@leaks), _totals(@their_leaks), "$name: leaks as under Memcheck") or diag(_difference(\@leaks, \@their_leaks));
}

sub _leaks {
   my ($errors) = @_;
   return grep { VR::Expect::is_leak($_) } @$errors;
}

sub _totals {
   my %total;
   for (@_) {
      $total{ $_->{kind} }[0] += $_->{bytes};
      $total{ $_->{kind} }[1] += $_->{blocks};
   }
   return join ', ', map { "$_ $total{$_}[0]/$total{$_}[1]" } sort keys %total;
}

# The loss records that one has and the other has not, at most ten.
sub _difference {
   my ($ours, $theirs) = @_;
   my %balance;
   $balance{ VR::Expect::show($_) }++ for @$ours;
   $balance{ VR::Expect::show($_) }-- for @$theirs;
   my @lines = map { $balance{$_} > 0 ? "only here: $_\n" : "only under Memcheck: $_\n" } grep { $balance{$_} } sort keys %balance;
   return @lines > 10 ? (@lines[0 .. 9], scalar(@lines) . " differ\n") : @lines;
}

sub _under {
   my ($name, $tool, $common, @options) = @_;
   my $xml = "$work/$name-$tool.xml";
   # Programs that copy their environment get one of the same size.
   my $variable = $tool eq $ENV{VR_TEST_TOOL} ? 'VALGRIND_LIB' : 'VALGRIND_BIL';
   my @lib = $ENV{VR_TEST_LIB} ? "$variable=$ENV{VR_TEST_LIB}" : ();
   my $run = VR::Run::run(%$common, name => "$name-$tool", env => [@lib, @{ $common->{env} || [] }],
      command => ['valgrind', "--tool=$tool", @options, '--xml=yes', "--xml-file=$xml", @{ $common->{command} }]);
   my $text = VR::Run::slurp($xml);
   $run->{complete} = VR::Output::xml_is_complete($text);
   return ($run, [VR::Output::xml_errors($text)]);
}

1;
