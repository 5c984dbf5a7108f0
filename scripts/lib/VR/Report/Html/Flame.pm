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
   my ($modes, $entries) = $report->sites->count ? _of_sites($report, $first_mode // '') : _of_leaks($report);
   my $data = _data($report->frames, $modes, $entries);
   return defined $data ? _markup($data) : '';
}

# Both: [name, unit, title]..., and what calls a function with each stack and its values.
sub _of_sites {
   my ($report, $first_mode) = @_;
   my @shown = ((grep { $_->[0] eq $first_mode } @MODES), (grep { $_->[0] ne $first_mode } @MODES));
   my @modes = map { [ $_->[1], VR::Report::Model::measure_unit($_->[0]), VR::Report::Model::measure_text($_->[0]) ] } @shown;
   my @values = map { [ $report->values($_->[0]) ] } @shown;
   return (\@modes, sub {
      my ($do) = @_;
      for my $i (0 .. $report->sites->count - 1) { $do->($report->sites->stack($i), map { $_->[$i] } @values) }
   });
}

# Leak records say at least where the blocks were allocated that are left.
sub _of_leaks {
   my ($report) = @_;
   return ([ [ 'Not freed', 'bytes', 'from the search for leaks' ] ], sub { $_[0]->($_->{stack}, $_->{bytes}) for $report->leaks });
}

sub _data {
   my ($frames, $modes, $entries) = @_;
   my (%number, @names, $sites, @callers, @innermost);
   my $number = sub { my ($name) = @_; return $number{$name} //= do { push @names, $name; $#names } };
   $entries->(sub {
      my ($stack, @values) = @_;
      my ($innermost, @by) = @{ $frames->user_stack($stack) };
      my @path = map { $callers[$_] //= $number->($frames->called($_)) } reverse @by;
      push @path, $innermost[$innermost] //= $number->($frames->described($innermost)) if defined $innermost;
      $sites .= (defined $sites ? ",\n" : '') . '[[' . join(',', @path) . '],[' . join(',', @values) . ']]';
   });
   return unless defined $sites;
   my @modes;
   for (@$modes) {
      my ($name, $unit, $title) = map { VR::Report::Json::quote($_) } @$_;
      push @modes, qq({"name":$name,"unit":$unit,"title":$title});
   }
   my $names = join ',', map { VR::Report::Json::quote($_) } @names;
   my $data = '{"modes":[' . join(',', @modes) . qq(],\n"names":[$names],\n"sites":[$sites]});
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
