# Results: all samples of a run, and the figures asked of them.
#
#    workloads   [{name, group, ...}] in the order of the tables
#    tools       [names] in the order of the columns
#    errors      [{workload, tool, what}]
#    skipped     [{what, why}]
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Results;

use strict;
use warnings;
use Bench::Stats qw(median spread geometric_mean);

sub new {
   my ($class, %self) = @_;
   return bless {samples => {}, errors => [], skipped => [], %self}, $class;
}

sub add {
   my ($self, $workload, $tool, $sample) = @_;
   push @{$self->{samples}{$workload->{name}}{$tool->{name}}}, $sample;
}

# A workload that failed under a tool has no figures there, even if it
# succeeded in another round.
sub fail {
   my ($self, $workload, $tool, $what) = @_;
   return if $self->{failed}{$workload->{name}}{$tool->{name}}++;
   push @{$self->{errors}}, {workload => $workload->{name}, tool => $tool->{name}, what => $what};
}

sub skip {
   my ($self, $what, $why) = @_;
   push @{$self->{skipped}}, {what => $what, why => $why};
}

sub failed {
   my ($self, $workload, $tool) = @_;
   return $self->{failed}{$workload->{name}}{$tool};
}

# undef if there are none to be used.
sub samples {
   my ($self, $workload, $tool) = @_;
   return undef if $self->failed($workload, $tool);
   return $self->{samples}{$workload->{name}}{$tool};
}

# WHAT: user, sys, cpu, wall or peak.
sub median_of {
   my ($self, $workload, $tool, $what) = @_;
   my $samples = $self->samples($workload, $tool) or return undef;
   return median(map { $_->{$what} } @$samples);
}

sub spread_of {
   my ($self, $workload, $tool, $what) = @_;
   my $samples = $self->samples($workload, $tool) or return 0;
   return spread(map { $_->{$what} } @$samples);
}

sub ratio {
   my ($self, $workload, $tool, $base, $what) = @_;
   my $value   = $self->median_of($workload, $tool, $what);
   my $divisor = $self->median_of($workload, $base, $what);
   return undef unless defined $value && $divisor;
   return $value / $divisor;
}

sub in_group {
   my ($self, $group) = @_;
   return grep { $_->{group} eq $group } @{$self->{workloads}};
}

# All groups, in order.
sub groups {
   my ($self) = @_;
   my %seen;
   return grep { !$seen{$_}++ } map { $_->{group} } @{$self->{workloads}};
}

sub group_ratio {
   my ($self, $group, $tool, $base, $what) = @_;
   return geometric_mean(map { $self->ratio($_, $tool, $base, $what) } $self->in_group($group));
}

# For the JSON file: medians, ratios and samples of each workload, and the
# groups' geometric means.
sub as_data {
   my ($self) = @_;
   return {
      workloads => [map { $self->_workload_data($_) } @{$self->{workloads}}],
      groups    => {map { $_ => $self->_group_data($_) } $self->groups},
      errors    => $self->{errors},
      skipped   => $self->{skipped},
   };
}

sub _workload_data {
   my ($self, $workload) = @_;
   my %tools;
   for my $tool (@{$self->{tools}}) {
      my $samples = $self->samples($workload, $tool) or next;
      $tools{$tool} = {
         median  => {map { $_ => $self->median_of($workload, $tool, $_) } qw(user sys cpu wall peak)},
         ratio   => $self->_ratios(sub { $self->ratio($workload, $tool, @_) }),
         samples => [map { _sample_data($_) } @$samples],
      };
   }
   return {name => $workload->{name}, group => $workload->{group}, tools => \%tools};
}

sub _group_data {
   my ($self, $group) = @_;
   return {map { my $tool = $_; $tool => $self->_ratios(sub { $self->group_ratio($group, $tool, @_) }) } @{$self->{tools}}};
}

sub _ratios {
   my ($self, $ratio) = @_;
   my %ratios;
   for my $base (qw(native none)) {
      for my $what (qw(cpu peak)) {
         my $value = $ratio->($base, $what);
         $ratios{"${what}_to_$base"} = $value if defined $value;
      }
   }
   return \%ratios;
}

sub _sample_data {
   my ($sample) = @_;
   my %data = map { $_ => $sample->{$_} } qw(user sys cpu wall peak);
   $data{without_scan} = _sample_data($sample->{without_scan}) if $sample->{without_scan};
   return \%data;
}

1;
