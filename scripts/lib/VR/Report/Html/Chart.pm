# VR::Report::Html::Chart: memory over time, as SVG.
#
# Drawn here and not in the page, so that it is seen without scripts, too.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Chart;
use strict;
use warnings;
use utf8;
use VR::Report::Html::Svg qw(svg_element svg_text svg_line svg_area svg_hover largest round_steps);
use VR::Report::Markup qw(escape);
use VR::Report::Units qw(short_bytes short_time grouped TIME_UNIT);

#    LEFT
#     │  marks' names                 TOP
#     │  heap, stacks, mapped         HEIGHT
#     │  axis                         GAP
#     │  allocation rate              RATE
use constant { WIDTH => 1000, LEFT => 70, RIGHT => 14, TOP => 46, HEIGHT => 240, GAP => 34, RATE => 60 };

sub timeline {
   my ($report) = @_;
   my @snapshots = $report->timeline;
   @snapshots > 1 or return '';
   my $unit = $report->time_unit;
   my ($start, $end) = map { $_->{time} } @snapshots[0, -1];
   $end = $start + 1 if $end <= $start;
   my $x = sub { sprintf '%.1f', LEFT + (WIDTH - LEFT - RIGHT) * ($_[0] - $start) / ($end - $start) };

   my $heap   = [ map { $_->{heap_bytes} } @snapshots ];
   my $stack  = [ map { $_->{heap_bytes} + ($_->{stack_bytes} // 0) } @snapshots ];
   my $coros  = [ map { $stack->[$_] + ($snapshots[$_]{coroutine_stack_bytes} // 0) } 0 .. $#snapshots ];
   my $has_coroutines = grep { $_->{coroutine_stack_bytes} } @snapshots;
   my @mapped = map { $_->{mapped_bytes} // () } @snapshots;
   my $most = largest(@$coros);
   # What a program maps may be much more than its heap, which would then be flat.
   my $show_mapped = @mapped == @snapshots && largest(@mapped) <= 4 * $most;
   $most = largest($most, $show_mapped ? @mapped : 0) || 1;
   my $y = sub { sprintf '%.1f', TOP + HEIGHT * (1 - $_[0] / $most) };
   my @time = map { $_->{time} } @snapshots;

   my $svg = _axes($most, $y, $start, $end, $x, $unit);
   $svg .= svg_area('coro', \@time, $coros, $x, $y, $stack) if $has_coroutines;
   $svg .= svg_area('stack', \@time, $stack, $x, $y, $heap) . svg_area('heap', \@time, $heap, $x, $y);
   $svg .= svg_line('mapped', \@time, \@mapped, $x, $y) if $show_mapped;
   $svg .= _rate(\@snapshots, $x, $unit);
   $svg .= _marks($report, $x);
   $svg .= svg_hover([ map { $x->($_) } @time ], [ map { _described($_, $unit) } @snapshots ], TOP, HEIGHT);
   my $size = '0 0 ' . WIDTH . ' ' . (TOP + HEIGHT + GAP + RATE + 20);
   my $label = escape('Memory over time: at most ' . short_bytes(largest(@$heap)) . ' of heap');
   return qq(<svg class="chart" viewBox="$size" role="img" aria-label="$label">$svg</svg>\n) . _legend($has_coroutines, $show_mapped, $unit);
}

# ---- the parts of the chart ----

sub _across { my ($y) = @_; return svg_element('line', class => 'grid', x1 => LEFT, x2 => WIDTH - RIGHT, y1 => $y, y2 => $y) }

# At the left end of what _across draws.
sub _scale { my ($text, $y) = @_; return svg_text($text, class => 'axis', 'text-anchor' => 'end', x => LEFT - 8, y => $y) }

sub _legend {
   my ($has_coroutines, $show_mapped, $unit) = @_;
   my @entries = ([ heap => 'heap' ], [ stack => 'stacks on top of it' ],
                  $has_coroutines ? [ coro => 'stacks of coroutines on top of both' ] : (), $show_mapped ? [ mapped => 'mapped' ] : (), $unit eq 'B' ? () : [ rate => 'allocation rate' ]);
   my $keys = join ' ', map { qq(<span><i class="key-$_->[0]"></i>$_->[1]</span>) } @entries;
   return qq(<p class="legend">$keys<span>time: ${\TIME_UNIT->{$unit}}</span></p>\n);
}

sub _axes {
   my ($most, $y, $start, $end, $x, $unit) = @_;
   my $svg = '';
   for my $value (round_steps($most, 1024, 6)) {
      my $at = $y->($value);
      $svg .= _across($at) . _scale(short_bytes($value), $at + 4);
   }
   for my $value (grep { $_ >= $start } round_steps($end, $unit eq 'B' ? 1024 : 10, 6)) {
      my $at = $x->($value);
      my $anchor = $at > WIDTH - 40 ? 'end' : 'middle';
      $svg .= svg_text(short_time($value, $unit), class => 'axis', 'text-anchor' => $anchor, x => $at, y => TOP + HEIGHT + 18);
   }
   return $svg;
}

# Bytes allocated between two snapshots, by the time between them.
sub _rate {
   my ($snapshots, $x, $unit) = @_;
   return '' if $unit eq 'B';         # one byte per byte
   my @rate;
   for (1 .. $#$snapshots) {
      my ($before, $now) = @$snapshots[$_ - 1, $_];
      my ($time, $bytes) = map { $now->{$_} - $before->{$_} } qw(time allocated_bytes);
      push @rate, $time > 0 && $bytes > 0 ? $bytes / $time : 0;
   }
   my $most = largest(@rate) or return '';
   my $bottom = TOP + HEIGHT + GAP + RATE;
   my ($per, $word) = $unit eq 'ms' ? (1000, 's') : (1_000_000, 'million blocks of code');
   my $svg = _across($bottom) . _scale(short_bytes($most * $per), $bottom - RATE + 10)
           . svg_text("allocated per $word", class => 'axis', x => LEFT, y => $bottom + 14);
   for (0 .. $#rate) {
      my ($from, $to) = map { $x->($_->{time}) } @$snapshots[$_, $_ + 1];
      my $height = sprintf '%.1f', RATE * $rate[$_] / $most;
      my $width  = sprintf '%.1f', largest(0.5, $to - $from - 0.5);
      $svg .= svg_element('rect', class => 'rate', x => $from, width => $width, y => $bottom - $height, height => $height);
   }
   return $svg;
}

# The peak, named snapshots and where growth began; names in rows, so that they
# don't cover each other.
sub _marks {
   my ($report, $x) = @_;
   my ($svg, @ends, %seen) = ('');
   for (sort { $a->[0] <=> $b->[0] } _marks_of_snapshots($report), _marks_of_growth($report)) {
      my ($time, $class, $text) = @$_;
      my $at = $x->($time);
      next if $at < LEFT || $at > WIDTH || $seen{"$class $at"}++;
      $text = substr($text, 0, 29) . '…' if length $text > 30;
      my $width = 7 * length $text;
      my $left = $at + $width > WIDTH - RIGHT ? $at - $width : $at;
      my ($row) = grep { ($ends[$_] // 0) <= $left } 0 .. 2;
      $svg .= svg_element('line', class => "mark $class", x1 => $at, x2 => $at, y1 => 14 * ($row // 2) + 6, y2 => TOP + HEIGHT);
      next unless defined $row;
      $ends[$row] = $left + $width + 8;
      $svg .= svg_text($text, class => "marktext $class", x => $left + ($left == $at ? 4 : -4), y => 14 * $row + 13);
   }
   return $svg;
}

# [time, class, text]...
sub _marks_of_snapshots {
   my ($report) = @_;
   return map { $_->{kind} eq 'peak'  ? [ $_->{time}, 'peak', 'peak ' . short_bytes($_->{heap_bytes}) ]
              : $_->{kind} eq 'named' ? [ $_->{time}, 'named', $_->{name} // 'snapshot' ] : () } $report->timeline;
}

sub _marks_of_growth {
   my ($report) = @_;
   my @since = map { $_->{since_time} } grep { defined $_->{since_time} } map { @{ $_->{sites} } } $report->growing;
   return map { [ $_, 'growth', 'growth begins' ] } @since;
}

sub _described {
   my ($snapshot, $unit) = @_;
   my $text = 'at ' . short_time($snapshot->{time}, $unit) . ': heap ' . grouped($snapshot->{heap_bytes}) . ' bytes in '
      . grouped($snapshot->{heap_blocks}) . ' blocks';
   for ([ stack_bytes => 'stacks' ], [ coroutine_stack_bytes => 'coroutine stacks' ], [ mapped_bytes => 'mapped' ]) {
      my ($key, $what) = @$_;
      $text .= ", $what " . short_bytes($snapshot->{$key}) if $snapshot->{$key};
   }
   return $text;
}

1;
