# VR::Synthetic: makes up reports, for tests of what reads them.
#
#    my $report = VR::Synthetic::report(sites => 100, seed => 1);
#    VR::Synthetic::write_file($path, $report);
#
# No program was ever run for such a report; it says so itself ("synthetic").  It
# follows docs/report-format.md, and its sums are right: live, total and peak of all
# sites add up to the heap's, snapshots to their sites.  The same seed gives the
# same report.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Synthetic;
use strict;
use warnings;
use JSON::PP ();

my $state;
sub _random { my ($n) = @_; $state = ($state * 1103515245 + 12345) % 2147483648; return int($state / 65536) % $n }
sub _pick   { return $_[ _random(scalar @_) ] }

my @VERBS = qw(parse load build read open make insert expand copy resolve merge decode push handle update render index find);
my @NOUNS = qw(order book trade quote session user table row page node message packet image config cache symbol price graph);

sub report {
   my %how = (sites => 20, seed => 1, snapshots => 40, errors => 2, leaks => 2, growing => 1, coroutines => 6, command => ['./synthetic'], @_);
   $state = $how{seed};
   my $report = {
      synthetic => JSON::PP::true,
      vrleak => { version => '0.0-synthetic', format => 1, valgrind => '3.19.0' },
      run => { command => $how{command}, pid => 4711, complete => JSON::PP::true, signal => 0, exit_code => 0,
               blocks_executed => 100_000_000, duration_ms => 5_000, time_unit => 'b' },
      leak_scan => { ms => 1, bytes => 4096, blocks => 10 },
      frames => [], errors => [], leaks => [], growth => [], coroutines => [], sites => [], timeline => [],
   };
   my @functions = _functions($report, $how{sites});
   my @stacks = _stacks(\@functions, $how{sites});
   _allocators($report, \@stacks);
   push @{ $report->{sites} }, _site($_) for @stacks;
   _heap($report);
   _timeline($report, $how{snapshots}) if $how{snapshots};
   _errors($report, $how{errors});
   _leaks($report, $how{leaks});
   _growth($report, $how{growing});
   _coroutines($report, $how{coroutines});
   return $report;
}

sub write_file {
   my ($path, $report) = @_;
   open my $out, '>:raw', $path or die "$path: $!\n";
   print $out JSON::PP->new->utf8->canonical->encode($report);
   close $out or die "$path: $!\n";
   return $path;
}

