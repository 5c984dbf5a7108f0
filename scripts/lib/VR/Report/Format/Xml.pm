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

my %KNOWN = map { $_ => 1 } qw(CoreMemError InvalidRead InvalidWrite InvalidJump SyscallParam ClientCheck InvalidFree MismatchedFree
   Overlap InvalidMemPool FishyValue ReallocSizeZero InvalidAlignment MismatchedAllocateDeallocateSize MismatchedAllocateDeallocateAlignment);
my %LEAK = (definite => [ 'Leak_DefinitelyLost', 'definitely lost' ], indirect => [ 'Leak_IndirectlyLost', 'indirectly lost' ],
            possible => [ 'Leak_PossiblyLost', 'possibly lost' ], reachable => [ 'Leak_StillReachable', 'still reachable' ]);

sub write {
   my ($out, $report, $options) = @_;
   my ($exe, @arguments) = @{ $report->run->{command} };
   my $pid = $report->run->{pid};
   my $time = '00:00:00:' . sprintf '%02d.%03d', int($report->run->{duration_ms} / 1000) % 60, $report->run->{duration_ms} % 1000;
   print $out qq(<?xml version="1.0"?>\n\n<valgrindoutput>\n\n<protocolversion>4</protocolversion>\n<protocoltool>memcheck</protocoltool>\n\n),
      "<preamble>\n  ", element(line => "vrleak $report->{vrleak}{version}, a tool for Valgrind $report->{vrleak}{valgrind}; written by vr_report"), "\n</preamble>\n\n",
      element(pid => $pid), "\n", element(ppid => 0), "\n", element(tool => 'memcheck'), "\n\n<args>\n  <vargv>\n    ", element(exe => 'valgrind'),
      "\n    ", element(arg => '--tool=vrleak'), "\n  </vargv>\n  <argv>\n    ", element(exe => $exe // ''), "\n",
      (map { '    ' . element(arg => $_) . "\n" } @arguments), "  </argv>\n</args>\n\n<status>\n  <state>RUNNING</state>\n  <time>00:00:00:00.000</time>\n</status>\n\n";
   my $unique = 0;
   my @errors = grep { $KNOWN{ $_->{kind} } && @{ $_->{stack} } } $report->errors;
   _error($out, $report->frames, $_, $unique++) for @errors;
   print $out "\n<status>\n  <state>FINISHED</state>\n  ", element(time => $time), "\n</status>\n\n" if $report->is_complete;
   my @leaks = grep { @{ $_->{stack} } && $_->{kind} =~ /^(?:definite|possible)$/ } $report->leaks;
   my $number = 0;
   _leak($out, $report->frames, $_, $unique + $number, ++$number, scalar @leaks) for sort { $a->{bytes} <=> $b->{bytes} } @leaks;
   if ($report->is_complete) {
      $unique = 0;
      print $out "<errorcounts>\n", (map { "  <pair>\n    " . element(count => $_->{count}) . "\n    " . element(unique => sprintf '0x%x', $unique++) . "\n  </pair>\n" } @errors),
         "</errorcounts>\n\n<suppcounts>\n</suppcounts>\n\n";
   }
   print $out "</valgrindoutput>\n\n";
}

sub _error {
   my ($out, $frames, $error, $unique) = @_;
   print $out "<error>\n  ", element(unique => sprintf '0x%x', $unique), "\n  ", element(tid => $error->{tid}), "\n  ", element(kind => $error->{kind}), "\n  ",
      element(what => $error->{what}), "\n", _stack($frames, $error->{stack});
   print $out '  ', element(auxwhat => $_->{what}), "\n", @{ $_->{stack} } ? _stack($frames, $_->{stack}) : () for @{ $error->{aux} };
   print $out "</error>\n\n";
}

sub _leak {
   my ($out, $frames, $leak, $unique, $number, $n) = @_;
   my ($kind, $words) = @{ $LEAK{ $leak->{kind} } };
   my $bytes = $leak->{bytes} + $leak->{indirect_bytes};
   my $sizes = $leak->{indirect_bytes} ? grouped($bytes) . ' (' . grouped($leak->{bytes}) . ' direct, ' . grouped($leak->{indirect_bytes}) . ' indirect)' : grouped($bytes);
   print $out "<error>\n  ", element(unique => sprintf '0x%x', $unique), "\n  <tid>1</tid>\n  ", element(kind => $kind), "\n  <xwhat>\n    ",
      element(text => "$sizes bytes in " . grouped($leak->{blocks}) . " blocks are $words in loss record " . grouped($number) . ' of ' . grouped($n)), "\n    ",
      element(leakedbytes => $bytes), "\n    ", element(leakedblocks => $leak->{blocks}), "\n  </xwhat>\n", _stack($frames, $leak->{stack}), "</error>\n\n";
}

sub _stack {
   my ($frames, $stack) = @_;
   return "  <stack>\n" . join('', map { _frame($frames->get($_)) } @$stack) . "  </stack>\n";
}

sub _frame {
   my ($frame) = @_;
   my $text = "    <frame>\n      " . element(ip => uc($frame->{ip}) =~ s/^0X/0x/r) . "\n";
   $text .= '      ' . element($_ => $frame->{$_}) . "\n" for grep { defined $frame->{$_} } qw(obj fn);
   if (defined $frame->{file}) {
      $text .= '      ' . element(dir => dirname($frame->{file})) . "\n" if $frame->{file} =~ m{/};
      $text .= '      ' . element(file => basename($frame->{file})) . "\n";
      $text .= '      ' . element(line => $frame->{line}) . "\n" if $frame->{line};
   }
   return "$text    </frame>\n";
}

1;
