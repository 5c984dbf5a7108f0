# VR::Report::Html::Chart: the heap over time, and small trends, as SVG.
#
# Drawn here and not in the page, so that it is seen without scripts, too.  Colours
# are the page's (classes), so that they follow light and dark.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Chart;
use strict;
use warnings;
use utf8;
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

   my $heap  = [ map { $_->{heap_bytes} } @snapshots ];
   my $stack = [ map { $_->{heap_bytes} + ($_->{stack_bytes} // 0) + ($_->{coroutine_stack_bytes} // 0) } @snapshots ];
   my @mapped = map { $_->{mapped_bytes} // () } @snapshots;
   my $most = _max(@$heap, @$stack);
   # What a program maps may be much more than its heap, which would then be flat.
   my $show_mapped = @mapped == @snapshots && _max(@mapped) <= 4 * $most;
   $most = _max($most, $show_mapped ? @mapped : 0) || 1;
   my $y = sub { sprintf '%.1f', TOP + HEIGHT * (1 - $_[0] / $most) };
   my @time = map { $_->{time} } @snapshots;

   my $svg = _axes($most, $y, $start, $end, $x, $unit);
   $svg .= _area('stack', \@time, $stack, $x, $y) . _area('heap', \@time, $heap, $x, $y);
   $svg .= _line('mapped', \@time, \@mapped, $x, $y) if $show_mapped;
   $svg .= _rate(\@snapshots, $x, $unit);
   $svg .= _marks($report, $x);
   $svg .= _tooltips(\@snapshots, $x, $unit);
   my $size = '0 0 ' . WIDTH . ' ' . (TOP + HEIGHT + GAP + RATE + 20);
   my $label = escape('Memory over time: at most ' . short_bytes(_max(@$heap)) . ' of heap');
   return qq(<svg class="chart" viewBox="$size" role="img" aria-label="$label">$svg</svg>\n) . _legend($show_mapped, $unit);
}

# ---- SVG's elements ----

# <name key="value".../>, the keys in a fixed order.
sub _element {
   my ($name, %attribute) = @_;
   return "<$name" . join('', map { qq( $_="$attribute{$_}") } sort keys %attribute) . '/>';
}

sub _text {
   my ($text, %attribute) = @_;
   return _element('text', %attribute) =~ s{/>$}{'>' . escape($text) . '</text>'}er;
}

sub _across { my ($y) = @_; return _element('line', class => 'grid', x1 => LEFT, x2 => WIDTH - RIGHT, y1 => $y, y2 => $y) }

# At the left end of what _across draws.
sub _scale { my ($text, $y) = @_; return _text($text, class => 'axis', 'text-anchor' => 'end', x => LEFT - 8, y => $y) }

# ---- the parts of the chart ----

sub _max { my $max = shift // 0; for (@_) { $max = $_ if $_ > $max } return $max }

sub _legend {
   my ($show_mapped, $unit) = @_;
   my @entries = ([ heap => 'heap' ], [ stack => 'stacks on top of it' ], $show_mapped ? [ mapped => 'mapped' ] : (),
                  $unit eq 'B' ? () : [ rate => 'allocation rate' ]);
   my $keys = join ' ', map { qq(<span><i class="key-$_->[0]"></i>$_->[1]</span>) } @entries;
   return qq(<p class="legend">$keys<span>time: ${\TIME_UNIT->{$unit}}</span></p>\n);
}

# Some six round numbers up to the largest.
sub _steps {
   my ($most, $base) = @_;
   my @round = $base == 1024 ? map { 2 ** $_ } 0 .. 60 : map { my $power = 10 ** $_; map { $_ * $power } 1, 2, 5 } 0 .. 18;
   my ($step) = grep { $most / $_ <= 6 } @round;
   return map { $_ * $step } 0 .. int($most / $step);
}

sub _axes {
   my ($most, $y, $start, $end, $x, $unit) = @_;
   my $svg = '';
   for my $value (_steps($most, 1024)) {
      my $at = $y->($value);
      $svg .= _across($at) . _scale(short_bytes($value), $at + 4);
   }
   for my $value (grep { $_ >= $start } _steps($end, $unit eq 'B' ? 1024 : 10)) {
      my $at = $x->($value);
      my $anchor = $at > WIDTH - 40 ? 'end' : 'middle';
      $svg .= _text(short_time($value, $unit), class => 'axis', 'text-anchor' => $anchor, x => $at, y => TOP + HEIGHT + 18);
   }
   return $svg;
}

sub _points {
   my ($time, $values, $x, $y) = @_;
   return join ' ', map { $x->($time->[$_]) . ',' . $y->($values->[$_]) } 0 .. $#$time;
}

sub _line { my ($class, @rest) = @_; return _element('polyline', class => "line $class", points => _points(@rest)) }

sub _area {
   my ($class, $time, $values, $x, $y) = @_;
   my ($first, $last) = map { $x->($time->[$_]) . ',' . $y->(0) } 0, -1;
   my $points = join ' ', $first, _points($time, $values, $x, $y), $last;
   return _element('polygon', class => "area $class", points => $points) . _line($class, $time, $values, $x, $y);
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
   my $most = _max(@rate) or return '';
   my $bottom = TOP + HEIGHT + GAP + RATE;
   my ($per, $word) = $unit eq 'ms' ? (1000, 's') : (1_000_000, 'million blocks of code');
   my $svg = _across($bottom) . _scale(short_bytes($most * $per), $bottom - RATE + 10)
           . _text("allocated per $word", class => 'axis', x => LEFT, y => $bottom + 14);
   for (0 .. $#rate) {
      my ($from, $to) = map { $x->($_->{time}) } @$snapshots[$_, $_ + 1];
      my $height = sprintf '%.1f', RATE * $rate[$_] / $most;
      my $width  = sprintf '%.1f', _max(0.5, $to - $from - 0.5);
      $svg .= _element('rect', class => 'rate', x => $from, width => $width, y => $bottom - $height, height => $height);
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
      $svg .= _element('line', class => "mark $class", x1 => $at, x2 => $at, y1 => 14 * ($row // 2) + 6, y2 => TOP + HEIGHT);
      next unless defined $row;
      $ends[$row] = $left + $width + 8;
      $svg .= _text($text, class => "marktext $class", x => $left + ($left == $at ? 4 : -4), y => 14 * $row + 13);
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

sub _tooltips {
   my ($snapshots, $x, $unit) = @_;
   my @x = map { $x->($_->{time}) } @$snapshots;
   my $svg = '';
   for my $i (0 .. $#x) {
      my $from = ($x[ $i ? $i - 1 : 0 ] + $x[$i]) / 2;
      my $to   = ($x[ $i < $#x ? $i + 1 : $i ] + $x[$i]) / 2;
      $svg .= sprintf '<rect class="hover" x="%.1f" width="%.1f" y="%d" height="%d"><title>%s</title></rect>',
         $from, $to - $from, TOP, HEIGHT, escape(_described($snapshots->[$i], $unit));
   }
   return $svg;
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

# ---- trends ----

# A line of values that says up or flat at a glance.
sub trend {
   my ($values, $title) = @_;
   my $most = _max(@$values) || 1;
   my $n = $#$values || 1;
   my $points = join ' ', map { sprintf '%.1f,%.1f', 160 * $_ / $n, 36 - 32 * $values->[$_] / $most } 0 .. $#$values;
   my $name = escape($title);
   return qq(<svg class="trend" viewBox="0 0 160 40" role="img" aria-label="$name"><title>$name</title>)
      . _element('polygon', class => 'area heap', points => "0,36 $points 160,36")
      . _element('polyline', class => 'line heap', points => $points) . '</svg>';
}

1;
