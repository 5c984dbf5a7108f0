# Scan: the leak scan alone, and memory per live block.
#
# bench/kernels/liveblocks.c ends with N small blocks reachable from one global.
# It runs under each tool that has a leak check in two ways, right after each
# other:
#
#    scan time         user time with --leak-check=full, minus user time with
#                      --leak-check=no; the median of the rounds
#    bytes per block   peak memory with --leak-check=full, over N.  All is in it:
#                      the block, its red zones and record, its share of the
#                      shadow map, what the scan needs while it works, and the
#                      tool itself (with 10 million blocks about 4 bytes each).
#
# Natively and under --tool=none, which don't scan, only the memory counts.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Scan;

use strict;
use warnings;
use Bench::Kernels;
use Bench::Stats qw(median);

our $group = 'leak scan';

my %has_leak_check = map { $_ => 1 } qw(vrleak memcheck memcheck-noundef);

sub workloads {
   my ($context) = @_;
   return _workload($context, 'graph', 0.3) if $context->{quick};
   return map { my $millions = $_; map { _workload($context, $_, $millions) } qw(list tree graph) } 1, 10;
}

sub _workload {
   my ($context, $shape, $millions) = @_;
   my $blocks = $millions * 1_000_000;
   return {
      name    => "scan-$shape-${millions}M",
      group   => $group,
      variant => 'scan',
      blocks  => $blocks,
      command => ["$context->{work}/bin/liveblocks", $shape, $blocks],
      prepare => sub { Bench::Kernels::build($context, 'liveblocks.c') },
   };
}

# A --with column is vrleak unless its options say otherwise.
sub scans {
   my ($tool) = @_;
   return $has_leak_check{$tool->{name}} || $tool->{added};
}

sub can_run {
   my ($tool) = @_;
   return scans($tool) || $tool->{name} eq 'native' || $tool->{name} eq 'none';
}

# One row per workload: {name, blocks, tools => {NAME => {seconds,
# bytes_per_block}}}, from a Bench::Results.
sub rows {
   my ($results) = @_;
   my @rows;
   for my $workload ($results->in_group($group)) {
      my %row = (name => $workload->{name}, blocks => $workload->{blocks}, tools => {});
      for my $tool (@{$results->{tools}}) {
         my $full = $results->samples($workload, $tool) or next;
         my $peak = median(map { $_->{peak} } @$full);
         $row{tools}{$tool} = {seconds => _scan_seconds($full), bytes_per_block => $peak * 1024 / $workload->{blocks}};
      }
      push @rows, \%row;
   }
   return @rows;
}

sub _scan_seconds {
   my ($samples) = @_;
   return median(map { defined $_->{without_scan} ? $_->{user} - $_->{without_scan}{user} : () } @$samples);
}

1;
