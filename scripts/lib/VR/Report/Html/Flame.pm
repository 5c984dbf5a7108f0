# VR::Report::Html::Flame: the flame graph's place on the page, and its data, which
# page.js draws:
#
#    { modes: [{ name, unit, title }...], names: [function...],
#      sites: [[[index of a name, outermost first...], [value in each mode...]]...] }
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Html::Flame;
use strict;
use warnings;
use VR::Report::Json;
use VR::Report::Model;

my @MODES = ([ peak => 'Peak' ], [ live => 'Live' ], [ total => 'Total' ], [ temporary => 'Temporary' ]);

# Empty if there is nothing to be shown.
sub graph {
   my ($report, $first_mode) = @_;
   my ($modes, $entries) = $report->sites ? _of_sites($report, $first_mode // '') : _of_leaks($report);
   return @$entries ? _markup(_data($report->frames, $modes, $entries)) : '';
}

# Both: [name, unit, title]... and [stack, value...]...
sub _of_sites {
   my ($report, $first_mode) = @_;
   my @shown = ((grep { $_->[0] eq $first_mode } @MODES), (grep { $_->[0] ne $first_mode } @MODES));
   my @modes = map { [ $_->[1], VR::Report::Model::measure_unit($_->[0]), VR::Report::Model::measure_text($_->[0]) ] } @shown;
   my @measures = map { VR::Report::Model::measure($_->[0]) } @shown;
   my @entries = map { my $site = $_; [ $site->{stack}, map { $_->($site) } @measures ] } $report->sites;
   return (\@modes, \@entries);
}

# Leak records say at least where the blocks were allocated that are left.
sub _of_leaks {
   my ($report) = @_;
   return ([ [ 'Not freed', 'bytes', 'from the search for leaks' ] ], [ map { [ $_->{stack}, $_->{bytes} ] } $report->leaks ]);
}

sub _data {
   my ($frames, $modes, $entries) = @_;
   my (%number, @names, @sites);
   for (@$entries) {
      my ($stack, @values) = @$_;
      my @path = map { $number{$_} //= do { push @names, $_; $#names } } $frames->path($stack);
      push @sites, '[[' . join(',', @path) . '],[' . join(',', @values) . ']]';
   }
   my @modes;
   for (@$modes) {
      my ($name, $unit, $title) = map { VR::Report::Json::quote($_) } @$_;
      push @modes, qq({"name":$name,"unit":$unit,"title":$title});
   }
   my $names = join ',', map { VR::Report::Json::quote($_) } @names;
   my $data = '{"modes":[' . join(',', @modes) . qq(],\n"names":[$names],\n"sites":[) . join(",\n", @sites) . ']}';
   return $data =~ s/</\\u003c/gr;         # "</script>" in a name must not end the data
}

sub _markup {
   my ($data) = @_;
   return <<"END";
<div class="flame-tools"><span id="flame-modes" role="group" aria-label="What is shown"></span>
<button id="flame-reset" type="button">Whole graph</button>
<input id="flame-search" type="search" placeholder="Search (press /)" aria-label="Search for functions">
<span id="flame-found" role="status" class="soft"></span></div>
<div id="flame-box"><canvas id="flame" tabindex="0" role="application" aria-describedby="flame-said"
 aria-label="Flame graph: arrow keys move, Enter zooms, Escape shows all"></canvas></div>
<p id="flame-said" role="status"></p>
<p class="soft">Click or Enter: zoom. Arrow keys: move. Escape: everything. The outermost function is on top.</p>
<noscript><p>The flame graph needs JavaScript.</p></noscript>
<script type="application/json" id="flame-data">$data</script>
END
}

1;
