# Report: the results as tables in Markdown, which read well on a terminal and
# go into docs/PERFORMANCE.md as they are.
#
#    1.23     a ratio           1.23~    its samples lie more than 10% apart
#    FAIL     see the errors    -        not run
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Report;

use strict;
use warnings;
use Bench::Goals;
use Bench::Scan;

my $noisy = 0.10;

sub text {
   my ($results, $with_goals) = @_;
   my $text = '';
   for my $what (['cpu', 'CPU time', 's'], ['peak', 'Peak memory', 'MB']) {
      for my $base (qw(none native)) {
         $text .= _ratio_table($results, $base, @$what) if grep { $_ eq $base } @{$results->{tools}};
      }
   }
   $text .= _scan_table($results);
   $text .= _goals($results) if $with_goals;
   $text .= _list('Errors', map { "$_->{workload} under $_->{tool}: $_->{what}" } @{$results->{errors}});
   $text .= _list('Skipped', map { "$_->{what}: $_->{why}" } @{$results->{skipped}});
   return $text;
}

sub _ratio_table {
   my ($results, $base, $what, $title, $unit) = @_;
   my @tools = grep { $_ ne $base } @{$results->{tools}};
   my @rows;
   for my $group (grep { $_ ne $Bench::Scan::group } $results->groups) {
      my @workloads = $results->in_group($group);
      for my $workload (@workloads) {
         push @rows, [$workload->{name}, _absolute($results, $workload, $base, $what),
                      map { _ratio_cell($results, $workload, $_, $base, $what) } @tools];
      }
      push @rows, ["**$group**", '', map { _ratio($results->group_ratio($group, $_, $base, $what)) } @tools]
         if @workloads > 1;
   }
   return '' unless @rows;
   return "$title, ratio to $base\n\n" . _table(['workload', "$base, $unit", @tools], @rows);
}

sub _absolute {
   my ($results, $workload, $tool, $what) = @_;
   my $value = $results->median_of($workload, $tool, $what);
   return '-' unless defined $value;
   return $what eq 'peak' ? sprintf('%.1f', $value / 1024) : sprintf('%.3f', $value);
}

sub _ratio_cell {
   my ($results, $workload, $tool, $base, $what) = @_;
   return 'FAIL' if $results->failed($workload, $tool);
   my $ratio = $results->ratio($workload, $tool, $base, $what);
   my $mark  = $results->spread_of($workload, $tool, $what) > $noisy ? '~' : '';
   return _ratio($ratio) . $mark;
}

sub _ratio {
   my ($ratio) = @_;
   return !defined $ratio ? '-' : sprintf($ratio < 9.995 ? '%.2f' : '%.1f', $ratio);
}

sub _scan_table {
   my ($results) = @_;
   my @rows = Bench::Scan::rows($results) or return '';
   my @scanning = grep { my $tool = $_; grep { defined $_->{tools}{$tool}{seconds} } @rows } @{$results->{tools}};
   my @measured = grep { my $tool = $_; grep { $_->{tools}{$tool} } @rows } @{$results->{tools}};
   my $times = _table(['workload', @scanning], map {
      my $row = $_;
      [$row->{name}, map { _number('%.3f', $row->{tools}{$_}{seconds}) } @scanning]
   } @rows);
   my $bytes = _table(['workload', @measured], map {
      my $row = $_;
      [$row->{name}, map { _number('%.1f', $row->{tools}{$_}{bytes_per_block}) } @measured]
   } @rows);
   return (@scanning ? "Leak scan alone, user seconds\n\n$times" : '')
        . "Peak memory of the whole process per live block of 24 bytes, bytes\n\n$bytes";
}

sub _number {
   my ($format, $value) = @_;
   return defined $value ? sprintf($format, $value) : '-';
}

sub _goals {
   my ($results) = @_;
   my @rows = map { [$_->{goal}, sprintf('%.2f', $_->{limit}), sprintf('%.2f', $_->{value}), $_->{met} ? 'yes' : 'NO'] }
              Bench::Goals::reached($results) or return '';
   return "Goals\n\n" . _table(['goal', 'at most', 'is', 'met'], @rows);
}

sub _list {
   my ($title, @lines) = @_;
   return @lines ? join "\n", "$title\n", (map { "- $_" } @lines), '', '' : '';
}

# The first column is aligned to the left, the others to the right.
sub _table {
   my ($header, @rows) = @_;
   my @width = map { my $column = $_; _max(map { length $_->[$column] } $header, @rows) } 0 .. $#$header;
   my $line = sub {
      my ($row) = @_;
      return '| ' . join(' | ', map { sprintf $_ ? "%$width[$_]s" : "%-$width[$_]s", $row->[$_] } 0 .. $#width) . " |\n";
   };
   my $rule = '|' . join('|', map { '-' x ($width[$_] + 1) . ($_ ? ':' : '-') } 0 .. $#width) . "|\n";
   return $line->($header) . $rule . join('', map { $line->($_) } @rows) . "\n";
}

sub _max {
   my $max = 0;
   for (@_) { $max = $_ if $_ > $max }
   return $max;
}

1;
