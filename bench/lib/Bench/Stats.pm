# Stats: the few figures that tables are made of.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Stats;

use strict;
use warnings;
use Exporter qw(import);

our @EXPORT_OK = qw(median spread geometric_mean);

sub median {
   my @sorted = sort { $a <=> $b } @_;
   return undef unless @sorted;
   my $middle = int(@sorted / 2);
   return @sorted % 2 ? $sorted[$middle] : ($sorted[$middle - 1] + $sorted[$middle]) / 2;
}

# How far the values lie apart, as a share of their median.
sub spread {
   my @sorted = sort { $a <=> $b } @_;
   my $median = median(@sorted);
   return $median ? ($sorted[-1] - $sorted[0]) / $median : 0;
}

sub geometric_mean {
   my @positive = grep { defined && $_ > 0 } @_;
   return undef unless @positive;
   my $sum = 0;
   $sum += log for @positive;
   return exp($sum / @positive);
}

1;
