# Growth::Truth: are the labels right?  Measures the live heap of each program
# natively at one, two and four times its rounds.
#
#    growing   the peak rises with the rounds, and by more from two to four times
#              than from one to two, as nothing does that is bounded or grows
#              like a logarithm; and what is live when main returns is either
#              about the peak, or next to nothing (the program cleans up)
#    bounded   the peak at four times the rounds is not above both of the others,
#              but for chance
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Growth::Truth;
use strict;
use warnings;
use Growth::Corpus;
use Growth::Jobs;
use VR::Run;

my @factors = (1, 2, 4);
my $acceleration = 1.3;      # the second increment over the first; 2 if growth is even, less since capacities are steps
my $least_growth = 16384;    # bytes from one to four times the rounds; less than that, an observer could not tell
my $least_share  = 0.2;      # the same as a share of the peak
my $tolerance    = 1.1;      # of a bounded program's peak: chance, and what the C library keeps
my $slack        = 4096;     # bytes, for the smallest programs

# check(entries, binary of each, function that gives each one's directory, jobs,
# seeds) prints a table and returns how many labels are wrong.
sub check {
   my ($entries, $binary, $directory, $at_a_time, $seeds) = @_;
   my $preload = $directory->({ name => 'bin' }) . '/live.so';
   my $source  = "$entries->[0]{directory}/live.c";
   system($ENV{CC} || 'gcc', '-O1', '-w', '-shared', '-fPIC', '-fno-builtin', $source, '-o', $preload, '-ldl') == 0
      or die "$source does not compile\n";
   my (%job, @jobs);
   for my $entry (@$entries) {
      my $rounds = Growth::Corpus::default_rounds($entry);
      my $dir    = $directory->($entry);
      for my $seed (1 .. $seeds) {
         # The first is run twice: is it the same each time?
         for my $factor (0, @factors) {
            my $name = "$entry->{name}.truth.$seed.$factor";
            push @jobs, $job{$entry->{name}}{$seed}{$factor} = {
               name => $name, dir => $dir, timeout => 60,
               env  => [ "LD_PRELOAD=$preload", "LIVE_OUT=$dir/$name.live" ],
               command => [ $binary->{$entry->{name}}, $seed, $rounds * ($factor || 1) ],
            };
         }
      }
   }
   Growth::Jobs::run($at_a_time, @jobs);

   my ($wrong, $cpu) = (0, 0);
   printf "%-22s %-8s %7s %8s %9s %8s %8s %8s %8s\n", qw(program label cpu allocs allocated peak 2x 4x end);
   for my $entry (@$entries) {
      for my $seed (1 .. $seeds) {
         my ($live, $line, @complaints) = _judge($entry, $job{$entry->{name}}{$seed});
         $cpu += $live->{cpu} if $live;
         $wrong++ if @complaints;
         print $line, @complaints ? '  WRONG: ' . join('; ', @complaints) : '', "\n";
      }
   }
   printf "%d programs, %d seeds: %d labels wrong; all of it once takes %.1f s of CPU time\n",
      scalar @$entries, $seeds, $wrong, $cpu / $seeds / 1e6;
   return $wrong;
}

# (counts at the usual number of rounds, line of the table, what is wrong ...)
sub _judge {
   my ($entry, $jobs) = @_;
   my %live;
   for my $factor (0, @factors) {
      my $job = $jobs->{$factor};
      return (undef, $entry->{name}, "status $job->{status} at $factor times the rounds") unless $job->{status} eq '0';
      return (undef, $entry->{name}, 'the output is no checksum') unless $job->{stdout} =~ /^[0-9a-f]{16}\n\z/;
      %{$live{$factor}} = VR::Run::slurp("$job->{dir}/$job->{name}.live") =~ /(\w+) (-?\d+)/g
         or return (undef, $entry->{name}, 'no counts');
   }
   my ($one, $two, $four) = map { $live{$_} } @factors;
   my $line = sprintf "%-22s %-8s %5.0fms %8d %8.1fM %7dk %7dk %7dk %7dk", $entry->{name}, $entry->{label},
      $one->{cpu} / 1000, $one->{allocs}, $one->{allocated} / 1e6, map { $_ / 1000 } $one->{peak}, $two->{peak}, $four->{peak}, $one->{end};
   my @complaints = $entry->{label} eq 'growing' ? _not_growing($one, $two, $four) : _not_bounded($one, $two, $four);
   push @complaints, 'another checksum when run again' if $jobs->{0}{stdout} ne $jobs->{1}{stdout};
   return ($one, $line, @complaints);
}

sub _not_growing {
   my ($one, $two, $four) = map { $_->{peak} } @_;
   my @complaints;
   push @complaints, 'the growth does not go on' if $two <= $one || $four - $two < $acceleration * ($two - $one);
   push @complaints, 'hardly grows'              if $four - $one < $least_growth || $four - $one < $least_share * $one;
   for (@_) {
      push @complaints, 'part of it is freed at the end' if $_->{end} < 0.5 * $_->{peak} && $_->{end} > 0.1 * $_->{peak} + 80000;
   }
   return @complaints;
}

sub _not_bounded {
   my ($one, $two, $four) = map { $_->{peak} } @_;
   my $before = $one > $two ? $one : $two;
   return $four > $before * $tolerance + $slack ? 'the peak grows' : ();
}

1;
