# VR::Report::Format::Openmetrics: numbers for Prometheus: a file for node_exporter's
# textfile collector, or to be served.
#
# The order of samples is fixed, labels are the program's name only: process ids
# would make a new time series with each run.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Openmetrics;
use strict;
use warnings;

sub write {
   my ($out, $report, $options) = @_;
   my $program = 'program="' . _label($report->program) . '"';
   my $heap = $report->heap;
   my (%leak, %verdict, %state);
   for my $leak ($report->leaks) { $leak{ $leak->{kind} }{$_} += $leak->{$_} for qw(bytes blocks) }
   $verdict{ $_->{verdict} }++ for $report->growth;
   $state{ $_->{state} } += $_->{count} // 1 for $report->coroutines;
   my @kinds = qw(definite indirect possible reachable);
   my @verdicts = qw(growing saturating sawtooth plateau insufficient-data);
   my @metrics = (
      [ vrleak_run_complete         => 'gauge', 'Whether the program ran to its end', '', [ $program, $report->is_complete ? 1 : 0 ] ],
      [ vrleak_run_signal           => 'gauge', 'The signal that ended the program', '', [ $program, $report->run->{signal} ] ],
      [ vrleak_run_duration_seconds => 'gauge', 'Wall-clock time under vrleak', 'seconds', [ $program, $report->run->{duration_ms} / 1000 ] ],
      [ vrleak_errors               => 'gauge', 'Errors that are not leaks', '', [ $program, $report->error_count ] ],
      [ vrleak_error_contexts       => 'gauge', 'Places with errors', '', [ $program, scalar @{ $report->{errors} } ] ],
      [ vrleak_heap_peak_bytes      => 'gauge', 'The most that was in use at any time', 'bytes', [ $program, $heap->{peak_bytes} ] ],
      [ vrleak_heap_in_use_bytes    => 'gauge', 'In use when the report was written', 'bytes', [ $program, $heap->{in_use_bytes} ] ],
      [ vrleak_heap_in_use_blocks   => 'gauge', 'In use when the report was written', '', [ $program, $heap->{in_use_blocks} ] ],
      [ vrleak_heap_allocated_bytes => 'gauge', 'Ever allocated', 'bytes', [ $program, $heap->{allocated_bytes} ] ],
      [ vrleak_heap_allocations     => 'gauge', 'Blocks ever allocated', '', [ $program, $heap->{allocs} ] ],
      [ vrleak_heap_frees           => 'gauge', 'Blocks ever freed', '', [ $program, $heap->{frees} ] ],
      [ vrleak_leak_bytes           => 'gauge', 'Not freed, by kind', 'bytes', map { [ qq($program,kind="$_"), $leak{$_}{bytes} // 0 ] } @kinds ],
      [ vrleak_leak_blocks          => 'gauge', 'Not freed, by kind', '', map { [ qq($program,kind="$_"), $leak{$_}{blocks} // 0 ] } @kinds ],
      [ vrleak_growth_sites         => 'gauge', 'Places by how their memory develops', '', map { [ qq($program,verdict="$_"), $verdict{$_} // 0 ] } @verdicts ],
      [ vrleak_coroutines           => 'gauge', 'Coroutines by state', '', map { [ qq($program,state="$_"), $state{$_} // 0 ] } qw(running suspended finished abandoned) ],
   );
   for (@metrics) {
      my ($name, $type, $help, $unit, @samples) = @$_;
      print $out "# TYPE $name $type\n", ($unit ? "# UNIT $name $unit\n" : ''), "# HELP $name $help.\n", map { "$name\{$_->[0]\} $_->[1]\n" } @samples;
   }
   print $out "# EOF\n";
}

sub _label { my ($text) = @_; return $text =~ s/\\/\\\\/gr =~ s/"/\\"/gr =~ s/\n/\\n/gr }

1;
