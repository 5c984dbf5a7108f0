# VR::Report::Format::Callgrind: memory by function and line, for callgrind_annotate
# and KCachegrind.
#
# What a site has is its innermost frame's own; each caller on the stack gets it
# as the cost of a call, but no function twice, although recursion may have it
# several times on the stack: nobody has more than there is.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Callgrind;
use strict;
use warnings;

my @EVENTS = (
   [ PeakBytes  => 'Bytes in use at the peak',   sub { $_[0]{peak}{bytes} } ],
   [ PeakBlocks => 'Blocks in use at the peak',  sub { $_[0]{peak}{blocks} } ],
   [ AllocBytes => 'Bytes ever allocated',       sub { $_[0]{total}{bytes} } ],
   [ Allocs     => 'Blocks ever allocated',      sub { $_[0]{total}{blocks} } ],
   [ LiveBytes  => 'Bytes in use at the end',    sub { $_[0]{live}{bytes} } ],
   [ LiveBlocks => 'Blocks in use at the end',   sub { $_[0]{live}{blocks} } ],
   [ Temporary  => 'Temporary blocks',           sub { $_[0]{temporary} } ],
);

my %number;      # names that were written already: (1) stands for (1) name

sub write {
   my ($out, $report, $options) = @_;
   $report->need(sites => 'callgrind');
   %number = ();
   my ($functions, $sum) = _gather($report);
   print $out "# callgrind format\nversion: 1\ncreator: vr_report\npid: ", $report->run->{pid}, "\ncmd: ", $report->command =~ tr/\n/ /r, "\npart: 1\n\n",
      (map { "event: $_->[0] : $_->[1]\n" } @EVENTS), "positions: line\nevents: ", join(' ', map { $_->[0] } @EVENTS), "\nsummary: @$sum\n";
   _function($out, $report->frames, $functions->{$_}) for sort { $a cmp $b } keys %$functions;
   print $out "\ntotals: @$sum\n";
}

sub _add { my ($to, $costs) = @_; $to->[$_] = ($to->[$_] // 0) + $costs->[$_] for 0 .. $#EVENTS }

# By function { frame, own => { LINE => costs },
#   calls => { "LINE CALLEE" => { line, callee (a frame), n, costs } } }, and the sum.
sub _gather {
   my ($report) = @_;
   my $frames = $report->frames;
   my (%functions, @key);
   my $sum = [ (0) x @EVENTS ];
   my $function = sub { my ($id) = @_; return $functions{ $key[$id] //= _key($frames, $id) } //= { frame => $id, own => {}, calls => {} } };
   $report->sites->each(sub {
      my ($site) = @_;
      my $costs = [ map { $_->[2]->($site) } @EVENTS ];
      my @stack = @{ $frames->user_stack($site->{stack}) } or return;
      _add($sum, $costs);
      _add($function->($stack[0])->{own}{ $frames->get($stack[0])->{line} // 0 } //= [], $costs);
      my %has = ($key[ $stack[0] ] => 1);
      for my $i (1 .. $#stack) {
         my $caller = $function->($stack[$i]);
         next if $has{ $key[ $stack[$i] ] }++;
         my $line = $frames->get($stack[$i])->{line} // 0;
         my $callee = $key[ $stack[ $i - 1 ] ];
         my $call = $caller->{calls}{"$line $callee"} //= { line => $line, callee => $stack[ $i - 1 ], n => 0, costs => [] };
         $call->{n} += $site->{total}{blocks};
         _add($call->{costs}, $costs);
      }
   });
   return (\%functions, $sum);
}

sub _key { my ($frames, $id) = @_; my $frame = $frames->get($id); return join "\0", $frame->{file} // '???', $frames->name($id), $frame->{obj} // '' }

sub _function {
   my ($out, $frames, $function) = @_;
   print $out "\n", _position($frames, $function->{frame}, qw(ob fl fn));
   print $out "$_ @{ $function->{own}{$_} }\n" for sort { $a <=> $b } keys %{ $function->{own} };
   for (map { $function->{calls}{$_} } sort keys %{ $function->{calls} }) {
      print $out _position($frames, $_->{callee}, qw(cob cfi cfn)), "calls=$_->{n} ", $frames->get($_->{callee})->{line} // 0, "\n$_->{line} @{ $_->{costs} }\n";
   }
}

sub _position {
   my ($frames, $id, $ob, $fl, $fn) = @_;
   my $frame = $frames->get($id);
   return "$ob=" . _name(object => $frame->{obj} // '???') . "\n$fl=" . _name(file => $frame->{file} // '???') . "\n$fn=" . _name(function => $frames->name($id)) . "\n";
}

sub _name {
   my ($kind, $name) = @_;
   my $known = $number{$kind}{$name};
   return "($known)" if $known;
   my $new = $number{$kind}{$name} = 1 + keys %{ $number{$kind} };
   return "($new) " . $name =~ tr/\n/ /r;
}

1;
