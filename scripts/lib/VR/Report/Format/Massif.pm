# VR::Report::Format::Massif: the heap over time as Massif writes it, for ms_print
# and massif-visualizer.
#
# Massif knows instructions, milliseconds and bytes as time.  Blocks of code executed
# are called instructions, since readers refuse other units; the description says so.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Massif;
use strict;
use warnings;
use VR::Report::Tree;
use VR::Report::Units qw(plural);

use constant THRESHOLD => 0.01;      # Massif's default, too

my %UNIT = (b => 'i', B => 'B', ms => 'ms');

sub write {
   my ($out, $report, $options) = @_;
   $report->need($_ => 'massif') for qw(sites timeline);
   print $out 'desc: vrleak', ($report->time_unit eq 'b' ? ', the unit of time is a basic block executed' : ''), "\n",
              'cmd: ', $report->command =~ tr/\n/ /r, "\n", 'time_unit: ', $UNIT{ $report->time_unit }, "\n";
   my $n = 0;
   _snapshot($out, $report, $_, $n++) for $report->timeline;
}

sub _snapshot {
   my ($out, $report, $snapshot, $number) = @_;
   my $tree = !$snapshot->{sites} ? 'empty' : $snapshot->{kind} eq 'peak' ? 'peak' : 'detailed';
   my $stacks = ($snapshot->{stack_bytes} // 0) + ($snapshot->{coroutine_stack_bytes} // 0);
   print $out "#-----------\nsnapshot=$number\n#-----------\ntime=$snapshot->{time}\nmem_heap_B=$snapshot->{heap_bytes}\n",
              "mem_heap_extra_B=0\nmem_stacks_B=$stacks\nheap_tree=$tree\n";
   return if $tree eq 'empty';
   my $root = VR::Report::Tree::grow($report->frames, 1,
      map { [ $report->frames->user_stack($report->sites->stack($_->{site})), $_->{bytes} ] } @{ $snapshot->{sites} });
   # What has no site in the report is below the threshold as well.
   my $least = THRESHOLD * ($snapshot->{heap_bytes} + $stacks);
   _node($out, $report, $root, '', $least, $snapshot->{heap_bytes} - $root->{value});
}

# $rest: of what is below the node, so much that nothing more is known of; stacks that
# end here while others go on add to it.
sub _node {
   my ($out, $report, $node, $indent, $least, $rest) = @_;
   my $bytes = $node->{value} + $rest;
   my @kids = @{ $node->{kids} };
   if (@kids) { $rest += $node->{value}; $rest -= $_->{value} for @kids }
   my @shown = grep { $_->{value} >= $least } @kids;
   my $places = @kids - @shown + ($rest > 0);
   $rest += $_->{value} for grep { $_->{value} < $least } @kids;
   print $out $indent, 'n', @shown + ($places > 0), ": $bytes ",
      defined $node->{id} ? _described($report->frames, $node->{id}) : '(heap allocation functions) malloc/new/new[], --alloc-fns, etc.', "\n";
   _node($out, $report, $_, "$indent ", $least, 0) for @shown;
   print $out "$indent n0: $rest in ", plural($places, 'place'), sprintf(", all below massif's threshold (%.2f%%)\n", 100 * THRESHOLD) if $places > 0;
}

sub _described {
   my ($frames, $id) = @_;
   my $frame = $frames->get($id);
   my $name = defined $frame->{fn} ? $frames->described($id) : '??? (in ' . ($frame->{obj} // 'an unknown object') . ')';
   return "$frame->{ip}: " . $name =~ tr/\n/ /r;
}

1;
