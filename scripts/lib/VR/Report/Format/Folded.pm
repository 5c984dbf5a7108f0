# VR::Report::Format::Folded: "outermost;...;innermost N", for flame graph tools.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Folded;
use strict;
use warnings;
use VR::Report::Model;

sub write {
   my ($out, $report, $options) = @_;
   $report->need(sites => 'folded');
   my $value = VR::Report::Model::measure($options->{mode} // 'peak');
   my %sum;
   # ";" separates frames, and the number follows the last blank.
   $report->sites->each(sub {
      my ($site) = @_;
      my $n = $value->($site) or return;
      $sum{ join ';', map { tr/;\n/,\x20/r } $report->frames->path($site->{stack}) } += $n;
   });
   print $out "$_ $sum{$_}\n" for sort keys %sum;
}

1;
