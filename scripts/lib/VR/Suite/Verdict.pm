# VR::Suite::Verdict: one verdict on many runs.
#
# Reports are judged by VR::Report::Check.  What it can't see is judged here: programs
# that were not started or not finished, their exit status, the time they took.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Suite::Verdict;
use strict;
use warnings;
use Config;
use Encode ();
use Fcntl qw(SEEK_END);
use List::Util qw(max sum0);
use VR::Report::Check;
use VR::Report::Units qw(plural);

# A child that is killed may be what a test is about.  How the program itself ended is
# judged here, or by the test runner that started it.
use constant RULES => 'errors,leaks,growth,coroutines';

use constant { PASSED => 0, FAILED => 1, CANNOT_JUDGE => 2 };

# So much of a program's output is shown.
use constant { TAIL_LINES => 20, TAIL_BYTES => 20_000 };

# Options: fail-on, baseline, expect (the number of runs; undef: any but none).
sub new {
   my ($class, $runs, %options) = @_;
   my $self = bless { cases => [ map { _judge($_, \%options) } @$runs ], seconds => sum0(map { $_->get('seconds') // 0 } @$runs) }, $class;
   unshift @{ $self->{cases} }, _count($options{expect}, scalar @$runs);
   push @{ $self->{cases} }, _together(\%options, @$runs) if defined $options{baseline};
   return $self;
}

# { title, status, text, seconds, run (undef if it is not about one) }
sub cases  { @{ $_[0]{cases} } }
sub runs   { map { $_->{run} // () } $_[0]->cases }
sub seconds { $_[0]{seconds} }
sub status { max(PASSED, map { $_->{status} } $_[0]->cases) }
sub word   { ('passed', 'FAILED', 'CAN NOT BE JUDGED')[ $_[1] // $_[0]->status ] }

sub text {
   my ($self) = @_;
   my @bad = grep { $_->{status} } $self->cases;
   my $n = () = $self->runs;
   my $text = join '', map { "$_->{title}: " . $self->word($_->{status}) . "\n" . $_->{text} =~ s/^(?=.)/   /gmr . "\n" } @bad;
   my $n_bad = grep { $_->{run} } @bad;
   return $text . $self->word . ': ' . plural($n, 'program') . ($n_bad ? ", $n_bad of them not in order" : '') . "\n";
}

sub _case {
   my ($title, $run, @problems) = @_;       # [status, text]...
   return { title => $title, run => $run, status => max(PASSED, map { $_->[0] } @problems), text => join('', map { $_->[1] } @problems),
            seconds => $run && $run->get('seconds') };
}

# That none, or too few, were run is no success.  An empty shard expects none.
sub _count {
   my ($expected, $n) = @_;
   my $is_right = defined $expected ? $n == $expected : $n > 0;
   return $is_right ? () : _case('the number of runs', undef, [ CANNOT_JUDGE, defined $expected ? "$n instead of $expected\n" : "nothing was run\n" ]);
}

sub _judge {
   my ($run, $options) = @_;
   my @problems;
   if (!defined $run->get('pid')) {
      @problems = [ CANNOT_JUDGE, "it was not started\n" ];
   } else {
      push @problems, [ FAILED, 'its time was up after ' . $run->get('seconds') . " seconds\n" ] if $run->get('timed_out');
      push @problems, [ FAILED, _ending($run->get('status')) . "\n" ] if $run->get('status');
      push @problems, [ CANNOT_JUDGE, "it left no report\n" ] if !$run->has_own_report;
      push @problems, _reports($options, $run) unless defined $options->{baseline};
      push @problems, [ PASSED, _tail($run) ] if $run->get('status') || !$run->has_own_report;
   }
   return _case($run->title, $run, @problems);
}

sub _reports {
   my ($options, $run) = @_;
   my @paths = $run->reports or return;
   my ($status, $text) = VR::Report::Check::run({ 'fail-on' => [ $options->{'fail-on'} // RULES ] }, @paths);
   return $status ? [ $status, _without_first_line($text) ] : ();
}

# A baseline is of all together.
sub _together {
   my ($options, @runs) = @_;
   my ($status, $text) = VR::Report::Check::run({ baseline => $options->{baseline}, 'fail-on' => [ $options->{'fail-on'} // () ] }, map { $_->reports } @runs);
   return _case("all together, compared with $options->{baseline}", undef, [ $status, _without_first_line($text) ]);
}

sub _without_first_line { $_[0] =~ s/\A.*\n\n?//r }

sub _ending {
   my ($status) = @_;
   my $signal = $status & 127;
   return $signal ? 'it was killed by SIG' . (split ' ', $Config{sig_name})[$signal] : 'its exit status was ' . ($status >> 8);
}

# The end of what it printed, which may be very much, or in one line.
sub _tail {
   my ($run) = @_;
   open my $in, '<:raw', $run->output or return '';
   seek $in, -TAIL_BYTES, SEEK_END if -s $in > TAIL_BYTES;
   my @lines = split /^/m, Encode::decode('UTF-8', do { local $/; <$in> } // '');
   splice @lines, 0, @lines - TAIL_LINES if @lines > TAIL_LINES;
   return @lines ? join '', "the end of its output:\n", map { s/^/   /r =~ s/\n*\z/\n/r } @lines : '';
}

1;
