# VR::Report::Verdict: how it went, in a line and in a few.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Verdict;
use strict;
use warnings;
use VR::Report::Units qw(plural grouped short_bytes);

# { failed, headline, points => [{ failed, name, text }...] }, the points in the order
# of importance: how it ended, errors, leaks, growth, coroutines.
sub verdict {
   my ($report) = @_;
   my @points = (_ending($report), _errors($report), _leaks($report), _growth($report), _coroutines($report));
   my @failed = grep { $_->{failed} } @points;
   my $headline = @failed ? join('; ', map { $_->{text} } @failed) : 'no errors, no leaks' . (grep({ $_->{name} eq 'growth' } @points) ? ', nothing grows' : '');
   return { failed => scalar @failed, headline => ucfirst $headline, points => \@points };
}

sub _point { my ($name, $failed, $text) = @_; return { name => $name, failed => $failed ? 1 : 0, text => $text } }

sub _ending {
   my ($report) = @_;
   my $ending = $report->ending;
   return _point('run', $ending->{failed}, $ending->{text});
}

sub _errors {
   my ($report) = @_;
   my @errors = $report->errors;
   return _point('errors', 0, 'no errors') unless @errors;
   my $n = $report->error_count;
   return _point('errors', 1, plural($n, 'error') . ($n == @errors ? '' : ' at ' . plural(scalar @errors, 'place')));
}

sub _leaks {
   my ($report) = @_;
   my @lost = $report->leaks_of(qw(definite possible));
   return _point('leaks', 0, 'no leaks') unless @lost;
   my ($bytes, $blocks) = (0, 0);
   $bytes += VR::Report::Model::leak_bytes($_), $blocks += $_->{blocks} for @lost;
   return _point('leaks', 1, plural(scalar @lost, 'leak') . ' (' . plural($bytes, 'byte') . ')');
}

# Nothing to say if it was not looked for.
sub _growth {
   my ($report) = @_;
   return () unless $report->growth;
   my @growing = $report->growing;
   return _point('growth', 0, 'nothing grows without bound') unless @growing;
   my $bytes = 0;
   $bytes += $_->{bytes} for @growing;
   return _point('growth', 1, (@growing == 1 ? '1 container grows' : grouped(scalar @growing) . ' containers grow')
                                 . ' without bound (' . short_bytes($bytes) . ')');
}

sub _coroutines {
   my ($report) = @_;
   my @all = $report->coroutines or return ();
   my $n = 0;
   $n += $_->{count} // 1 for grep { $_->{state} eq 'abandoned' } @all;
   return _point('coroutines', $n, $n ? plural($n, 'abandoned coroutine') : 'no abandoned coroutines');
}

1;
