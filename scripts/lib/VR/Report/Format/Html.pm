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
use VR::Report::Html::Flame;
use VR::Report::Html::Stacks;
use VR::Report::Html::Table qw(table);
use VR::Report::Html::Trend;
use VR::Report::Markup qw(escape html_head);
use VR::Report::Model;
use VR::Report::Units qw(grouped plural short_bytes short_time amount);
use VR::Report::Verdict;

# More entries of a kind than anybody reads are left to the report itself.
use constant { MOST_ENTRIES => 500, OPEN_ENTRIES => 5, TOP_SITES => 100, CHARTS_IN_DETAIL => 20, MOST_COROUTINES => 20 };

my @SECTIONS = (
   [ errors     => 'Errors',            \&_errors ],
   [ leaks      => 'Leaks',             \&_leaks ],
   [ growth     => 'Growth',            \&_growth ],
   [ timeline   => 'Memory over time',  \&_timeline ],
   [ graph      => 'Where memory goes', sub { VR::Report::Html::Flame::graph($_[0], $_[2]{mode}) } ],
   [ sites      => 'Places',            \&_sites ],
   [ coroutines => 'Coroutines',        \&_coroutines ],
);

sub write {
   my ($out, $report, $options) = @_;
   my $stacks = VR::Report::Html::Stacks->new($report->frames, $options->{root});
   my $verdict = VR::Report::Verdict::verdict($report);
   my $title = $options->{title} // $report->program;
   my @sections = grep { length $_->[2] } map { [ $_->[0], $_->[1], $_->[2]->($report, $stacks, $options) ] } @SECTIONS;
   print $out _head($title), "<body>\n", _header($report, $title, @sections), qq(<main id="content">\n),
      _verdict($verdict), _tiles($report, $verdict),
      (map { qq(<section id="$_->[0]"><h2>$_->[1]</h2>\n$_->[2]</section>\n) } @sections),
      "</main>\n", _footer($report), "<script>\n", _asset('page.js'), "</script>\n</body>\n</html>\n";
}

# ---- around the sections ----

sub _asset {
   my ($name) = @_;
   my $path = dirname(__FILE__) . "/../Html/$name";
   open my $in, '<:encoding(UTF-8)', $path or die "$path can't be read: $!\n";
   local $/;
   return scalar <$in>;
}

