# VR::Report::Merge: the reports of many processes made one.
#
# Reports come one after the other, and of each only sums are kept: memory is
# bounded by the number of distinct places, however many reports there are.
# Frames are the same if function, file name and line are; their addresses and
# directories may differ.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Merge;
use strict;
use warnings;
use File::Basename qw(basename);
use VR::Report::Json;
use VR::Report::Load;
use VR::Report::Model;
use VR::Report::Sites;

my @RANK = qw(growing saturating sawtooth plateau insufficient-data);
my %RANK = map { $RANK[$_] => $_ } 0 .. $#RANK;

sub merged {
   my (@paths) = @_;
   my $merge = VR::Report::Merge->new;
   $merge->add(VR::Report::Load::load($_)) for @paths;
   return $merge->report;
}

sub new {
   my ($class) = @_;
   return bless { n => 0, frames => [], frame => {}, known => {}, run => {}, heap => {}, errors => [], leaks => [], growth => [],
                  sites => VR::Report::Sites->new, timeline => [], coroutines => [] }, $class;
}

sub add {
   my ($self, $report) = @_;
   my $n = $report->run->{merged} // 1;
   $self->{now} = { place => [ map { $self->_frame($_) } @{ $report->{frames} } ], prefix => '' };
   $self->{vrleak} //= $report->{vrleak};
   $self->_add_run($report->run);
   $self->_add_heap($report->heap);
   $self->_add_leak_scan($report);
   $self->_add_error($_)     for $report->errors;
   $self->_add_leak($_)      for $report->leaks;
   $self->_add_growth($report->growth);
   my @site = map { $self->{sites}->sum_up($report->sites, $_, @{ $self->_stack($report->sites->stack($_)) }) } 0 .. $report->sites->count - 1;
   $self->_add_coroutine($_) for $report->coroutines;
   _sum($self->{coroutine_totals} //= {}, $report->{coroutine_totals}, qw(existing gone heap_bytes heap_blocks)) if $report->{coroutine_totals};
   # Heaps of several processes over time can't be added up.
   $self->{timeline} = $self->{n} ? [] : [ map { _snapshot($_, @site) } $report->timeline ];
   $self->{n} += $n;
}

# ---- what comes together ----

sub _frame {
   my ($self, $frame) = @_;
   my $known = join "\0", $frame->{fn} // $frame->{ip}, basename($frame->{file} // $frame->{obj} // ''), $frame->{line} // 0;
   return $self->{frame}{$known} //= do { push @{ $self->{frames} }, $frame; $#{ $self->{frames} } };
}

sub _stack { my ($self, $stack) = @_; return [ @{ $self->{now}{place} }[@$stack] ] }

# The entry of a list for this kind and stack; it is made by $make if there is none.
sub _entry {
   my ($self, $list, $kind, $stack, $make) = @_;
   my $index = $self->{known}{$list}{"$kind @$stack"} //= do { push @{ $self->{$list} }, $make->(); $#{ $self->{$list} } };
   return ($self->{$list}[$index], $index);
}

sub _sum { my ($to, $from, @keys) = @_; for (@keys) { $to->{$_} = ($to->{$_} // 0) + $from->{$_} if defined $from->{$_} } }
sub _max { my ($to, $from, @keys) = @_; for (grep { defined $from->{$_} } @keys) { $to->{$_} = $from->{$_} if ($to->{$_} // 0) <= $from->{$_} } }

sub _add_run {
   my ($self, $run) = @_;
   my $all = $self->{run};
   $all->{$_} //= $run->{$_} for qw(command pid);
   $all->{time_unit} = $run->{time_unit} if defined $run->{time_unit} && !$self->{n};
   my ($had, $has) = map { $_->{growth_check} } $all, $run;
   $all->{growth_check} = $has if defined $has && ($has eq 'no' || ($had // '') ne 'no');   # judged if all were
   $all->{complete} = ($all->{complete} // 1) && $run->{complete};
   $all->{$_} ||= $run->{$_} for qw(signal exit_code);
   _sum($all, $run, qw(blocks_executed duration_ms));
   _max($all, $run, 'threads');
}

sub _add_heap { my ($self, $heap) = @_; _sum($self->{heap}, $heap, keys %$heap) }

# Kept only if leaks were looked for wherever there could be any.
sub _add_leak_scan {
   my ($self, $report) = @_;
   my $scan = $report->{leak_scan};
   if ($scan)                                 { _sum($self->{leak_scan} //= {}, $scan, qw(ms bytes blocks)) }
   elsif ($report->heap->{in_use_blocks} > 0) { $self->{unscanned} = 1 }
}

sub _add_error {
   my ($self, $error) = @_;
   my $stack = $self->_stack($error->{stack});
   my ($all) = $self->_entry(errors => "$error->{kind} $error->{what}", $stack, sub {
      +{ %$error, count => 0, stack => $stack, aux => [ map { +{ what => $_->{what}, stack => $self->_stack($_->{stack}) } } @{ $error->{aux} } ] } });
   _sum($all, $error, 'count');
}

sub _add_leak {
   my ($self, $leak) = @_;
   my $stack = $self->_stack($leak->{stack});
   my $lost = $leak->{coroutines};
   my $suspended = $lost && $self->_stack($lost->{suspended}{stack});
   my ($all) = $self->_entry(leaks => $leak->{kind} . ($lost ? " of coroutines @$suspended /" : ''), $stack, sub {
      +{ kind => $leak->{kind}, stack => $stack, $lost ? (coroutines => { id => $lost->{id}, what => $lost->{what}, suspended => { stack => $suspended } }) : () } });
   _sum($all, $leak, qw(bytes indirect_bytes blocks));
   _sum($all->{coroutines}, $lost, qw(count stack_bytes held_blocks)) if $lost;
}

# The worst verdict counts.  Which places fill one container is kept.
sub _add_growth {
   my ($self, @growth) = @_;
   my @index;
   for my $growth (@growth) {
      my $stack = $self->_stack($growth->{stack});
      my ($all, $index) = $self->_entry(growth => '', $stack, sub { +{ verdict => 'insufficient-data', stack => $stack } });
      push @index, $index;
      _sum($all, $growth, qw(bytes blocks bytes_per_epoch bytes_per_million_blocks coroutines));
      _max($all, $growth, qw(epochs));
      if (!defined $all->{owner} || ($RANK{ $growth->{verdict} } // 99) < $RANK{ $all->{verdict} }) {
         $all->{$_} = $growth->{$_} for qw(verdict since_epoch survivors_share);
         $all->{owner} = { what => $growth->{owner}{what}, stack => $self->_stack($growth->{owner}{stack}) };
      }
   }
   for (grep { defined $growth[$_]{container} } 0 .. $#growth) {
      my $all = $self->{growth}[ $index[$_] ];
      my $container = $index[ $growth[$_]{container} ];
      $all->{container} = $container if !defined $all->{container} || $container < $all->{container};
   }
}

# A snapshot's shares by the sites that those of the report have become: several may be one.
sub _snapshot {
   my ($snapshot, @site) = @_;
   return $snapshot unless $snapshot->{sites};
   my %share;
   _sum($share{ $site[ $_->{site} ] } //= { site => $site[ $_->{site} ] }, $_, qw(bytes blocks)) for @{ $snapshot->{sites} };
   return { %$snapshot, sites => [ sort { $b->{bytes} <=> $a->{bytes} || $a->{site} <=> $b->{site} } values %share ] };
}

# It is described by the one that used most of its stack.
sub _add_coroutine {
   my ($self, $coroutine) = @_;
   my ($created, $suspended) = map { $self->_stack($coroutine->{$_}) } qw(created suspended);
   my $gone = $coroutine->{gone} ? 'gone' : '';
   my ($all) = $self->_entry(coroutines => "$coroutine->{state} $gone @$created /", $suspended, sub {
      +{ created => $created, suspended => $suspended, count => 0, high_water => -1 } });
   my $is_largest = $coroutine->{high_water} > $all->{high_water};
   for my $key (grep { !/^(?:created|suspended|count|resumes|heap_bytes|heap_blocks)$/ } keys %$coroutine) { $all->{$key} = $coroutine->{$key} if $is_largest }
   $all->{count} += $coroutine->{count} // 1;
   _sum($all, $coroutine, qw(resumes heap_bytes heap_blocks));
}

# ---- what has become of them ----

sub _data {
   my ($self) = @_;
   $self->{n} or die "no reports were merged\n";
   my $data = { map { $_ => $self->{$_} } qw(vrleak frames heap errors growth sites timeline coroutines) };
   $data->{run} = { %{ $self->{run} }, merged => $self->{n} };
   $data->{leaks} = [ sort { $b->{bytes} <=> $a->{bytes} } @{ $self->{leaks} } ];
   $data->{leak_scan} = $self->{leak_scan} if $self->{leak_scan} && !$self->{unscanned};
   $data->{coroutine_totals} = $self->{coroutine_totals} if $self->{coroutine_totals};
   return $data;
}

sub report {
   my ($self) = @_;
   return VR::Report::Model->new($self->_data, $self->{n} == 1 ? 'the report' : "$self->{n} reports");
}

# What is true or false was read as 1 or 0.
sub _write_truths { my ($to, @keys) = @_; for (grep { defined $to->{$_} } @keys) { $to->{$_} = $to->{$_} ? \1 : \0 } }

sub write {
   my ($self, $out) = @_;
   my $data = $self->_data;
   _write_truths($data->{run}, 'complete');
   _write_truths($_, qw(gone high_water_at_least created_unknown)) for @{ $data->{coroutines} };
   my @keys = grep { exists $data->{$_} } qw(vrleak run leak_scan frames heap errors leaks growth coroutines coroutine_totals sites timeline);
   VR::Report::Json::write_lines($out, $data, @keys);
}

1;
