# VR::Report::Diff: what is different in a second report.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Diff;
use strict;
use warnings;
use utf8;
use VR::Report::Digest;
use VR::Report::Format::Markdown;
use VR::Report::Format::Text;
use VR::Report::Units qw(grouped plural signed short_bytes change);

# A place that has changed by less of what it had, and by less bytes, is not listed.
use constant { LEAST_SHARE => 0.01, LEAST_BYTES => 1024 };

my %WRITE = (text => \&_text, markdown => \&_markdown);

sub write {
   my ($out, $base, $new, $options) = @_;
   my $format = lc($options->{format} // 'text');
   my $write = $WRITE{$format} or die "diff has no format '$format'; there are: @{[ sort keys %WRITE ]}\n";
   print $out $write->([ _sections($base, $new) ], [ _totals($base, $new) ], $options->{top});
}

# [name, before, after] for each number.
sub _totals {
   my ($base, $new) = @_;
   my @rows = (['peak bytes', 'peak_bytes'], ['bytes in use at exit', 'in_use_bytes'], ['blocks in use at exit', 'in_use_blocks'],
               ['bytes allocated', 'allocated_bytes'], ['allocations', 'allocs']);
   return map { [ $_->[0], $base->heap->{ $_->[1] }, $new->heap->{ $_->[1] } ] } @rows;
}

# [heading, [sentence, entry]...]
sub _sections {
   my ($base, $new) = map { VR::Report::Digest::of($_) } @_;
   return grep { @$_ > 1 } (
      ['New errors',   _only_in($new, $base, 'errors', sub { $_[0]{what} })],
      ['Fixed errors', _only_in($base, $new, 'errors', sub { $_[0]{what} })],
      ['New leaks',    _only_in($new, $base, 'leaks', \&VR::Report::Format::Text::leak_text)],
      ['Fixed leaks',  _only_in($base, $new, 'leaks', \&VR::Report::Format::Text::leak_text)],
      ['Leaks that changed', _changed_leaks($base, $new)],
      ['Grows without bound now', _growth($new, $base)],
      ['No longer grows',         _growth($base, $new)],
      _sites($base, $new));
}

sub _only_in {
   my ($these, $others, $list, $text) = @_;
   return map { [ $text->($_), $_ ] } sort { ($b->{bytes} // 0) <=> ($a->{bytes} // 0) || $a->{where} cmp $b->{where} }
          map { $these->{$list}{$_} } grep { !$others->{$list}{$_} } sort keys %{ $these->{$list} };
}

sub _changed_leaks {
   my ($base, $new) = @_;
   return map { my ($from, $to) = ($base->{leaks}{$_}, $new->{leaks}{$_});
                [ VR::Report::Format::Text::leak_text($to) . ', before: ' . plural($from->{bytes}, 'byte') . ' in ' . plural($from->{blocks}, 'block'), $to ] }
          grep { my $from = $base->{leaks}{$_};
                 $from && ($from->{bytes} != $new->{leaks}{$_}{bytes} || $from->{blocks} != $new->{leaks}{$_}{blocks}) }
          sort keys %{ $new->{leaks} };
}

sub _growth {
   my ($these, $others) = @_;
   return map { [ VR::Report::Format::Text::growth_text($_->{group}), $_->{entries}[0] ] }
          grep { !grep { $others->{growth}{ $_->{where} } } @{ $_->{entries} } } @{ $these->{growing} };
}

# New places, those that are gone, and those that need more or less at the peak.
sub _sites {
   my ($base, $new) = @_;
   return () unless $base->{has_sites} && $new->{has_sites};
   my %part = (new => [], gone => [], more => [], less => []);
   my $none = { peak => 0, bytes => 0, blocks => 0 };
   my ($was, $is) = ($base->sites, $new->sites);
   for my $key (keys %$was, grep { !$was->{$_} } keys %$is) {
      my ($from, $to) = ($was->{$key}, $is->{$key});
      my $entry = $to // $from;
      my ($old, $now) = ($from // $none, $to // $none);
      my %by = map { $_ => $now->{$_} - $old->{$_} } qw(peak bytes);
      next unless grep { abs $by{$_} >= LEAST_BYTES && abs $by{$_} >= LEAST_SHARE * $old->{$_} } keys %by;
      my $name = !$from ? 'new' : !$to ? 'gone' : ($by{peak} || $by{bytes}) > 0 ? 'more' : 'less';
      push @{ $part{$name} }, [ join(', ', signed($by{peak}) . ' bytes at the peak', signed($by{bytes}) . ' bytes allocated',
                                     signed($now->{blocks} - $old->{blocks}) . ' blocks'), $entry, abs($by{peak}), abs($by{bytes}) ];
   }
   my %heading = (new => 'New places', gone => 'Places that are gone', more => 'Places that grew', less => 'Places that shrank');
   return map { [ $heading{$_}, sort { $b->[2] <=> $a->[2] || $b->[3] <=> $a->[3] || $a->[1]{where} cmp $b->[1]{where} } @{ $part{$_} } ] } qw(new more less gone);
}

sub _text {
   my ($sections, $totals, $n) = @_;
   my $text = join '', map { my ($name, $from, $to) = @$_;
      sprintf "%-22s %15s → %-15s %s\n", $name, grouped($from), grouped($to), $from == $to ? 'the same' : signed($to - $from) . ' (' . change($from, $to) . ')' } @$totals;
   for (@$sections) {
      my ($heading, @entries) = @$_;
      my $title = "$heading (" . grouped(scalar @entries) . ')';
      $text .= "\n$title\n" . '-' x length($title) . "\n";
      my $more = @entries - $n;
      splice @entries, $n if $more > 0;
      $text .= join '', "\n$_->[0]\n", VR::Report::Digest::lines($_->[1], '   ') for @entries;
      $text .= "\n... and " . grouped($more) . " more\n" if $more > 0;
   }
   return @$sections ? $text : "$text\nNo place is different.\n";
}

sub _markdown {
   my ($sections, $totals, $n) = @_;
   my $text = "| | before | now | |\n|---|---:|---:|---:|\n" . join '', map { my ($name, $from, $to) = @$_;
      "| $name | " . grouped($from) . ' | ' . grouped($to) . ' | ' . ($from == $to ? '' : change($from, $to)) . " |\n" } @$totals;
   for (@$sections) {
      my ($heading, @entries) = @$_;
      $text .= "\n<details><summary>$heading (" . grouped(scalar @entries) . ")</summary>\n";
      splice @entries, $n if @entries > $n;
      $text .= join '', "\n" . VR::Report::Format::Markdown::escape($_->[0]) . "\n\n```\n", VR::Report::Digest::lines($_->[1], ''), "```\n" for @entries;
      $text .= "\n</details>\n";
   }
   return $text;
}

1;
