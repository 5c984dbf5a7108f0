# VR::Report::Format::Speedscope: memory by place, for https://www.speedscope.app.
#
# One profile per measure; a sample is a site, its weight what the site has.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Speedscope;
use strict;
use warnings;
use VR::Report::Json;
use VR::Report::Model;

my @MEASURES = qw(peak live total count temporary);

sub write {
   my ($out, $report, $options) = @_;
   $report->need(sites => 'speedscope');
   my @stacks = map { join ', ', reverse @{ $report->frames->user_stack($report->sites->stack($_)) } } 0 .. $report->sites->count - 1;
   my @measures = @MEASURES;
   @measures = ($options->{mode}, grep { $_ ne $options->{mode} } @measures) if defined $options->{mode};
   print $out qq({"\$schema": "https://www.speedscope.app/file-format-schema.json",\n "exporter": "vr_report",\n),
      ' "name": ', VR::Report::Json::quote($report->command), ",\n", qq( "activeProfileIndex": 0,\n "shared": {"frames": [\n),
      join(",\n", map { '  ' . _frame($report, $_) } 0 .. $report->frames->count - 1), "\n ]},\n", qq( "profiles": [\n),
      join(",\n", map { _profile($report, $_, \@stacks) } @measures), "\n ]}\n";
}

sub _frame {
   my ($report, $id) = @_;
   my $frame = $report->frames->get($id);
   return '{"name": ' . VR::Report::Json::quote($report->frames->name($id))
      . (defined $frame->{file} ? ', "file": ' . VR::Report::Json::quote($frame->{file}) . ($frame->{line} ? qq(, "line": $frame->{line}) : '') : '') . '}';
}

sub _profile {
   my ($report, $measure, $stacks) = @_;
   my @values = $report->values($measure);
   my @shown = grep { $values[$_] > 0 } 0 .. $#values;
   my @weights = @values[@shown];
   my $sum = 0;
   $sum += $_ for @weights;
   my $unit = VR::Report::Model::measure_unit($measure);
   return qq(  {"type": "sampled", "name": ) . VR::Report::Json::quote("$measure: $unit " . VR::Report::Model::measure_text($measure))
      . ', "unit": "' . ($unit eq 'bytes' ? 'bytes' : 'none') . qq(", "startValue": 0, "endValue": $sum,\n)
      . '   "samples": [' . join(', ', map { "[$stacks->[$_]]" } @shown) . "],\n"
      . '   "weights": [' . join(', ', @weights) . ']}';
}

1;
