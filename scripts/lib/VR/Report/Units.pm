# VR::Report::Units: numbers as people read and write them.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Units;
use strict;
use warnings;
use utf8;
use Exporter 'import';
our @EXPORT_OK = qw(grouped short_bytes parse_number plural amount signed change TIME_UNIT short_time);

# 1234567 → 1,234,567
sub grouped {
   my $text = sprintf '%.0f', $_[0];
   1 while $text =~ s/^(-?\d+)(\d{3})/$1,$2/;
   return $text;
}

# 1234567 → 1.18 MB (powers of 1024, as Massif prints them)
sub short_bytes {
   my ($n) = @_;
   my @units = qw(B kB MB GB TB PB);
   while (abs $n >= 1000 && @units > 1) { $n /= 1024; shift @units }
   return sprintf('%s %s', $n == int $n ? $n : sprintf(abs $n < 10 ? '%.2f' : '%.1f', $n), $units[0]);
}

my %FACTOR = ('' => 1, K => 1024, M => 1024**2, G => 1024**3, T => 1024**4);

# 100M, 64k, 1000 → a number; undef if it is none
sub parse_number {
   my ($text) = @_;
   return $text =~ /^(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?$/i ? $1 * $FACTOR{uc $2} : undef;
}

sub plural { my ($n, $one, $many) = @_; return grouped($n) . ' ' . ($n == 1 ? $one : $many // "${one}s") }

# { bytes, blocks } → 1,234 bytes in 5 blocks
sub amount { my ($a) = @_; return plural($a->{bytes}, 'byte') . ' in ' . plural($a->{blocks}, 'block') }

sub signed { my ($n) = @_; return ($n > 0 ? '+' : '') . grouped($n) }

# +10.5% from the first to the second
sub change {
   my ($from, $to) = @_;
   return $to == 0 ? '0%' : 'new' if $from == 0;
   return sprintf '%+.1f%%', 100 * ($to - $from) / $from;
}

use constant TIME_UNIT => { b => 'blocks of code executed', B => 'bytes allocated', ms => 'milliseconds' };

sub short_time {
   my ($time, $unit) = @_;
   return short_bytes($time) if $unit eq 'B';
   return sprintf '%.4g s', $time / 1000 if $unit eq 'ms';
   my @scale = ('', ' k', ' M', ' G', ' T');
   while ($time >= 1000 && @scale > 1) { $time /= 1000; shift @scale }
   return sprintf '%.4g%s', $time, $scale[0];
}

1;