# Each function is called from a few of its lines: a list of frames each.
sub _functions {
   my ($report, $sites) = @_;
   my @functions;
   my $n = 10 + int 3 * sqrt $sites;
   for my $i (0 .. $n - 1) {
      my $file = _pick(@NOUNS) . '.' . _pick('c', 'cc');
      my $fn = $i == 0 ? 'main' : _pick(@VERBS) . '_' . _pick(@NOUNS) . ($i % 7 ? '' : "<std::map<int, \"k&r\">>($i)") . "_$i";
      $file = 'main.c' if $i == 0;
      push @functions, [ map {
         push @{ $report->{frames} }, { fn => $fn, file => "/src/app/$file", line => 10 * $i + $_, obj => '/usr/bin/app', ip => sprintf('0x%x', 0x100000 + 64 * $i + 4 * $_) };
         $#{ $report->{frames} } } 1 .. 4 ];
   }
   return @functions;
}

# Distinct stacks, innermost first: a walk outwards to main.
sub _stacks {
   my ($functions, $n) = @_;
   my (@stacks, %seen);
   while (@stacks < $n) {
      my $level = int(@$functions / 2) + _random(int((@$functions + 1) / 2));
      my @stack;
      while ($level > 0) {
         push @stack, _pick(@{ $functions->[$level] });
         $level -= 1 + _random(1 + int(@$functions / 8));
      }
      push @stack, _pick(@{ $functions->[0] });
      push @stacks, \@stack unless $seen{"@stack"}++;
   }
   return @stacks;
}

# Some stacks begin in the allocator, and two differ in that only.
sub _allocators {
   my ($report, $stacks) = @_;
   my $first = @{ $report->{frames} };
   push @{ $report->{frames} }, map { +{ fn => $_, obj => '/usr/libexec/valgrind/vgpreload_vrleak-amd64-linux.so', ip => '0x4840000' } } qw(malloc calloc);
   $stacks->[1] = [ $first + 1, @{ $stacks->[0] } ] if @$stacks > 1;
   unshift @{ $stacks->[ 5 * $_ ] }, $first for 0 .. int($#$stacks / 5);
}

sub _site {
   my ($stack) = @_;
   my $size   = 2 ** (3 + _random(10));
   my $total  = 1 + _random(2 ** (1 + _random(12)));
   my $peak   = _random($total + 1);
   my $live   = _random(4) ? 0 : _random($peak + 1);
   my $amount = sub { +{ bytes => $_[0] * $size, blocks => $_[0] } };
   return { stack => $stack, live => $amount->($live), total => $amount->($total), peak => $amount->($peak), end => $amount->($live),
            max => $amount->($peak + _random($total - $peak + 1)), temporary => _random($total - $live + 1), reallocs => _random(3),
            lifetime => { total => 1000 * $total, max => 5000 }, sizes => [ { up_to => $size, blocks => $total } ] };
}

sub _heap {
   my ($report) = @_;
   my %sum;
   for my $site (@{ $report->{sites} }) {
      for my $what (qw(live total peak)) { $sum{"$what $_"} += $site->{$what}{$_} for qw(bytes blocks) }
      $sum{$_} += $site->{$_} for qw(temporary reallocs);
   }
   $_ //= 0 for @sum{ map { ("$_ bytes", "$_ blocks") } qw(live total peak) };
   $report->{heap} = { in_use_bytes => $sum{'live bytes'}, in_use_blocks => $sum{'live blocks'}, allocs => $sum{'total blocks'},
                       frees => $sum{'total blocks'} - $sum{'live blocks'}, allocated_bytes => $sum{'total bytes'},
                       peak_bytes => $sum{'peak bytes'}, peak_blocks => $sum{'peak blocks'},
                       temporary => $sum{temporary} // 0, reallocs => $sum{reallocs} // 0 };
}

# Up to the peak at two thirds, down to what is live in the end.
sub _timeline {
   my ($report, $n) = @_;
   my $heap = $report->{heap};
   my $peak_at = int(2 * $n / 3);
   for my $i (0 .. $n) {
      my $share = $i <= $peak_at ? $i / $peak_at : 1 - 0.8 * ($i - $peak_at) / ($n - $peak_at);
      my ($kind, @more) = $i == $peak_at ? 'peak' : $i == $n ? 'end' : $i == int($n / 4) ? ('named', name => 'warm & ready') : 'normal';
      my $snapshot = { time => int($i * 100_000_000 / $n), kind => $kind, @more,
         heap_bytes => int($share * $heap->{peak_bytes}), heap_blocks => int($share * $heap->{peak_blocks}),
         stack_bytes => 4096 + 64 * _random(20), coroutine_stack_bytes => 512 * _random(9), mapped_bytes => 2 * $heap->{peak_bytes},
         allocated_bytes => int($heap->{allocated_bytes} * $i / $n) };
      if ($kind ne 'normal') {
         my $what = $kind eq 'end' ? 'live' : 'peak';
         my $part = $kind eq 'named' ? 4 : 1;
         my @shown = map { my $site = $report->{sites}[$_]; my $b = int($site->{$what}{blocks} / $part);
                           $b ? { site => $_, blocks => $b, bytes => $b * $site->{$what}{bytes} / $site->{$what}{blocks} } : () } 0 .. $#{ $report->{sites} };
         @shown = sort { $b->{bytes} <=> $a->{bytes} } @shown;
         $snapshot->{sites} = \@shown;
         for my $field (qw(bytes blocks)) { my $sum = 0; $sum += $_->{$field} for @shown; $snapshot->{"heap_$field"} = $sum }
      }
      push @{ $report->{timeline} }, $snapshot;
   }
}

sub _stack_of_a_site { my ($report) = @_; return [ @{ _pick(@{ $report->{sites} })->{stack} } ] }

sub _errors {
   my ($report, $n) = @_;
   for (1 .. $n) {
      my ($kind, $what) = @{ _pick(['InvalidRead', 'Invalid read of size 8'], ['InvalidWrite', 'Invalid write of size 4'],
                                   ['InvalidFree', 'Invalid free() / delete / delete[] / realloc()']) };
      push @{ $report->{errors} }, { kind => $kind, what => $what, tid => 1, count => 1 + _random(5), stack => _stack_of_a_site($report),
         aux => [ { what => 'Address 0x4a40040 is 0 bytes after a block of size 64 alloc\'d', stack => _stack_of_a_site($report) } ] };
   }
}

sub _leaks {
   my ($report, $n) = @_;
   for (1 .. $n) {
      my $blocks = 1 + _random(100);
      push @{ $report->{leaks} }, { kind => _pick(qw(definite definite possible)), bytes => 32 * $blocks, indirect_bytes => _random(2) * 640,
                                    blocks => $blocks, stack => _stack_of_a_site($report) };
   }
   @{ $report->{leaks} } = sort { $b->{bytes} <=> $a->{bytes} } @{ $report->{leaks} };
}

sub _growth {
   my ($report, $n) = @_;
   $report->{epoch_times} = [ map { 2_500_000 * $_ } 1 .. 40 ];
   for my $i (0 .. $n + 2) {
      my $grows = $i < $n;
      push @{ $report->{growth} }, { verdict => $grows ? 'growing' : (qw(plateau saturating sawtooth))[$i - $n], bytes => 100_000 - 9_000 * ($i % 10), blocks => 500,
         bytes_per_epoch => $grows ? 1500 : 0, bytes_per_million_blocks => $grows ? 700 : 0, epochs => 40, since_epoch => $grows ? 3 : 0,
         survivors_share => 90, history => [ map { $grows ? 2500 * $_ : 80_000 + _random(20_000) } 1 .. 40 ],
         history_blocks => [ map { $grows ? 12 * $_ : 400 } 1 .. 40 ], ($grows ? (container => $i, since_time => 20_000_000) : ()), stack => _stack_of_a_site($report),
         owner => { what => $grows ? "the static variable history_$i" : '', stack => [] } };
   }
}

sub _coroutines {
   my ($report, $n) = @_;
   my $totals = $report->{coroutine_totals} = { existing => 0, gone => 0, heap_bytes => 0, heap_blocks => 0 };
   for my $i (1 .. $n) {
      push @{ $report->{coroutines} }, { id => $i, ($i % 2 ? (name => "worker <$i>") : ()), state => (qw(running suspended finished abandoned))[$i % 4],
         thread => 1, stack_size => 65536, high_water => 512 + _random(60_000), created => _stack_of_a_site($report),
         suspended => $i % 4 == 1 || $i % 4 == 3 ? _stack_of_a_site($report) : [], heap_bytes => _random(9999) };
      my $coroutine = $report->{coroutines}[-1];
      my $is_gone = $coroutine->{state} eq 'finished';
      $coroutine->{$_} = $is_gone ? JSON::PP::true : JSON::PP::false for qw(gone high_water_at_least created_unknown);
      $coroutine->{count}       = $is_gone ? 7 : 1;
      $coroutine->{resumes}     = 3 * $i;
      $coroutine->{heap_bytes}  = 0 if $is_gone;
      $coroutine->{heap_blocks} = $is_gone ? 0 : 4;
      $totals->{ $is_gone ? 'gone' : 'existing' } += $coroutine->{count};
      $totals->{$_} += $coroutine->{$_} for qw(heap_bytes heap_blocks);
   }
}

1;
