# VR::Report::Format::Html: everything on one page that needs nothing else.
#
# Text, tables and charts are plain HTML and SVG; scripts (Html/page.js) add the flame
# graph, sorting and the choice of colours.  Nothing is loaded from anywhere.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Format::Html;
use strict;
use warnings;
use utf8;
use File::Basename qw(dirname);
use VR::Report::Format::Text;
use VR::Report::Html::Chart;
use VR::Report::Html::Source;
use VR::Report::Json;
use VR::Report::Markup qw(escape);
use VR::Report::Model;
use VR::Report::Units qw(grouped plural short_bytes short_time amount);
use VR::Report::Verdict;

# More entries of a kind than anybody reads are left to the report itself.
use constant { MOST_ENTRIES => 500, OPEN_ENTRIES => 5, TOP_SITES => 100 };

my %KIND_TITLE = (definite => 'Definitely lost', possible => 'Possibly lost', indirect => 'Indirectly lost', reachable => 'Still reachable');
my @FLAME_MODES = ([ peak => 'Peak' ], [ live => 'Live' ], [ total => 'Total' ], [ temporary => 'Temporary' ]);

sub write {
   my ($out, $report, $options) = @_;
   my $page = { report => $report, source => VR::Report::Html::Source->new($options->{root}) };
   my $verdict = VR::Report::Verdict::verdict($report);
   my $title = $options->{title} // $report->program;
   my @sections = grep { length $_->[2] } (
      [ errors     => 'Errors',     _errors($page) ],
      [ leaks      => 'Leaks',      _leaks($page) ],
      [ growth     => 'Growth',     _growth($page) ],
      [ timeline   => 'Memory over time', _timeline($report) ],
      [ graph      => 'Where memory goes', _flame($report, $options->{mode}) ],
      [ sites      => 'Places', _sites($page) ],
      [ coroutines => 'Coroutines', _coroutines($page) ]);
   print $out _head($title),
      '<header><a class="skip" href="#content">Skip to the content</a><h1>', escape($title), '</h1><p class="command path">', escape($report->command), "</p>\n",
      '<nav aria-label="Sections">', (map { qq(<a href="#$_->[0]">$_->[1]</a>) } @sections), qq(<button id="theme" type="button" hidden>Dark</button></nav></header>\n),
      qq(<main id="content">\n), '<p class="verdict ', $verdict->{failed} ? 'bad' : 'good', '">', escape($verdict->{headline}), ".</p>\n", _tiles($report, $verdict),
      (map { qq(<section id="$_->[0]"><h2>$_->[1]</h2>\n$_->[2]</section>\n) } @sections), "</main>\n", _footer($report),
      qq(<script>\n), _asset('page.js'), "</script>\n</body>\n</html>\n";
}

sub _asset {
   my ($name) = @_;
   my $path = dirname(__FILE__) . "/../Html/$name";
   open my $in, '<:encoding(UTF-8)', $path or die "$path can't be read: $!\n";
   local $/;
   return scalar <$in>;
}

