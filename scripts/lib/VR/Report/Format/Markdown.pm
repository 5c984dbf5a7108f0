# VR::Report::Format::Markdown: a comment on a pull request.
#
# The verdict is in sight, everything else folded away; as a whole below what
# GitHub takes (65,536 characters).
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Markdown;
use strict;
use warnings;
use utf8;
use VR::Report::Format::Text;
use VR::Report::Units qw(grouped short_bytes plural);
use VR::Report::Verdict;

use constant MAX_CHARACTERS => 60_000;

sub write {
   my ($out, $report, $options) = @_;
   my $verdict = VR::Report::Verdict::verdict($report);
   my $text = ($verdict->{failed} ? '### ❌ ' : '### ✅ ') . "vrleak: `" . _code($report->program) . "`\n\n" . escape($verdict->{headline}) . ".\n";
   my $left = MAX_CHARACTERS - length $text;
   for my $part (_parts($report, $options->{top})) {
      my $shown = _details($report, @$part);
      $shown = "\n<sub>$part->[0]: too long for a comment; see the whole report.</sub>\n" if length $shown > $left;
      $text .= $shown;
      $left -= length $shown;
   }
   print $out $text, "\n<sub>", escape($report->command), ' · peak ', short_bytes($report->heap->{peak_bytes}), ' · ',
      plural($report->heap->{allocs}, 'allocation'), "</sub>\n";
}

# What Markdown would take for markup.
sub escape { my ($text) = @_; $text =~ s/([\\`*_{}\[\]<>#|~])/\\$1/g; return $text }
sub _code  { my ($text) = @_; $text =~ s/`/'/g; return $text }

# [heading, [what, stack]...]
sub _parts {
   my ($report, $n) = @_;
   my @lost = $report->leaks_of(qw(definite possible));
   my @parts = (
      ['Errors', $n, map { [ VR::Report::Format::Text::error_text($_), $_->{stack} ] } $report->errors],
      ['Leaks', $n, map { [ VR::Report::Format::Text::leak_text($_), $_->{stack} ] } @lost],
      ['Growth', $n, map { [ VR::Report::Format::Text::growth_text($_), $_->{sites}[0]{stack} ] } $report->growing],
      ['Largest at the peak', $n, map { [ short_bytes($_->{peak}{bytes}), $_->{stack} ] } $report->top_sites(peak => 5)],
   );
   return grep { @$_ > 2 } @parts;
}

sub _details {
   my ($report, $heading, $n, @entries) = @_;
   my $all = @entries;
   splice @entries, $n if @entries > $n;
   my $text = "\n<details><summary>$heading (" . grouped($all) . ")</summary>\n";
   for (@entries) {
      my ($what, $stack) = @$_;
      my $lines = join '', VR::Report::Format::Text::stack_lines($report->frames, $stack, '');
      $lines =~ s/^```/ ```/mg;
      $text .= "\n" . escape($what) . "\n\n```\n$lines```\n";
   }
   $text .= "\n... and " . grouped($all - @entries) . " more\n" if @entries < $all;
   return "$text\n</details>\n";
}

1;
