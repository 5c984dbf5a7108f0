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
   my $bottom = TOP + HEIGHT + GAP + RATE + 20;
   return '<svg class="chart" viewBox="0 0 ' . WIDTH . " $bottom\" role=\"img\" aria-label=\"" . escape('Memory over time: at most ' . short_bytes(_max(@$heap))
      . ' of heap') . "\">$svg</svg>\n" . _legend($show_mapped, $unit);
}

sub _max { my $max = shift // 0; for (@_) { $max = $_ if $_ > $max } return $max }

sub _legend {
   my ($show_mapped, $unit) = @_;
   my @entries = ([heap => 'heap'], [stack => 'stacks on top of it'], ($show_mapped ? [mapped => 'mapped'] : ()), [rate => 'allocation rate']);
   return '<p class="legend">' . join(' ', map { qq(<span><i class="key-$_->[0]"></i>$_->[1]</span>) } @entries) . "<span>time: ${\TIME_UNIT->{$unit}}</span></p>\n";
}

# About five round numbers up to the largest, in steps of 1, 2, 4 or 8 times a power of 1024.
sub _steps {
   my ($most, $base) = @_;
   my $step = 1;
   while ($most / $step > 6) {
      my ($next) = grep { $_ > $step } map { my $power = $_; $base == 1024 ? map { $_ * 2 ** $power } 1 : map { $_ * 10 ** $power } 1, 2, 5 } 0 .. 60;
      $step = $next;
   }
   return map { $_ * $step } 0 .. int($most / $step);
}

sub _axes {
   my ($most, $y, $start, $end, $x, $unit) = @_;
   my $svg = '';
   for my $value (_steps($most, 1024)) {
      my $at = $y->($value);
      $svg .= '<line class="grid" x1="' . LEFT . qq(" x2=") . (WIDTH - RIGHT) . qq(" y1="$at" y2="$at"/><text class="axis" text-anchor="end" x=") . (LEFT - 8) . '" y="' . ($at + 4) . '">' . short_bytes($value) . '</text>';
   }
   for my $value (grep { $_ >= $start } _steps($end, $unit eq 'B' ? 1024 : 10)) {
      my $at = $x->($value);
      my $anchor = $at > WIDTH - 40 ? 'end' : 'middle';
      $svg .= qq(<text class="axis" text-anchor="$anchor" x="$at" y=") . (TOP + HEIGHT + 18) . '">' . short_time($value, $unit) . '</text>';
   }
   return $svg;
}

sub _points { my ($time, $values, $x, $y) = @_; return join ' ', map { $x->($time->[$_]) . ',' . $y->($values->[$_]) } 0 .. $#$time }

sub _line { my ($class, @rest) = @_; return qq(<polyline class="line $class" points=") . _points(@rest) . '"/>' }

sub _area {
   my ($class, $time, $values, $x, $y) = @_;
   return qq(<polygon class="area $class" points=") . $x->($time->[0]) . ',' . $y->(0) . ' ' . _points($time, $values, $x, $y) . ' ' . $x->($time->[-1]) . ',' . $y->(0) . '"/>'
      . _line($class, $time, $values, $x, $y);
}

# Bytes allocated between two snapshots, by the time between them.
sub _rate {
   my ($snapshots, $x, $unit) = @_;
   return '' if $unit eq 'B';         # one byte per byte
   my @rate = map { my ($a, $b) = @$snapshots[$_ - 1, $_];
                    my $time = $b->{time} - $a->{time};
                    my $bytes = $b->{allocated_bytes} - $a->{allocated_bytes};
                    $time > 0 && $bytes > 0 ? $bytes / $time : 0 } 1 .. $#$snapshots;
   my $most = _max(@rate) or return '';
   my $bottom = TOP + HEIGHT + GAP + RATE;
   my ($per, $word) = $unit eq 'ms' ? (1000, 's') : (1_000_000, 'million blocks of code');
   my $svg = qq(<line class="grid" x1=") . LEFT . '" x2="' . (WIDTH - RIGHT) . qq(" y1="$bottom" y2="$bottom"/><text class="axis" text-anchor="end" x=") . (LEFT - 8) . '" y="' . ($bottom - RATE + 10) . '">' . short_bytes($most * $per) . '</text>'
           . '<text class="axis" x="' . LEFT . '" y="' . ($bottom + 14) . qq(">allocated per $word</text>);
   for (0 .. $#rate) {
      my ($from, $to) = map { $x->($_->{time}) } @$snapshots[$_, $_ + 1];
      my $height = sprintf '%.1f', RATE * $rate[$_] / $most;
      $svg .= sprintf '<rect class="rate" x="%s" width="%.1f" y="%.1f" height="%s"/>', $from, _max(0.5, $to - $from - 0.5), $bottom - $height, $height;
   }
   return $svg;
}

# The peak, named snapshots and where growth began; names in rows, so that they
# don't cover each other.
sub _marks {
   my ($report, $x) = @_;
   my @marks = map { $_->{kind} eq 'peak' ? [$_->{time}, 'peak', 'peak ' . short_bytes($_->{heap_bytes})]
                   : $_->{kind} eq 'named' ? [$_->{time}, 'named', $_->{name} // 'snapshot'] : () } $report->timeline;
   push @marks, map { my ($site) = grep { defined $_->{since_time} } @{ $_->{sites} }; $site ? [ $site->{since_time}, 'growth', 'growth begins' ] : () } $report->growing;
   my ($svg, @ends, %seen) = ('');
   for (sort { $a->[0] <=> $b->[0] } @marks) {
      my ($time, $class, $text) = @$_;
      my $at = $x->($time);
      next if $at < LEFT || $at > WIDTH || $seen{"$class $at"}++;
      $text = substr($text, 0, 29) . '…' if length $text > 30;
      my $width = 7 * length $text;
      my $left = $at + $width > WIDTH - RIGHT ? $at - $width : $at;
      my ($row) = grep { ($ends[$_] // 0) <= $left } 0 .. 2;
      $svg .= qq(<line class="mark $class" x1="$at" x2="$at" y1=") . (14 * ($row // 2) + 6) . '" y2="' . (TOP + HEIGHT) . '"/>';
      next unless defined $row;
      $ends[$row] = $left + $width + 8;
      $svg .= qq(<text class="marktext $class" x=") . ($left + ($left == $at ? 4 : -4)) . '" y="' . (14 * $row + 13) . '">' . escape($text) . '</text>';
   }
   return $svg;
}

sub _tooltips {
   my ($snapshots, $x, $unit) = @_;
   my $svg = '';
   for my $i (0 .. $#$snapshots) {
      my $snapshot = $snapshots->[$i];
      my ($before, $here, $after) = map { $x->($_->{time}) } @$snapshots[ $i ? $i - 1 : 0, $i, $i < $#$snapshots ? $i + 1 : $i ];
      my ($from, $to) = (($before + $here) / 2, ($here + $after) / 2);
      my $text = 'at ' . short_time($snapshot->{time}, $unit) . ': heap ' . grouped($snapshot->{heap_bytes}) . ' bytes in ' . grouped($snapshot->{heap_blocks}) . ' blocks';
      for (['stack_bytes', 'stacks'], ['coroutine_stack_bytes', 'coroutine stacks'], ['mapped_bytes', 'mapped']) {
         $text .= ", $_->[1] " . short_bytes($snapshot->{ $_->[0] }) if $snapshot->{ $_->[0] };
      }
      $svg .= sprintf '<rect class="hover" x="%.1f" width="%.1f" y="%d" height="%d"><title>%s</title></rect>', $from, $to - $from, TOP, HEIGHT, escape($text);
   }
   return $svg;
}

# A line of values that says up or flat at a glance.
sub trend {
   my ($values, $title) = @_;
   my $most = _max(@$values) || 1;
   my $n = $#$values || 1;
   my $points = join ' ', map { sprintf '%.1f,%.1f', 160 * $_ / $n, 36 - 32 * $values->[$_] / $most } 0 .. $#$values;
   return '<svg class="trend" viewBox="0 0 160 40" role="img" aria-label="' . escape($title) . qq("><title>) . escape($title) . qq(</title><polygon class="area heap" points="0,36 $points 160,36"/><polyline class="line heap" points="$points"/></svg>);
}

1;
