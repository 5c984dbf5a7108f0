# VR::Report::Format::Junit: the verdict as test cases, for CI systems.
#
# Errors, leaks and growth are a case each, so that a page of results has few lines
# and each failure all of its stacks.  A run that had not ended is an error.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Junit;
use strict;
use warnings;
use VR::Report::Findings;
use VR::Report::Format::Text;
use VR::Report::Markup qw(escape);
use VR::Report::Verdict;

my @CASES = ([ run => qr/^$/ ], [ errors => qr/^(?!Leak|GrowthUnbounded|Coroutine)/ ], [ leaks => qr/^Leak/ ], [ growth => qr/^GrowthUnbounded/ ], [ coroutines => qr/^Coroutine/ ]);

sub write {
   my ($out, $report, $options) = @_;
   my %point = map { $_->{name} => $_ } @{ VR::Report::Verdict::verdict($report)->{points} };
   my @findings = VR::Report::Findings::findings($report);
   my $name = escape($report->program);
   my ($cases, $n, $failures, $errors) = ('', 0, 0, 0);
   my $seconds = sprintf '%.3f', $report->run->{duration_ms} / 1000;
   for (@CASES) {
      my ($case, $rules) = @$_;
      my $point = $point{$case} or next;
      $n++;
      $cases .= qq(    <testcase classname="vrleak.$name" name="$case" time=") . ($case eq 'run' ? $seconds : '0.000') . '">';
      if ($point->{failed}) {
         my $tag = $report->is_complete ? 'failure' : 'error';
         $report->is_complete ? $failures++ : $errors++;
         my $text = join "\n", map { _text($report, $_) } grep { $_->{rule} =~ $rules } @findings;
         $cases .= qq(<$tag type="$case" message=") . escape($point->{text}) . '">' . escape($text) . "</$tag>";
      }
      $cases .= "</testcase>\n";
   }
   print $out qq(<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="vrleak" tests="$n" failures="$failures" errors="$errors" time="$seconds">\n),
      qq(  <testsuite name="$name" tests="$n" failures="$failures" errors="$errors" skipped="0" time="$seconds">\n$cases),
      '    <system-out>', escape($report->command), "</system-out>\n  </testsuite>\n</testsuites>\n";
}

sub _text {
   my ($report, $finding) = @_;
   return join '', "$finding->{text}\n", VR::Report::Format::Text::stack_lines($report->frames, $finding->{stack}, '   '),
      map { (" $_->{what}\n", VR::Report::Format::Text::stack_lines($report->frames, $_->{stack}, '   ')) } @{ $finding->{aux} };
}

1;
