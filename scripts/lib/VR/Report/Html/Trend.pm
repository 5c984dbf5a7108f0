# VR::Report::Html::Trend: how the memory of one place has developed, as SVG.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Trend;
use strict;
use warnings;
use utf8;
use VR::Report::Html::Svg qw(svg_element svg_text svg_area svg_hover largest round_steps);
use VR::Report::Markup qw(escape);
use VR::Report::Units qw(grouped plural short_bytes short_time TIME_UNIT);

#     TOP      where growth began
#     HEIGHT   bytes
#     BOTTOM   time
use constant { WIDTH => 420, LEFT => 58, RIGHT => 10, TOP => 16, HEIGHT => 90, BOTTOM => 32 };

# A line of values that says up or flat at a glance; no scales.
sub spark {
   my ($values) = @_;
   return '' unless $values && @$values > 1;
   my $most = largest(@$values) || 1;
   my $title = escape('From ' . short_bytes($values->[0]) . ' to ' . short_bytes($values->[-1]) . ', at most ' . short_bytes(largest(@$values)));
   my $x = sub { sprintf '%.1f', 160 * $_[0] / $#$values };
   my $y = sub { sprintf '%.1f', 36 - 32 * $_[0] / $most };
   return qq(<svg class="trend" viewBox="0 0 160 40" role="img" aria-label="$title"><title>$title</title>)
      . svg_area('heap', [ 0 .. $#$values ], $values, $x, $y) . '</svg>';
}

# Of something that grows (VR::Report::Model::growing), against time.  $is_detailed:
# each point says its numbers.
sub chart {
   my ($group, $unit, $is_detailed) = @_;
   my $bytes = $group->{history};
   return '' unless $bytes && @$bytes > 1;
   my $time  = $group->{times} // [ 1 .. @$bytes ];
   my $said  = $group->{times} ? sub { short_time($_[0], $unit) } : sub { "epoch $_[0]" };
   my $what  = !$group->{times} ? 'epochs' : $unit eq 'ms' ? 'time' : TIME_UNIT->{$unit};
   my $most = largest(@$bytes) || 1;
   my ($start, $end) = _ends($time);
   my $x = sub { sprintf '%.1f', LEFT + (WIDTH - LEFT - RIGHT) * ($_[0] - $start) / ($end - $start) };
   my $y = sub { sprintf '%.1f', TOP + HEIGHT * (1 - $_[0] / $most) };

   my $svg = _scales($most, $start, $end, $y, $said, $what);
   $svg .= svg_area('heap', $time, $bytes, $x, $y);
   my $is_timed = $group->{times} && defined $group->{since_time};
   $svg .= _mark($x->($group->{since_time})) if $is_timed;
   $svg .= svg_hover([ map { $x->($_) } @$time ], [ map { _described($group, $_, $said->($time->[$_])) } 0 .. $#$time ], TOP, HEIGHT) if $is_detailed;
   my $title = escape('Bytes against ' . $what . ': from ' . short_bytes($bytes->[0]) . ' to ' . short_bytes($bytes->[-1])
                      . ($is_timed ? ', growing since ' . $said->($group->{since_time}) . ' of ' . $said->($end) : $group->{since} ? ", growing $group->{since}" : ''));
   my $size = '0 0 ' . WIDTH . ' ' . (TOP + HEIGHT + BOTTOM);
   return qq(<svg class="chart growth-trend" viewBox="$size" role="img" aria-label="$title"><title>$title</title>$svg</svg>);
}

# The first epoch began before it ended, by as much as the others have lasted.
sub _ends {
   my ($time) = @_;
   my ($first, $last) = @$time[0, -1];
   my $start = $first - ($last - $first) / $#$time;
   $start = 0 if $start < 0;
   return ($start, $last > $start ? $last : $start + 1);
}

sub _scales {
   my ($most, $start, $end, $y, $said, $what) = @_;
   my $svg = '';
   for my $value (round_steps($most, 1024, 4)) {
      my $at = $y->($value);
      $svg .= svg_element('line', class => 'grid', x1 => LEFT, x2 => WIDTH - RIGHT, y1 => $at, y2 => $at)
            . svg_text(short_bytes($value), class => 'axis', 'text-anchor' => 'end', x => LEFT - 6, y => $at + 4);
   }
   my $bottom = TOP + HEIGHT + 14;
   return $svg . svg_text($said->($start), class => 'axis', x => LEFT, y => $bottom) . svg_text($said->($end), class => 'axis', 'text-anchor' => 'end', x => WIDTH - RIGHT, y => $bottom)
      . svg_text($what, class => 'axis', 'text-anchor' => 'middle', x => (LEFT + WIDTH - RIGHT) / 2, y => $bottom + 12);
}

sub _mark {
   my ($at) = @_;
   my $is_right = $at > WIDTH / 2;
   return svg_element('line', class => 'mark growth', x1 => $at, x2 => $at, y1 => 4, y2 => TOP + HEIGHT)
      . svg_text('growth begins', class => 'growth', 'text-anchor' => $is_right ? 'end' : 'start', x => $at + ($is_right ? -4 : 4), y => 12);
}

sub _described {
   my ($group, $i, $when) = @_;
   my $blocks = $group->{history_blocks};
   return "at $when: " . plural($group->{history}[$i], 'byte') . ($blocks ? ' in ' . plural($blocks->[$i], 'block') : '');
}

1;
