# VR::Suite::Results: the verdict for people and CI servers, in files.
#
#    verdict.txt   what is printed
#    junit.xml     a test case for each program
#    index.html    a table of all programs, and what is wrong
#    all.json      all reports as one
#    all.html      its page
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::Results;
use strict;
use warnings;
use Cwd qw(abs_path);
use VR::Report::Format::Html;
use VR::Report::Load;
use VR::Report::Markup qw(escape html_head);
use VR::Report::Merge;
use VR::Report::Output;
use VR::Report::Units qw(plural);
use VR::Suite::Verdict;

sub write {
   my ($dir, $verdict) = @_;
   VR::Report::Output::make_directory($dir);
   my $has_all = _all($dir, map { $_->reports } $verdict->runs);
   _file("$dir/verdict.txt", $verdict->text);
   _file("$dir/junit.xml", _junit($verdict));
   _file("$dir/index.html", _page($verdict, abs_path($dir), $has_all));
}

sub _file { my ($path, $text) = @_; VR::Report::Output::write_to($path, 0, sub { print { $_[0] } $text }) }

# Reports that can't be read are told of in the verdict.
sub _all {
   my ($dir, @paths) = @_;
   my ($merge, $n) = (VR::Report::Merge->new, 0);
   for (@paths) {
      my $report = eval { VR::Report::Load::load($_) } or next;
      $merge->add($report);
      $n++;
   }
   if (!$n) { unlink "$dir/all.json", "$dir/all.html"; return 0 }
   VR::Report::Output::write_to("$dir/all.json", 0, sub { $merge->write($_[0]) });
   my $report = $merge->report;
   VR::Report::Output::write_to("$dir/all.html", 0, sub { VR::Report::Format::Html::write($_[0], $report, { top => 10, title => plural($n, 'report') }) });
   return 1;
}

sub _junit {
   my ($verdict) = @_;
   my @cases = $verdict->cases;
   my %n = (failure => 0, error => 0);
   my $text = '';
   for (@cases) {
      my $tag = ('', 'failure', 'error')[ $_->{status} ];
      $n{$tag}++ if $tag;
      my ($message) = split /\n/, $_->{text};
      $text .= sprintf '    <testcase classname="vrleak" name="%s" time="%.3f">%s</testcase>' . "\n", escape($_->{title}), $_->{seconds} // 0,
         $tag && sprintf '<%s type="vrleak" message="%s">%s</%s>', $tag, escape($message // ''), escape($_->{text}), $tag;
   }
   my $counts = sprintf 'name="vrleak" tests="%d" failures="%d" errors="%d" time="%.3f"', scalar @cases, $n{failure}, $n{error}, $verdict->seconds;
   return qq(<?xml version="1.0" encoding="UTF-8"?>\n<testsuites $counts>\n  <testsuite $counts skipped="0">\n$text  </testsuite>\n</testsuites>\n);
}

use constant CSS => <<'END';
:root { color-scheme: light dark }
body { font: 15px/1.4 sans-serif; margin: 2em auto; max-width: 70em; padding: 0 1em }
table { border-collapse: collapse; width: 100% }
td, th { border-bottom: 1px solid #8886; padding: .3em .6em; text-align: left; vertical-align: top }
td:first-child { white-space: nowrap }
pre { margin: .3em 0; white-space: pre-wrap; overflow-wrap: anywhere }
.bad { color: light-dark(#b00020, #ff8a80); font-weight: bold }
END

sub _page {
   my ($verdict, $top, $has_all) = @_;
   my $rows = join '', map { _row($verdict, $_, $top) } sort { $b->{status} <=> $a->{status} } $verdict->cases;
   my $headline = escape($verdict->word . ': ' . plural(scalar(() = $verdict->runs), 'program'));
   my $all = $has_all ? '<p><a href="all.html">All reports as one</a></p>' : '';
   return html_head($headline, CSS) . <<"END";
<body>
<h1>$headline</h1>
$all
<table>
<tr><th>verdict</th><th>seconds</th><th>program</th></tr>
$rows</table>
</body>
</html>
END
}

sub _row {
   my ($verdict, $case, $top) = @_;
   my $class = $case->{status} ? ' class="bad"' : '';
   my $text = length $case->{text} ? '<details' . ($case->{status} ? ' open' : '') . '><summary>what was seen</summary><pre>' . escape($case->{text}) . '</pre></details>' : '';
   my $links = $case->{run} ? join ' ', map { _link($_, $top) } $case->{run}->reports : '';
   return "<tr><td$class>" . $verdict->word($case->{status}) . '</td><td>' . ($case->{seconds} // '') . '</td><td>' . escape($case->{title}) . " $links$text</td></tr>\n";
}

# Only to what is below the page.
sub _link {
   my ($path, $top) = @_;
   my $name = abs_path($path);
   $name =~ s{^\Q$top\E/}{} or return '';
   my ($label) = $name =~ m{([^/]+)$};
   return '<a href="' . escape($name =~ s/([%?#])/sprintf '%%%02x', ord $1/ger) . '">' . escape($label) . '</a>';
}

1;
