# VR::Report::Format::Xml: errors and leaks in Valgrind's XML, protocol 4, as Memcheck
# writes it, for what reads that already.
#
# Readers refuse kinds that Memcheck does not have: those are left out.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Xml;
use strict;
use warnings;
use File::Basename qw(basename dirname);
use VR::Report::Markup qw(element);
use VR::Report::Units qw(grouped);

my %KNOWN = map { $_ => 1 } qw(
   CoreMemError InvalidRead InvalidWrite InvalidJump SyscallParam ClientCheck InvalidFree MismatchedFree Overlap
   InvalidMemPool FishyValue ReallocSizeZero InvalidAlignment MismatchedAllocateDeallocateSize
   MismatchedAllocateDeallocateAlignment);
my %LEAK = (definite => [ 'Leak_DefinitelyLost', 'definitely lost' ], possible => [ 'Leak_PossiblyLost', 'possibly lost' ]);

sub write {
   my ($out, $report, $options) = @_;
   my @errors = grep { $KNOWN{ $_->{kind} } && @{ $_->{stack} } } $report->errors;
   my @leaks = grep { $LEAK{ $_->{kind} } && @{ $_->{stack} } } sort { $a->{bytes} <=> $b->{bytes} } $report->leaks;
   my $frames = $report->frames;
   print $out _beginning($report);
   print $out _error($frames, $errors[$_], $_) for 0 .. $#errors;
   print $out _finished($report->run->{duration_ms}) if $report->is_complete;
   print $out _leak($frames, $leaks[$_], @errors + $_, $_ + 1, scalar @leaks) for 0 .. $#leaks;
   print $out _counts(@errors) if $report->is_complete;
   print $out "</valgrindoutput>\n\n";
}

# Elements on lines of their own: ([name, text]...) or lines that are finished.
sub _lines {
   my ($indent, @parts) = @_;
   return join '', map { ref ? "$indent" . element(@$_) . "\n" : $_ } @parts;
}

sub _unique { my ($number) = @_; return [ unique => sprintf '0x%x', $number ] }

sub _beginning {
   my ($report) = @_;
   my ($exe, @arguments) = @{ $report->run->{command} };
   my $vrleak = $report->{vrleak};
   my $who = "vrleak $vrleak->{version}, a tool for Valgrind $vrleak->{valgrind}; written by vr_report";
   return _lines('', qq(<?xml version="1.0"?>\n\n<valgrindoutput>\n\n), [ protocolversion => 4 ], [ protocoltool => 'memcheck' ], "\n<preamble>\n")
      . _lines('  ', [ line => $who ], "</preamble>\n\n")
      . _lines('', [ pid => $report->run->{pid} ], [ ppid => 0 ], [ tool => 'memcheck' ], "\n<args>\n  <vargv>\n")
      . _lines('    ', [ exe => 'valgrind' ], [ arg => '--tool=vrleak' ], "  </vargv>\n  <argv>\n", [ exe => $exe // '' ],
               (map { [ arg => $_ ] } @arguments), "  </argv>\n</args>\n\n")
      . _lines('  ', "<status>\n", [ state => 'RUNNING' ], [ time => '00:00:00:00.000' ], "</status>\n\n");
}

# Days, hours, minutes, seconds.
sub _finished {
   my ($ms) = @_;
   my $s = int($ms / 1000);
   my $time = sprintf '%02d:%02d:%02d:%02d.%03d', int($s / 86400), int($s / 3600) % 24, int($s / 60) % 60, $s % 60, $ms % 1000;
   return _lines('  ', "\n<status>\n", [ state => 'FINISHED' ], [ time => $time ], "</status>\n\n");
}

sub _counts {
   my (@errors) = @_;
   my @pairs = map { ("  <pair>\n", _lines('    ', [ count => $errors[$_]{count} ], _unique($_)), "  </pair>\n") } 0 .. $#errors;
   return join '', "<errorcounts>\n", @pairs, "</errorcounts>\n\n<suppcounts>\n</suppcounts>\n\n";
}

sub _error {
   my ($frames, $error, $number) = @_;
   my @aux = map { ([ auxwhat => $_->{what} ], @{ $_->{stack} } ? _stack($frames, $_->{stack}) : ()) } @{ $error->{aux} };
   return _lines('  ', "<error>\n", _unique($number), [ tid => $error->{tid} ], [ kind => $error->{kind} ], [ what => $error->{what} ],
                 _stack($frames, $error->{stack}), @aux, "</error>\n\n");
}

sub _leak {
   my ($frames, $leak, $number, $record, $records) = @_;
   my ($kind, $words) = @{ $LEAK{ $leak->{kind} } };
   my ($direct, $indirect) = @$leak{qw(bytes indirect_bytes)};
   my $bytes = $direct + $indirect;
   my $parts = $indirect ? ' (' . grouped($direct) . ' direct, ' . grouped($indirect) . ' indirect)' : '';
   my $text = grouped($bytes) . "$parts bytes in " . grouped($leak->{blocks}) . " blocks are $words in loss record "
      . grouped($record) . ' of ' . grouped($records);
   my $xwhat = _lines('    ', "  <xwhat>\n", [ text => $text ], [ leakedbytes => $bytes ], [ leakedblocks => $leak->{blocks} ], "  </xwhat>\n");
   return _lines('  ', "<error>\n", _unique($number), [ tid => 1 ], [ kind => $kind ], $xwhat, _stack($frames, $leak->{stack}), "</error>\n\n");
}

sub _stack {
   my ($frames, $stack) = @_;
   return "  <stack>\n" . join('', map { _frame($frames->get($_)) } @$stack) . "  </stack>\n";
}

sub _frame {
   my ($frame) = @_;
   my @parts = ([ ip => uc($frame->{ip}) =~ s/^0X/0x/r ], map { [ $_ => $frame->{$_} ] } grep { defined $frame->{$_} } qw(obj fn));
   if (defined $frame->{file}) {
      push @parts, [ dir => dirname($frame->{file}) ] if $frame->{file} =~ m{/};
      push @parts, [ file => basename($frame->{file}) ];
      push @parts, [ line => $frame->{line} ] if $frame->{line};
   }
   return _lines('      ', "    <frame>\n", @parts, "    </frame>\n");
}

1;
