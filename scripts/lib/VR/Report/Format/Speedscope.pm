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
   my @stacks = map { [ reverse @{ $report->frames->user_stack($_->{stack}) } ] } $report->sites;
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
   my $value = VR::Report::Model::measure($measure);
   my @sites = $report->sites;
   my @shown = grep { $value->($sites[$_]) > 0 } 0 .. $#sites;
   my @weights = map { $value->($sites[$_]) } @shown;
   my $sum = 0;
   $sum += $_ for @weights;
   my $unit = VR::Report::Model::measure_unit($measure);
   return qq(  {"type": "sampled", "name": ) . VR::Report::Json::quote("$measure: $unit " . VR::Report::Model::measure_text($measure))
      . ', "unit": "' . ($unit eq 'bytes' ? 'bytes' : 'none') . qq(", "startValue": 0, "endValue": $sum,\n)
      . '   "samples": [' . join(', ', map { '[' . join(', ', @{ $stacks->[$_] }) . ']' } @shown) . "],\n"
      . '   "weights": [' . join(', ', @weights) . ']}';
}

1;