sub _head {
   my ($title) = @_;
   return qq(<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n)
      . qq(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">\n)
      . '<title>' . escape($title) . " - vrleak</title>\n<style>\n" . _asset('page.css') . "</style>\n</head>\n<body>\n";
}

sub _tiles {
   my ($report, $verdict) = @_;
   my $heap = $report->heap;
   my %failed = map { $_->{name} => $_->{failed} } @{ $verdict->{points} };
   my $lost = 0;
   $lost += VR::Report::Model::leak_bytes($_) for $report->leaks_of(qw(definite possible));
   my @tiles = ([ grouped($report->error_count), 'errors', $failed{errors} ], [ short_bytes($lost), 'lost', $failed{leaks} ],
      ($report->growth ? [ grouped(scalar(my @g = $report->growing)), 'growing containers', $failed{growth} ] : ()),
      [ short_bytes($heap->{peak_bytes}), 'at the peak' ], [ short_bytes($heap->{in_use_bytes}), $report->is_complete ? 'in use at exit' : 'in use' ],
      [ short_bytes($heap->{allocated_bytes}), 'allocated in all' ], [ grouped($heap->{allocs}), 'allocations' ],
      (defined $heap->{temporary} ? [ grouped($heap->{temporary}), 'temporary allocations' ] : ()));
   return '<div class="tiles">' . join('', map { '<div class="tile' . ($_->[2] ? ' bad' : '') . qq("><b>$_->[0]</b><span>$_->[1]</span></div>) } @tiles) . "</div>\n";
}

# ---- stacks ----

sub _stack {
   my ($report, $stack) = @_;
   my $frames = $report->frames;
   return '<ul class="stack">' . join('', map { my $place = $frames->place($_);
      '<li>' . escape($frames->name($_)) . (length $place ? ' <span class="path">' . escape($place) . '</span>' : '') . '</li>' } @{ $frames->user_stack($stack) }) . '</ul>';
}

# The source around the innermost frame that has one.
sub _source {
   my ($page, $stack) = @_;
   my $frames = $page->{report}->frames;
   for my $frame (map { $frames->get($_) } @{ $frames->user_stack($stack) }) {
      my @lines = $page->{source}->around($frame->{file}, $frame->{line}) or next;
      return '<div class="source" tabindex="0" role="group" aria-label="' . escape("$frame->{file}, line $frame->{line}") . '"><code>'
         . join('', map { my ($n, $text) = @$_; '<span' . ($n == $frame->{line} ? ' class="here"' : '') . sprintf('><i>%5d  </i>', $n) . escape($text) . '</span>' } @lines) . '</code></div>';
   }
   return '';
}

sub _where {
   my ($page, $stack) = @_;
   return _stack($page->{report}, $stack) . _source($page, $stack);
}

# <details> with a line in sight; the line also names the innermost place.
sub _entry {
   my ($page, $open, $text, $stack, $body) = @_;
   my $frames = $page->{report}->frames;
   my $user = $frames->user_stack($stack);
   my $place = @$user ? ' <small>at ' . escape($frames->described($user->[0])) . '</small>' : '';
   return '<details' . ($open ? ' open' : '') . '><summary>' . escape($text) . "$place</summary>\n$body</details>\n";
}

sub _more {
   my ($n) = @_;
   return $n > MOST_ENTRIES ? '<p class="soft">' . grouped($n - MOST_ENTRIES) . " more are in the report.</p>\n" : '';
}

# ---- sections ----

sub _errors {
   my ($page) = @_;
   my (%group, @kinds);
   for ($page->{report}->errors) { push @kinds, $_->{kind} unless $group{ $_->{kind} }; push @{ $group{ $_->{kind} } }, $_ }
   my ($html, $left) = ('', MOST_ENTRIES);
   for my $kind (@kinds) {
      my @errors = @{ $group{$kind} };
      $html .= '<h3>' . escape($kind) . ' <span class="soft">' . plural(scalar @errors, 'place') . "</span></h3>\n";
      for (@errors) {
         last unless $left-- > 0;
         my $body = _where($page, $_->{stack}) . join '', map { '<p class="aux">' . escape($_->{what}) . '</p>' . (@{ $_->{stack} } ? _where($page, $_->{stack}) : '') } @{ $_->{aux} };
         $html .= _entry($page, $left >= MOST_ENTRIES - OPEN_ENTRIES, $_->{what} . ($_->{count} > 1 ? ', ' . plural($_->{count}, 'time') : ''), $_->{stack}, $body);
      }
   }
   return $html . _more(scalar(my @all = $page->{report}->errors));
}

sub _leaks {
   my ($page) = @_;
   my ($html, $left) = ('', MOST_ENTRIES);
   for my $kind (qw(definite possible indirect reachable)) {
      my @leaks = $page->{report}->leaks_of($kind) or next;
      my %sum = (bytes => 0, blocks => 0);
      for my $leak (@leaks) { $sum{$_} += $leak->{$_} for qw(bytes blocks) }
      my $is_error = $kind eq 'definite' || $kind eq 'possible';
      my $text = join '', map { $left-- > 0 ? _entry($page, $is_error && $left >= MOST_ENTRIES - OPEN_ENTRIES, VR::Report::Format::Text::leak_text($_), $_->{stack}, _where($page, $_->{stack})) : () } @leaks;
      my $heading = "$KIND_TITLE{$kind} <span class=\"soft\">" . amount(\%sum) . '</span>';
      $html .= $is_error ? "<h3>$heading</h3>\n$text" : "<details><summary>$heading</summary>\n$text</details>\n";
   }
   return $html . _more(scalar(my @all = $page->{report}->leaks));
}

sub _growth {
   my ($page) = @_;
   my $report = $page->{report};
   my $html = '';
   my $open = OPEN_ENTRIES;
   for my $group ($report->growing) {
      my ($first) = @{ $group->{sites} };
      my $trend = _sum_of_histories(map { $_->{history} // () } @{ $group->{sites} });
      $html .= '<div class="container">' . ($trend ? VR::Report::Html::Chart::trend($trend, 'bytes by epoch') : '') . '<div>'
         . _entry($page, $open-- > 0, VR::Report::Format::Text::growth_text($group) . ", since epoch $first->{since_epoch} of $first->{epochs}", $first->{stack},
                  join('', map { _where($page, $_->{stack}) } @{ $group->{sites} })
                  . ($group->{owner} && @{ $group->{owner}{stack} } ? '<p class="aux">The holder was allocated</p>' . _where($page, $group->{owner}{stack}) : '')) . "</div></div>\n";
   }
   my @others = grep { $_->{verdict} ne 'growing' } $report->growth;
   return $html unless @others;
   my $n = @others;
   @others = sort { $b->{bytes} <=> $a->{bytes} } @others;
   splice @others, TOP_SITES if @others > TOP_SITES;
   return $html . '<details><summary>Places that do not grow without bound <small>' . grouped($n) . "</small></summary>\n"
      . _table([ '', 'Verdict', '#Bytes', '#Blocks', '#Survive', 'Where' ], map { my $growth = $_;
         [ [ html => $growth->{history} ? VR::Report::Html::Chart::trend($growth->{history}, 'bytes by epoch') : '' ], [ text => $growth->{verdict} ], [ n => $growth->{bytes} ], [ n => $growth->{blocks} ],
           [ n => $growth->{survivors_share}, "$growth->{survivors_share}%" ], [ html => _short_stack($report, $growth->{stack}) ] ] } @others) . "</details>\n";
}

sub _sum_of_histories {
   my @histories = @_ or return;
   my $sum = [ @{ shift @histories } ];
   for my $history (grep { @$_ == @$sum } @histories) { $sum->[$_] += $history->[$_] for 0 .. $#$sum }
   return @$sum > 1 ? $sum : undef;
}

# The innermost place in sight, the whole stack on request.
sub _short_stack {
   my ($report, $stack) = @_;
   my $user = $report->frames->user_stack($stack);
   return '' unless @$user;
   return '<details><summary>' . escape($report->frames->described($user->[0])) . '</summary>' . _stack($report, $stack) . '</details>';
}

# Columns whose name begins with # are numbers and can be sorted by.  Cells are
# [text => TEXT], [n => NUMBER, what is shown] or [html => HTML].
sub _table {
   my ($columns, @rows) = @_;
   my $head = join '', map { /^#(.*)/ ? qq(<th class="n" scope="col"><button type="button">$1</button></th>) : qq(<th scope="col">$_</th>) } @$columns;
   my $body = join '', map { '<tr>' . join('', map { my ($type, $value, $shown) = @$_;
      $type eq 'n' ? qq(<td class="n" data-n="$value">) . ($shown // grouped($value)) . '</td>' : $type eq 'html' ? "<td class=\"where\">$value</td>" : '<td>' . escape($value) . '</td>' } @$_) . "</tr>\n" } @rows;
   return qq(<div class="table"><table><thead><tr>$head</tr></thead><tbody>\n$body</tbody></table></div>\n);
}

sub _sites {
   my ($page) = @_;
   my $report = $page->{report};
   my %shown;
   my @sites = grep { !$shown{$_}++ } map { $report->top_sites($_ => TOP_SITES) } qw(peak total temporary);
   return '' unless @sites;
   return '<p class="soft">The ' . grouped(scalar @sites) . ' places with most memory at the peak, in all, or of temporary blocks, of ' . grouped(scalar(my @all = $report->sites)) . ".</p>\n"
      . _table([ '#Peak', '#Live', '#Total', '#Blocks', '#Temporary', '#Mean size', 'Where' ], map { my $site = $_;
         [ (map { [ n => $_, short_bytes($_) ] } $site->{peak}{bytes}, $site->{live}{bytes}, $site->{total}{bytes}), [ n => $site->{total}{blocks} ], [ n => $site->{temporary} ],
           [ n => $site->{total}{blocks} ? int($site->{total}{bytes} / $site->{total}{blocks}) : 0 ], [ html => _short_stack($report, $site->{stack}) ] ] } @sites);
}

sub _timeline {
   my ($report) = @_;
   my $chart = VR::Report::Html::Chart::timeline($report);
   return '' unless length $chart;
   my $unit = $report->time_unit;
   return $chart . '<details><summary>As numbers</summary>' . _table([ '#Time', '', '#Heap', '#Blocks', '#Stacks', '#Allocated until then' ], map {
      [ [ n => $_->{time}, short_time($_->{time}, $unit) ], [ text => $_->{name} // ($_->{kind} eq 'normal' ? '' : $_->{kind}) ], [ n => $_->{heap_bytes} ], [ n => $_->{heap_blocks} ],
        [ n => ($_->{stack_bytes} // 0) + ($_->{coroutine_stack_bytes} // 0) ], [ n => $_->{allocated_bytes} ] ] } $report->timeline) . "</details>\n";
}

# Without sites, leak records say at least where the blocks were allocated that are left.
sub _flame {
   my ($report, $first_mode) = @_;
   my (@modes, @entries);
   if ($report->sites) {
      my @shown = @FLAME_MODES;
      @shown = ((grep { $_->[0] eq $first_mode } @shown), grep { $_->[0] ne $first_mode } @shown) if defined $first_mode;
      @modes = map { [ $_->[1], VR::Report::Model::measure_unit($_->[0]), VR::Report::Model::measure_text($_->[0]) ] } @shown;
      my @values = map { VR::Report::Model::measure($_->[0]) } @shown;
      for my $site ($report->sites) { push @entries, [ $site->{stack}, map { $_->($site) } @values ] }
   } else {
      @modes = ([ 'Not freed', 'bytes', 'from the search for leaks' ]);
      @entries = map { [ $_->{stack}, $_->{bytes} ] } $report->leaks;
   }
   @entries or return '';
   my (%number, @names);
   my @sites = map { my ($stack, @values) = @$_;
      my @path = map { $number{$_} //= do { push @names, $_; $#names } } $report->frames->path($stack);
      '[[' . join(',', @path) . '],[' . join(',', @values) . ']]' } @entries;
   my $data = '{"modes":[' . join(',', map { my ($name, $unit, $title) = map { VR::Report::Json::quote($_) } @$_; qq({"name":$name,"unit":$unit,"title":$title}) } @modes)
      . "],\n\"names\":[" . join(',', map { VR::Report::Json::quote($_) } @names) . "],\n\"sites\":[" . join(",\n", @sites) . ']}';
   $data =~ s/</\\u003c/g;               # "</script>" in a name must not end the data
   return '<div class="flame-tools"><span id="flame-modes" role="group" aria-label="What is shown"></span><button id="flame-reset" type="button">Whole graph</button>'
      . '<input id="flame-search" type="search" placeholder="Search (press /)" aria-label="Search for functions"><span id="flame-found" role="status" class="soft"></span></div>'
      . '<div id="flame-box"><canvas id="flame" tabindex="0" role="application" aria-label="Flame graph: arrow keys move, Enter zooms, Escape shows all" aria-describedby="flame-said"></canvas></div>'
      . '<p id="flame-said" role="status"></p><p class="soft">Click or Enter: zoom. Arrow keys: move. Escape: everything. The outermost function is on top.</p>'
      . "<noscript><p>The flame graph needs JavaScript.</p></noscript><script type=\"application/json\" id=\"flame-data\">$data</script>\n";
}

sub _coroutines {
   my ($page) = @_;
   my $report = $page->{report};
   my @all = $report->coroutines or return '';
   my (%n, %stack, %heap);
   for (@all) { my $count = $_->{count} // 1; $n{ $_->{state} } += $count; $stack{ $_->{state} } += $count * $_->{stack_size}; $heap{ $_->{state} } += $_->{heap_bytes} }
   my $html = _table([ 'State', '#Coroutines', '#Stacks', '#Heap' ], map { [ [ text => $_ ], [ n => $n{$_} ], [ n => $stack{$_}, short_bytes($stack{$_}) ], [ n => $heap{$_}, short_bytes($heap{$_}) ] ] } sort keys %n);
   my @abandoned = grep { $_->{state} eq 'abandoned' } @all;
   my $left = MOST_ENTRIES;
   $html .= "<h3>Abandoned</h3>\n" if @abandoned;
   $html .= join '', map { $left-- > 0 ? _entry($page, $left >= MOST_ENTRIES - OPEN_ENTRIES, VR::Report::Format::Text::coroutine_text($_), $_->{created}, '<p class="aux">Created</p>' . _where($page, $_->{created})
      . (@{ $_->{suspended} } ? '<p class="aux">Suspended</p>' . _where($page, $_->{suspended}) : '')) : () } @abandoned;
   my @largest = sort { $b->{high_water} <=> $a->{high_water} } @all;
   splice @largest, 20 if @largest > 20;
   return $html . '<details><summary>Most stack used</summary>' . _table([ 'Coroutine', 'State', '#Stack used', '#of', '#Heap', 'Created' ], map {
      [ [ text => $_->{name} // "#$_->{id}" ], [ text => $_->{state} ], [ n => $_->{high_water}, short_bytes($_->{high_water}) ], [ n => $_->{stack_size}, short_bytes($_->{stack_size}) ],
        [ n => $_->{heap_bytes}, short_bytes($_->{heap_bytes}) ], [ html => _short_stack($report, $_->{created}) ] ] } @largest) . "</details>\n";
}

sub _footer {
   my ($report) = @_;
   my $run = $report->run;
   return '<footer><p>' . join(' · ', map { escape($_) } ucfirst($report->ending->{text}), ($report->is_merged ? plural($run->{merged}, 'report') : "process $run->{pid}"),
      short_time($run->{duration_ms}, 'ms'), grouped($run->{blocks_executed}) . ' blocks of code executed', "vrleak $report->{vrleak}{version}", "Valgrind $report->{vrleak}{valgrind}") . "</p></footer>\n";
}

1;
