# VR::Report::Digest: what of a report can be compared with another one's.
#
# Everything is filed under the names of functions and files in its stack (see
# Frames.pm), so that lines, addresses and hashes may change:
#
#    { heap   => { peak_bytes, ..., threads },
#      errors => { KEY => { kind, where, count } },
#      leaks  => { KEY => { kind, where, bytes, blocks } },
#      growth => { KEY => { where, bytes } } }
#
# and, since they may be very many, by a call only:
#
#      sites     { KEY => { where, bytes, blocks, peak, live, temporary } }
#
# An entry that comes from a report also has what is needed to show it (report,
# stack).  A baseline is a digest in a file: one line per entry, sorted, places
# with little memory left out.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Digest;
use strict;
use warnings;
use List::Util qw(sum);
use VR::Report::Json;

use constant FORMAT => 1;
my @HEAP = qw(allocated_bytes allocs frees in_use_blocks in_use_bytes peak_bytes temporary threads);

# ---- of a report ----

sub of {
   my ($report) = @_;
   my $self = bless { heap => { %{ $report->heap }, threads => $report->run->{threads} // 1 }, errors => {}, leaks => {}, growth => {}, report => $report,
                      sites_from => 0, has_sites => $report->sites->count, growing => [] }, __PACKAGE__;
   my $entry = sub { my ($list, $kind, $stack) = @_; return _entry($self->{$list}, $report, $stack, $kind) };
   for ($report->errors) {
      my $error = $entry->(errors => $_->{kind}, $_->{stack});
      $error->{count} += $_->{count};
      $error->{what} //= $_->{what};
   }
   for ($report->leaks) {
      my $leak = $entry->(leaks => $_->{kind}, $_->{stack});
      $leak->{$_->[0]} += $_->[1] for [bytes => $_->{bytes}], [blocks => $_->{blocks}], [indirect_bytes => $_->{indirect_bytes}];
   }
   for my $group ($report->growing) {
      my @entries = map { my $e = $entry->(growth => '', $_->{stack}); $e->{bytes} += $_->{bytes}; $e } @{ $group->{sites} };
      push @{ $self->{growing} }, { group => $group, entries => \@entries };
   }
   $self->{heap}{temporary} //= sum($report->values('temporary')) if $self->{has_sites};
   return $self;
}

sub _entry {
   my ($entries, $report, $stack, $kind) = @_;
   my $where = $report->frames->stack_key($stack);
   return $entries->{ length $kind ? "$kind: $where" : $where } //=
      { where => $where, (length $kind ? (kind => $kind) : ()), report => $report, stack => $stack };
}

# Those with so many bytes at least: the names of all would be much memory.
sub sites {
   my ($self, $least) = @_;
   return $self->{sites} if $self->{sites};                   # a baseline's
   $self->{summed} //= _summed($self->{report});
   my ($first, %sum) = @{ $self->{summed} };
   my %sites;
   for my $i (grep { $sum{bytes}[$_] >= ($least // 0) } 0 .. $#$first) {
      my $site = _entry(\%sites, $self->{report}, $self->{report}->sites->stack($first->[$i]), '');
      $site->{$_} = $sum{$_}[$i] for keys %sum;
   }
   return \%sites;
}

# The first site of each place, and what all of them have: bytes => [...], ...
my %SUM = (bytes => 'total.bytes', blocks => 'total.blocks', peak => 'peak.bytes', live => 'live.bytes', temporary => 'temporary');
sub _summed {
   my ($report) = @_;
   my ($frames, $sites) = ($report->frames, $report->sites);
   my (%known, @place, @first);
   for my $i (0 .. $sites->count - 1) {
      my $place = $known{ $frames->stack_id($sites->stack($i)) } //= do { push @first, $i; $#first };
      push @place, $place;
   }
   my %sum;
   for my $name (keys %SUM) {
      my $i = 0;
      $sum{$name}[ $place[$i++] ] += $_ for $sites->values($SUM{$name});
   }
   return [ \@first, %sum ];
}

# An entry's stack in lines, as far as it is known.
sub lines {
   my ($entry, $indent) = @_;
   my $word = 'at';
   my @names = $entry->{report} ? map { $entry->{report}->frames->described($_) } @{ $entry->{report}->frames->user_stack($entry->{stack}) }
                                : map { s/(.*)\@(.+)/$1 ($2)/r =~ s/\@$//r } split / < /, $entry->{where};
   return map { my $line = "$indent$word $_\n"; $word = 'by'; $line } @names;
}

# ---- as a baseline ----

my %KEEP = (errors => [qw(kind count where)], leaks => [qw(kind blocks bytes where)], growth => [qw(bytes where)],
            sites => [qw(blocks bytes peak where)]);

sub write_baseline {
   my ($self, $out) = @_;
   my $from = int(($self->{heap}{allocated_bytes} // 0) / 1000);
   $from = 4096 if $from < 4096;
   my %out = (vrleak_baseline => FORMAT, sites_from => $from, has_sites => $self->{has_sites} ? 1 : 0,
              heap => { map { defined $self->{heap}{$_} ? ($_ => $self->{heap}{$_}) : () } @HEAP });
   for my $list (keys %KEEP) {
      my $entries = $list eq 'sites' ? $self->sites($from) : $self->{$list};
      $out{$list} = [ map { my $e = $entries->{$_}; +{ map { $_ => $e->{$_} } @{ $KEEP{$list} } } } sort keys %$entries ];
   }
   VR::Report::Json::write_lines($out, \%out, qw(vrleak_baseline heap errors leaks growth has_sites sites_from sites));
}

# undef if this is no baseline.
sub from_baseline {
   my ($data, $path) = @_;
   return unless ref $data eq 'HASH' && defined $data->{vrleak_baseline};
   $data->{vrleak_baseline} eq FORMAT
      or die "$path is a baseline of format $data->{vrleak_baseline}, this vr_report knows format " . FORMAT . " only\n";
   my $self = bless { heap => $data->{heap}, sites_from => $data->{sites_from}, has_sites => $data->{has_sites} }, __PACKAGE__;
   ref $self->{heap} eq 'HASH' && defined $self->{sites_from} or die "$path is damaged: make it anew with --update\n";
   $self->{heap}{threads} //= 1;
   for my $list (keys %KEEP) {
      for (ref $data->{$list} eq 'ARRAY' ? @{ $data->{$list} } : die "$path is damaged: it has no \"$list\"\n") {
         my $entry = $_;
         ref $entry eq 'HASH' && !grep { !defined $entry->{$_} } @{ $KEEP{$list} } or die "$path is damaged in \"$list\"\n";
         $self->{$list}{ defined $entry->{kind} ? "$entry->{kind}: $entry->{where}" : $entry->{where} } = $entry;
      }
   }
   return $self;
}

1;
