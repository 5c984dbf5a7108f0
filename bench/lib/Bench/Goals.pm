# Goals: what vrleak has to reach, checked against a run.  A goal whose
# workloads or tools were not part of the run is left out.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Goals;

use strict;
use warnings;
use Bench::Scan;
use Bench::Stats qw(geometric_mean);

my @goals = (
   # what                                                limit  its value in the results
   ['arrays, CPU / none, worst',                            1.40, _worst('arrays', 'none', 'cpu')],
   ['pointers, CPU / none, worst',                          1.50, _worst('pointers', 'none', 'cpu')],
   ['strings, CPU / none, worst',                           1.00, _worst('strings', 'none', 'cpu')],
   ['heap, CPU / none, worst',                              2.00, _worst('heap', 'none', 'cpu')],
   ['heap, CPU / massif, worst',                            1.00, _worst('heap', 'massif', 'cpu')],
   ['programs long, CPU / none, mean',                      1.40, _mean(['programs, long'], 'none', 'cpu')],
   ['programs long, CPU / memcheck, mean',                  0.40, _mean(['programs, long'], 'memcheck', 'cpu')],
   ['programs short, CPU / none, mean',                     1.30, _mean(['programs, short'], 'none', 'cpu')],
   ['true, CPU / none',                                     1.15, _worst('start-up', 'none', 'cpu')],
   ['programs, memory / none, mean',                        1.20, _mean(['programs, short', 'programs, long'], 'none', 'peak')],
   ['programs short, memory / memcheck, worst',             1.00, _worst('programs, short', 'memcheck', 'peak')],
   ['programs long, memory / memcheck, worst',              1.00, _worst('programs, long', 'memcheck', 'peak')],
   ['scan of 10M blocks, time / memcheck, worst',           0.12, \&_scan_to_memcheck],
   ['scan, time of 10M blocks / 10 times 1M, worst',        1.10, \&_scan_growth],
   ['bytes per live block, 10M blocks, worst',               110, \&_bytes_per_block],
);

# [{goal, limit, value, met}]
sub reached {
   my ($results) = @_;
   my @reached;
   for (@goals) {
      my ($goal, $limit, $value) = @$_;
      my $is = $value->($results);
      push @reached, {goal => $goal, limit => $limit, value => $is, met => $is <= $limit ? 1 : 0} if defined $is;
   }
   return @reached;
}

sub _worst {
   my ($group, $base, $what) = @_;
   return sub {
      my ($results) = @_;
      return _max(map { $results->ratio($_, 'vrleak', $base, $what) } $results->in_group($group));
   };
}

sub _mean {
   my ($groups, $base, $what) = @_;
   return sub {
      my ($results) = @_;
      return geometric_mean(map { $results->ratio($_, 'vrleak', $base, $what) } map { $results->in_group($_) } @$groups);
   };
}

sub _scan_to_memcheck {
   my ($results) = @_;
   return _max(map { _quotient($_->{tools}{vrleak}{seconds}, $_->{tools}{memcheck}{seconds}) }
               grep { $_->{blocks} == 10_000_000 } Bench::Scan::rows($results));
}

sub _scan_growth {
   my ($results) = @_;
   my %seconds = map { $_->{name} => $_->{tools}{vrleak}{seconds} } Bench::Scan::rows($results);
   return _max(map { my $small = s/-10M$/-1M/r; /-10M$/ ? _quotient($seconds{$_}, 10 * ($seconds{$small} // 0)) : undef } keys %seconds);
}

sub _bytes_per_block {
   my ($results) = @_;
   return _max(map { $_->{tools}{vrleak}{bytes_per_block} }
               grep { $_->{blocks} == 10_000_000 } Bench::Scan::rows($results));
}

sub _quotient {
   my ($a, $b) = @_;
   return defined $a && $b ? $a / $b : undef;
}

sub _max {
   my $max;
   for (grep { defined } @_) { $max = $_ if !defined $max || $_ > $max }
   return $max;
}

1;