sub _head {
   my ($title) = @_;
   return html_head(escape($title), _asset('page.css'),
      q(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">));
}

sub _header {
   my ($report, $title, @sections) = @_;
   my ($heading, $command) = (escape($title), escape($report->command));
   my $links = join "\n", map { qq(<a href="#$_->[0]">$_->[1]</a>) } @sections;
   return <<"END";
<header><a class="skip" href="#content">Skip to the content</a>
<h1>$heading</h1><p class="command path">$command</p>
<nav aria-label="Sections">$links
<button id="theme" type="button" hidden>Dark</button></nav></header>
END
}

sub _verdict {
   my ($verdict) = @_;
   my $class = $verdict->{failed} ? 'bad' : 'good';
   return qq(<p class="verdict $class">) . escape($verdict->{headline}) . ".</p>\n";
}

sub _tiles {
   my ($report, $verdict) = @_;
   my $heap = $report->heap;
   my %failed = map { $_->{name} => $_->{failed} } @{ $verdict->{points} };
   my $lost = 0;
   $lost += VR::Report::Model::leak_bytes($_) for $report->leaks_of(qw(definite possible));
   my @growing = $report->growing;
   my @tiles = (
      [ grouped($report->error_count), 'errors', $failed{errors} ],
      [ short_bytes($lost), 'lost', $failed{leaks} ],
      $report->growth ? [ grouped(scalar @growing), 'growing containers', $failed{growth} ] : (),
      [ short_bytes($heap->{peak_bytes}), 'at the peak' ],
      [ short_bytes($heap->{in_use_bytes}), $report->is_complete ? 'in use at exit' : 'in use' ],
      [ short_bytes($heap->{allocated_bytes}), 'allocated in all' ],
      [ grouped($heap->{allocs}), 'allocations' ],
      defined $heap->{temporary} ? [ grouped($heap->{temporary}), 'temporary allocations' ] : (),
   );
   my $html = '';
   for (@tiles) {
      my ($number, $what, $is_bad) = @$_;
      $html .= '<div class="tile' . ($is_bad ? ' bad' : '') . qq("><b>$number</b><span>$what</span></div>);
   }
   return qq(<div class="tiles">$html</div>\n);
}

sub _footer {
   my ($report) = @_;
   my $run = $report->run;
   my @facts = (ucfirst $report->ending->{text}, $report->left_out,
                $report->is_merged ? plural($run->{merged}, 'report') : "process $run->{pid}",
                short_time($run->{duration_ms}, 'ms'),
                grouped($run->{blocks_executed}) . ' blocks of code executed',
                "vrleak $report->{vrleak}{version}", "Valgrind $report->{vrleak}{valgrind}");
   return '<footer><p>' . join(' · ', map { escape($_) } @facts) . "</p></footer>\n";
}

# ---- sections: empty if there is nothing to say ----

sub _more {
   my ($n) = @_;
   return $n > MOST_ENTRIES ? '<p class="soft">' . grouped($n - MOST_ENTRIES) . " more are in the report.</p>\n" : '';
}

sub _errors {
   my ($report, $stacks) = @_;
   my (%group, @kinds);
   for my $error ($report->errors) {
      push @kinds, $error->{kind} unless $group{ $error->{kind} };
      push @{ $group{ $error->{kind} } }, $error;
   }
   my ($html, $n) = ('', 0);
   for my $kind (@kinds) {
      my @errors = @{ $group{$kind} };
      $html .= '<h3>' . escape($kind) . ' <span class="soft">' . plural(scalar @errors, 'place') . "</span></h3>\n";
      for my $error (@errors) {
         next if ++$n > MOST_ENTRIES;
         $html .= $stacks->entry($n <= OPEN_ENTRIES, VR::Report::Format::Text::error_text($error), $error->{stack}, _error($stacks, $error));
      }
   }
   return $html . _more($n);
}

sub _error {
   my ($stacks, $error) = @_;
   my $html = $stacks->with_source($error->{stack});
   for (@{ $error->{aux} }) {
      $html .= '<p class="aux">' . escape($_->{what}) . '</p>';
      $html .= $stacks->with_source($_->{stack}) if @{ $_->{stack} };
   }
   return $html;
}

my @LEAKS = ([ definite => 'Definitely lost' ], [ possible => 'Possibly lost' ],
             [ indirect => 'Indirectly lost' ], [ reachable => 'Still reachable' ]);

# Those that are no errors are folded away.
sub _leaks {
   my ($report, $stacks) = @_;
   my ($html, $n) = ('', 0);
   for (@LEAKS) {
      my ($kind, $title) = @$_;
      my @leaks = $report->leaks_of($kind) or next;
      my $is_error = $kind eq 'definite' || $kind eq 'possible';
      my ($entries, %sum) = ('', bytes => 0, blocks => 0);
      for my $leak (@leaks) {
         $sum{$_} += $leak->{$_} for qw(bytes blocks);
         next if ++$n > MOST_ENTRIES;
         $entries .= $stacks->entry($is_error && $n <= OPEN_ENTRIES, VR::Report::Format::Text::leak_text($leak), $leak->{stack}, _leak($stacks, $leak));
      }
      my $heading = qq($title <span class="soft">) . amount(\%sum) . '</span>';
      $html .= $is_error ? "<h3>$heading</h3>\n$entries" : "<details><summary>$heading</summary>\n$entries</details>\n";
   }
   return $html . _more($n);
}

sub _leak {
   my ($stacks, $leak) = @_;
   my $html = $stacks->with_source($leak->{stack});
   $html .= '<p class="aux">Suspended</p>' . $stacks->with_source($leak->{coroutines}{suspended}{stack}) if $leak->{coroutines};
   return $html;
}

sub _growth {
   my ($report, $stacks) = @_;
   my ($html, $n) = ('', 0);
   for my $group ($report->growing) {
      $html .= _container($report, $stacks, $group, $n) if $n++ < MOST_ENTRIES;
   }
   $html .= _more($n);
   my @others = sort { $b->{bytes} <=> $a->{bytes} } grep { $_->{verdict} ne 'growing' } $report->growth;
   return $html unless @others;
   my $all = grouped(scalar @others);
   splice @others, TOP_SITES if @others > TOP_SITES;
   my @rows = map { [ [ html => VR::Report::Html::Trend::spark($_->{history}) ], [ text => $_->{verdict} ], [ n => $_->{bytes} ], [ n => $_->{blocks} ],
                      [ n => $_->{survivors_share}, "$_->{survivors_share}%" ], [ html => $stacks->folded($_->{stack}) ] ] } @others;
   return "$html<details><summary>Places that do not grow without bound <small>$all</small></summary>\n"
      . table([ '', 'Verdict', '#Bytes', '#Blocks', '#Survive', 'Where' ], @rows) . "</details>\n";
}

sub _container {
   my ($report, $stacks, $group, $n) = @_;
   my ($first) = @{ $group->{sites} };
   my $body = join '', map { $stacks->with_source($_->{stack}) } @{ $group->{sites} };
   $body .= '<p class="aux">The holder was allocated</p>' . $stacks->with_source($group->{owner}{stack})
      if $group->{owner} && @{ $group->{owner}{stack} };
   return '<div class="container">' . VR::Report::Html::Trend::chart($group, $report->time_unit, $n <= CHARTS_IN_DETAIL) . '<div>'
      . $stacks->entry($n <= OPEN_ENTRIES, VR::Report::Format::Text::growth_text($group), $first->{stack}, $body) . "</div></div>\n";
}

sub _timeline {
   my ($report) = @_;
   my $chart = VR::Report::Html::Chart::timeline($report);
   return '' unless length $chart;
   my @rows;
   for ($report->timeline) {
      my $name = $_->{name} // ($_->{kind} eq 'normal' ? '' : $_->{kind});
      push @rows, [ [ n => $_->{time}, short_time($_->{time}, $report->time_unit) ], [ text => $name ], [ n => $_->{heap_bytes} ],
                    [ n => $_->{heap_blocks} ],
                    (map { [ n => $_ // 0 ] } @$_{qw(stack_bytes coroutine_stack_bytes)}), [ n => $_->{allocated_bytes} ] ];
   }
   return "$chart<details><summary>As numbers</summary>"
      . table([ '#Time', '', '#Heap', '#Blocks', '#Stacks', '#Coroutine stacks', '#Allocated until then' ], @rows) . "</details>\n";
}

sub _sites {
   my ($report, $stacks) = @_;
   my %shown;
   my @sites = grep { !$shown{ $report->frames->shown($_->{stack}) }++ } map { $report->top_sites($_ => TOP_SITES) } qw(peak total temporary);
   return '' unless @sites;
   my @rows;
   for my $site (@sites) {
      my ($bytes, $blocks) = @{ $site->{total} }{qw(bytes blocks)};
      push @rows, [ (map { [ n => $_, short_bytes($_) ] } $site->{peak}{bytes}, $site->{live}{bytes}, $bytes), [ n => $blocks ],
                    [ n => $site->{temporary} ], [ n => $blocks ? int($bytes / $blocks) : 0 ], @{ $site->{stack} } ? [ html => $stacks->folded($site->{stack}) ] : [ text => 'not listed' ] ];
   }
   return '<p class="soft">The ' . plural(scalar @sites, 'place') . ' with most memory at the peak, in all, or of temporary blocks, of '
      . grouped($report->n_places) . ".</p>\n" . table([ '#Peak', '#Live', '#Total', '#Blocks', '#Temporary', '#Mean size', 'Where' ], @rows);
}

sub _coroutines {
   my ($report, $stacks) = @_;
   my @all = $report->coroutines or return '';
   my (%n, %stack, %heap);
   for (@all) {
      my ($state, $count) = ($_->{gone} ? 'gone' : $_->{state}, $_->{count} // 1);
      $n{$state}     += $count;
      $stack{$state} += $count * $_->{stack_size} unless $_->{gone};
      $heap{$state}  += $_->{heap_bytes} unless $_->{gone};
   }
   my $amount = sub { defined $_[0] ? [ n => $_[0], short_bytes($_[0]) ] : [ text => '' ] };
   my @rows = map { [ [ text => $_ ], [ n => $n{$_} ], $amount->($stack{$_}), $amount->($heap{$_}) ] } sort keys %n;
   return '<p>' . escape(ucfirst VR::Report::Format::Text::coroutine_counts_text($report)) . ".</p>\n"
      . table([ 'State', '#Coroutines', '#Stacks', '#Heap' ], @rows) . _abandoned($report, $stacks) . _most_stack($report, $stacks);
}

sub _abandoned {
   my ($report, $stacks) = @_;
   my ($html, $n) = ('', 0);
   for (grep { $_->{state} eq 'abandoned' } $report->coroutine_groups) {
      next if ++$n > MOST_ENTRIES;
      my $body = '<p class="aux">Created</p>' . $stacks->with_source($_->{created});
      $body .= '<p class="aux">Suspended</p>' . $stacks->with_source($_->{suspended}) if @{ $_->{suspended} };
      $html .= $stacks->entry($n <= OPEN_ENTRIES, VR::Report::Format::Text::coroutine_text($_), $_->{created}, $body);
   }
   return $n ? "<h3>Abandoned</h3>\n$html" . _more($n) : '';
}

sub _most_stack {
   my ($report, $stacks) = @_;
   my @largest = $report->largest_coroutines;
   my $all = @largest;
   splice @largest, MOST_COROUTINES if @largest > MOST_COROUTINES;
   my @rows;
   for my $coroutine (@largest) {
      my ($used, $size) = @$coroutine{qw(high_water stack_size)};
      my $who = ($coroutine->{name} // "#$coroutine->{id}") . (($coroutine->{count} // 1) > 1 ? ' and ' . grouped($coroutine->{count} - 1) . ' more' : '');
      push @rows, [ [ text => $who ], [ text => $coroutine->{gone} ? 'gone' : $coroutine->{state} ],
                    [ n => $used, ($coroutine->{high_water_at_least} ? '≥ ' : '') . short_bytes($used) ], [ n => $size, short_bytes($size) ],
                    [ n => $size ? $used / $size : 0, $size ? sprintf('%.0f%%', 100 * $used / $size) : '' ], [ n => $coroutine->{resumes} // 0 ],
                    $coroutine->{gone} ? ([ text => '' ]) x 2 : ([ n => $coroutine->{heap_bytes}, short_bytes($coroutine->{heap_bytes}) ], [ n => $coroutine->{heap_blocks} // 0 ]),
                    [ html => $stacks->folded($coroutine->{created}) ], [ html => $stacks->folded($coroutine->{suspended}) ] ];
   }
   return '<h3>Most stack used' . ($all > @largest ? ' <span class="soft">' . grouped(scalar @largest) . ' of ' . grouped($all) . '</span>' : '') . "</h3>\n"
      . table([ 'Coroutine', 'State', '#Stack used', '#of', '#Part', '#Resumed', '#Heap', '#Blocks', 'Created', 'Suspended' ], @rows);
}

1;
