# The ten weaknesses of the heap that the tool is for, as the programs in this
# directory have them: in each bad twin the right error at the right line and
# nothing else, in each good twin nothing.  flows.h explains the programs.
#
# What must be seen in a line is said at its end:
#
#    //! WHAT { ; WHAT }
#    WHAT = (read | write | free | param CALL) PLACE
#         | mismatch SIZE | zero SIZE | leak KIND SIZE
#    PLACE = (after | before | inside | freed) SIZE     of a block with SIZE bytes
#          | stack | data | unknown
#
# `inside` is a place in a live block: an access that begins there and ends outside.
# Of several WHATs each may come and one must: which they are is the optimiser's
# choice.  An error belongs to the innermost case that its stack has, and to the flow
# whose function it has.  Valgrind takes errors for one that agree in their first four
# frames: where the flow is further out, they are counted.
#
# With --tool=memcheck, Memcheck is judged.  Overflows of the stack (Juliet's CWE
# 121, 124 and so on with arrays on the stack) are left out: neither tool can see
# them.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('cwe');
my @programs = (['bounds.c', 'gcc'], ['wide.c', 'gcc'], ['frees.c', 'gcc'], ['leaks.c', 'gcc'], ['classes.cc', 'g++']);

my %kind = (read => 'InvalidRead', write => 'InvalidWrite', free => 'InvalidFree',
            mismatch => 'MismatchedFree', param => 'SyscallParam', zero => 'ReallocSizeZero');

# { kind, what, where, text } of one WHAT: patterns for an error's kind and
# sentences.
sub parse {
   my ($text) = @_;
   my ($verb, @words) = split ' ', $text;
   my %want = (text => $text, kind => $kind{$verb}, what => qr/./, where => qr/./);
   if ($verb eq 'leak') {
      $want{kind} = { definite => 'Leak_DefinitelyLost', indirect => 'Leak_IndirectlyLost', reachable => 'Leak_StillReachable' }->{ shift @words };
      $want{bytes} = shift @words;
      return \%want;
   }
   if ($verb eq 'param') {
      my $call = shift @words;
      $want{what} = qr/^Syscall param \Q$call\E /;
   }
   unshift @words, 'inside' if $verb eq 'mismatch' || $verb eq 'zero';
   my ($place, $size) = @words;
   $want{where} = $place eq 'stack' ? qr/is on thread 1's stack/
                : $place eq 'data' ? qr/is 0 bytes inside data symbol|in a [rw-]+ mapped file|in the \S+ segment/
                : $place eq 'unknown' ? qr/is not stack'd, malloc'd or \(recently\) free'd/
                : $place eq 'freed' ? qr/ inside a block of size $size free'd/
                : $place eq 'inside' ? qr/ inside a block of size $size alloc'd/
                : qr/ bytes $place a block of size $size alloc'd/;
   return \%want;
}

# The cases of a source, by line: { cwe, name, wants => [WHAT] }.
sub read_source {
   my ($file) = @_;
   my %case;
   my $number = 0;
   for (split /\n/, VR::Run::slurp("$FindBin::Bin/$file")) {
      $number++;
      my ($cwe, $name) = /^CASE\((\d+), (\w+)/ or next;
      my ($whats) = m{//! (.*\S)} or die "$file:$number: what must be seen?\n";
      $case{$number} = { cwe => $cwe, name => $name, wants => [ map { parse($_) } split /\s*;\s*/, $whats ] };
   }
   return \%case;
}

# Where an error belongs: (line, flow, is the flow too far out to tell errors apart).
sub place_of {
   my ($error, $file) = @_;
   my @stack = @{ $error->{parts}[0][1] };
   my ($own) = grep { ($_->{file} // '') eq $file && ($_->{fn} // '') =~ /^(make|use)_\d/ } @stack;
   my ($depth) = grep { ($stack[$_]{fn} // '') =~ /^flow_/ } 0 .. $#stack;
   return ($own->{line}) unless defined $depth;
   my ($flow) = $stack[$depth]{fn} =~ /^flow_(\w+)/;
   return ($own->{line}, $flow, $depth >= 4);
}

sub fits {
   my ($want, $error) = @_;
   return 0 unless $error->{kind} eq $want->{kind};
   return $error->{bytes} % ($want->{bytes} || 1) == 0 if defined $want->{bytes};
   my ($what, @rest) = map { my $s = $_->[0] // ''; $s =~ s/(\d),(?=\d)/$1/g; $s } @{ $error->{parts} };
   return $what =~ $want->{what} && grep { $_ =~ $want->{where} } @rest;
}

# Runs a twin; returns its errors.
sub errors_of {
   my ($program, $twin) = @_;
   my $run = VR::Run::tool(name => "$program-$twin", dir => $work, command => ["./$program", $twin], options =>
      ['-q', '--undef-value-errors=no', '--leak-check=full', '--show-leak-kinds=all', '--error-limit=no', '--num-callers=20',
       '--xml=yes', "--xml-file=$work/$program-$twin.xml"]);
   is($run->{status}, 0, "$program $twin: runs to its end") or diag($run->{stderr});
   return VR::Output::xml_errors(VR::Run::slurp("$work/$program-$twin.xml"));
}

sub describe {
   my ($error, $file) = @_;
   my ($line, $flow) = place_of($error, $file);
   return join ' ', $file . ':' . ($line // '?'), $flow // '(no flow)', $error->{kind}, $error->{bytes} // (),
                    map { $_->[0] // () } @{ $error->{parts} };
}

sub nothing {
   my ($lines, $name) = @_;
   ok(!@$lines, $name) or diag(join "\n", @$lines);
}

sub judge_bad {
   my ($file, $program, @flows) = @_;
   my $cases = read_source($file);
   my (%seen, %counted, @wrong, %missed);
   for my $error (errors_of($program, 'bad')) {
      my ($line, $flow, $far) = place_of($error, $file);
      if ($line && $flow && grep { fits($_, $error) } @{ $cases->{$line}{wants} }) {
         $seen{$line}{$flow} = 1;
         $counted{$line} += $error->{count} - 1 if $far;
      } else {
         push @wrong, describe($error, $file);
      }
   }
   for my $line (sort { $a <=> $b } keys %$cases) {
      my ($cwe, $name) = @{ $cases->{$line} }{qw(cwe name)};
      my @missed = grep { !$seen{$line}{$_} } @flows;
      $missed{$cwe} ||= [];
      push @{ $missed{$cwe} }, "$file:$line $name: not seen: @missed" if @missed > ($counted{$line} // 0);
   }
   nothing($missed{$_}, "$program: all of CWE $_ found") for sort keys %missed;
   nothing(\@wrong, "$program: nothing else found");
}

for (@programs) {
   my ($file, $compiler) = @$_;
   for my $level ('-O0', '-O2') {
      (my $program = "$file$level") =~ tr/.//d;
      my $build = "$compiler -g $level -w -D_GNU_SOURCE -fno-optimize-sibling-calls -fno-ipa-icf -o $work/$program $FindBin::Bin/$file";
      system($build) == 0 or die "can't compile $file\n";
      my @flows = VR::Run::slurp("$FindBin::Bin/flows.h") =~ /^FLOW\((\w+)\)/mg;
      @flows = @flows[0 .. 11] if $compiler eq 'gcc';
      judge_bad($file, $program, @flows);
      nothing([ map { describe($_, $file) } errors_of($program, 'good') ], "$program: nothing in the good twins");
   }
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
