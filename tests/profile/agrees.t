# The profile has the numbers that DHAT, Massif and heaptrack have for the same
# programs: totals, what was there at the peak, by place; temporary allocations.
#
# Nobody frees the C library's buffers at the end, since heaptrack does not.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use List::Util qw(sum0);
use Test::More;
use VR::JsonReport qw(compiled reported);
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('profile-agrees');
plan skip_all => 'only vrleak has a profile' if $ENV{VR_TEST_TOOL} ne 'vrleak';

sub run { my ($name, @command) = @_; VR::Run::run(name => $name, dir => $work, command => \@command, timeout => 300) }
sub slurp { VR::Run::slurp("$work/$_[0]") }

# ---- one stack as text: "f (a.c:1) < main (a.c:9)", without the replaced malloc ----

sub place { my ($fn, $file, $line) = @_; return ($fn // '???') . ($file ? ' (' . ($file =~ s{.*/}{}r) . ":$line)" : '') }

sub ours {
   my ($program) = @_;
   my ($report) = reported($work, 'report', ['--show-alloc-frames=yes', '--run-libc-freeres=no'], "./$program");
   my %site;
   for my $s (@{ $report->{sites} }) {
      my @stack = grep { ($_->{obj} // '') !~ /vgpreload/ } map { $report->{frames}[$_] } @{ $s->{stack} };
      my $key = join ' < ', map { place(@$_{qw(fn file line)}) } @stack;
      $site{$key}{$_} += $s->{total}{$_} for qw(bytes blocks);
      $site{$key}{"peak_$_"} += $s->{peak}{$_} for qw(bytes blocks);
   }
   return ($report, \%site);
}

sub dhat {
   my ($program) = @_;
   run('dhat', 'valgrind', '--tool=dhat', "--dhat-out-file=$work/dhat.json", "./$program");
   my $dhat = decode_json(slurp('dhat.json'));
   my %site;
   for my $p (@{ $dhat->{pps} }) {
      my @frames = map { $dhat->{ftbl}[$_] } @{ $p->{fs} };
      my @stack = map { /^0x\w+: (.*?) \(in .*\)$/ ? $1 : /^0x\w+: (.*)$/ ? $1 : $_ } grep { !/vgpreload|vg_replace_malloc/ } @frames;
      my $key = join ' < ', @stack;
      $site{$key}{bytes} += $p->{tb};
      $site{$key}{blocks} += $p->{tbk};
      $site{$key}{peak_bytes} += $p->{gb};
      $site{$key}{peak_blocks} += $p->{gbk};
   }
   return \%site;
}

sub massif {
   my ($program) = @_;
   run('massif', 'valgrind', '--tool=massif', '--peak-inaccuracy=0.0', '--heap-admin=0', '--threshold=0.0', '--max-snapshots=1000',
       "--massif-out-file=$work/massif.out", "./$program");
   my %of = (peak => 0);
   for my $snapshot (split /^#-+\nsnapshot=/m, slurp('massif.out')) {
      next if $snapshot !~ /^heap_tree=peak/m;
      ($of{peak}) = $snapshot =~ /^mem_heap_B=(\d+)/m;
      # The first level: who called malloc.
      $of{site}{$2} += $1 while $snapshot =~ /^ n\d+: (\d+) 0x\w+: (.*?)(?: \(in [^)]*\))?$/mg;
   }
   return \%of;
}

sub temporary_for_heaptrack {
   my ($program) = @_;
   unlink glob "$work/heaptrack.*";
   run('heaptrack', 'heaptrack', '-o', "$work/heaptrack.data", "./$program");
   my ($data) = glob "$work/heaptrack.data*" or return undef;
   my $printed = run('print', 'heaptrack_print', qw(-p 0 -a 0 -l 0 -T 1 -n 1000 -f), $data)->{stdout};
   # It takes whatever was allocated first (libstdc++'s reserve, without a name)
   # for temporary if something else was freed before.
   my ($first) = $printed =~ /^(\d+) temporary allocations of 1 allocations in total .* from\n0x\w+\n\s+in .*libstdc/m;
   return $printed =~ /temporary memory allocations: (\d+)/ ? $1 - ($first // 0) : undef;
}

# ---- comparing ----

sub within_1_percent { my ($got, $expected) = @_; return abs($got - $expected) <= 0.01 * $expected }

sub close_to {
   my ($got, $expected, $what) = @_;
   ok(within_1_percent($got, $expected), $what) or diag("$got, not $expected");
}

sub compare_with_dhat {
   my ($program, $report, $ours) = @_;
   my $dhat = dhat($program);
   for my $number (qw(bytes blocks peak_bytes peak_blocks)) {
      close_to(sum0(map { $_->{$number} } values %$ours), sum0(map { $_->{$number} } values %$dhat), "$program: DHAT's $number");
      my @wrong = grep { !within_1_percent($ours->{$_}{$number} // 0, $dhat->{$_}{$number}) } sort keys %$dhat;
      is(scalar(@wrong), 0, "$program: DHAT's $number of each of " . keys(%$dhat) . ' places')
         or diag(map { "$_: " . ($ours->{$_}{$number} // 'nothing') . ", not $dhat->{$_}{$number}\n" } @wrong);
   }
   is(scalar(keys %$ours), scalar(keys %$dhat), "$program: no other places");
}

sub compare_with_massif {
   my ($program, $report, $ours) = @_;
   my $massif = massif($program);
   close_to($report->{heap}{peak_bytes}, $massif->{peak}, "$program: Massif's peak");
   my %caller;
   for my $key (keys %$ours) {
      my ($innermost) = split / < /, $key;
      $caller{$innermost} += $ours->{$key}{peak_bytes};
   }
   my @named = grep { /\(/ } sort keys %{ $massif->{site} // {} };
   my @wrong = grep { !within_1_percent($caller{$_} // 0, $massif->{site}{$_}) } @named;
   ok(@named > 0, "$program: Massif names places");
   is(scalar(@wrong), 0, "$program: Massif's bytes of " . @named . ' places')
      or diag(map { "$_: " . ($caller{$_} // 'nothing') . ", not $massif->{site}{$_}\n" } @wrong);
}

# ---- the programs ----

my %source = (phases => 'phases.c', containers => 'containers.cc', tree => 'tree.c', resized => 'resized.c');
my $has_heaptrack = grep { -x "$_/heaptrack" } split /:/, $ENV{PATH};

for my $program (sort keys %source) {
   my $compiler = $source{$program} =~ /cc$/ ? 'g++' : 'gcc';
   compiled($work, $program, $compiler, qw(-g -O1 -w), "$FindBin::Bin/$source{$program}");
   my ($report, $ours) = ours($program);

   my %sum;
   for my $s (@{ $report->{sites} }) {
      $sum{"$_->[0] $_->[1]"} += $s->{ $_->[0] }{ $_->[1] } for map { my $a = $_; map { [$a, $_] } qw(bytes blocks) } qw(live total peak);
   }
   my $heap = $report->{heap};
   is_deeply([@sum{'live bytes', 'live blocks', 'total bytes', 'total blocks', 'peak bytes', 'peak blocks'}],
             [@$heap{qw(in_use_bytes in_use_blocks allocated_bytes allocs peak_bytes peak_blocks)}], "$program: sites sum up to the heap");
   my ($peak) = grep { $_->{kind} eq 'peak' } @{ $report->{timeline} };
   is_deeply([@$peak{qw(heap_bytes heap_blocks)}], [@$heap{qw(peak_bytes peak_blocks)}], "$program: the timeline's peak");

   compare_with_dhat($program, $report, $ours);
   compare_with_massif($program, $report, $ours);
   SKIP: {
      skip 'heaptrack is not here', 1 if !$has_heaptrack;
      my $theirs = temporary_for_heaptrack($program);
      defined $theirs or skip "heaptrack doesn't work here", 1;
      is($heap->{temporary}, $theirs, "$program: heaptrack's temporary allocations");
   }
}
done_testing;
