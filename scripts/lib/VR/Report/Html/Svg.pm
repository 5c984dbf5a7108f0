# VR::Report::Html::Svg: elements of charts, and round numbers for their scales.
#
# Colours are the page's (classes), so that they follow light and dark.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Svg;
use strict;
use warnings;
use Exporter 'import';
use VR::Report::Markup qw(escape);
our @EXPORT_OK = qw(svg_element svg_text svg_line svg_area svg_hover largest round_steps);

sub largest { my $max = shift // 0; for (@_) { $max = $_ if $_ > $max } return $max }

# <name key="value".../>, the keys in a fixed order.
sub svg_element {
   my ($name, %attribute) = @_;
   return "<$name" . join('', map { qq( $_="$attribute{$_}") } sort keys %attribute) . '/>';
}

sub svg_text {
   my ($text, %attribute) = @_;
   return svg_element('text', %attribute) =~ s{/>$}{'>' . escape($text) . '</text>'}er;
}

# What follows takes times, values, and functions to where they are: the curve, and
# the same with what is between it and the one below (nothing: the lower end).
sub svg_line { my ($class, @rest) = @_; return svg_element('polyline', class => "line $class", points => join ' ', _points(@rest)) }

sub svg_area {
   my ($class, $time, $values, $x, $y, $below) = @_;
   my @lower = $below ? _points($time, $below, $x, $y) : map { $x->($time->[$_]) . ',' . $y->(0) } 0, -1;
   my $points = join ' ', _points($time, $values, $x, $y), reverse @lower;
   return svg_element('polygon', class => "area $class", points => $points) . svg_line($class, $time, $values, $x, $y);
}

sub _points {
   my ($time, $values, $x, $y) = @_;
   return map { $x->($time->[$_]) . ',' . $y->($values->[$_]) } 0 .. $#$time;
}

# What is said where the pointer is: of each point from half way before it to half
# way after.
sub svg_hover {
   my ($at, $said, $y, $height) = @_;
   my $svg = '';
   for my $i (0 .. $#$at) {
      my $from = ($at->[ $i ? $i - 1 : 0 ] + $at->[$i]) / 2;
      my $to   = ($at->[ $i < $#$at ? $i + 1 : $i ] + $at->[$i]) / 2;
      $svg .= sprintf '<rect class="hover" x="%.1f" width="%.1f" y="%d" height="%d"><title>%s</title></rect>',
         $from, $to - $from, $y, $height, escape($said->[$i]);
   }
   return $svg;
}

# Some n round numbers up to the largest.
sub round_steps {
   my ($most, $base, $n) = @_;
   my @round = $base == 1024 ? map { 2 ** $_ } 0 .. 60 : map { my $power = 10 ** $_; map { $_ * $power } 1, 2, 5 } 0 .. 18;
   my ($step) = ((grep { $most / $_ <= $n } @round), $most);
   return map { $_ * $step } 0 .. int($most / $step);
}

1;
