# VR::Report::Check: a verdict that a CI job can trust.
#
# What can't be judged (no report, half of one, a run that had not ended) is never
# a pass: people's jobs were green for months because nothing had ever run.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Check;
use strict;
use warnings;
use VR::Report::Digest;
use VR::Report::Json;
use VR::Report::Load;
use VR::Report::Merge;
use VR::Report::Output;
use VR::Report::Rules;
use VR::Report::Units qw(plural grouped);

use constant { PASSED => 0, FAILED => 1, CANNOT_JUDGE => 2 };

# Returns the exit status and what is to be said.
sub run {
   my ($options, @paths) = @_;
   my $baseline = $options->{baseline};
   my @rules = VR::Report::Rules::rules(defined $baseline, @{ $options->{'fail-on'} || [] });
   my @unusable;
   @paths or push @unusable, "no report was given\n";
   if (defined $options->{expect} && $options->{expect} != @paths) {
      push @unusable, plural(scalar @paths, 'report') . ' instead of ' . grouped($options->{expect}) . "\n";
   }
   return _update($baseline, \@unusable, @paths) if $options->{update};
   my @results;
   if (defined $baseline) {
      my $base = eval { baseline($baseline) } // do { push @unusable, $@; undef };
      my $all = _together(\@unusable, @paths);
      push @results, _judge($all, $base, @rules) if $base && $all;
   } else {
      for (@paths) {
         my $report = _usable($_, \@unusable) // next;
         push @results, _judge($report, undef, @rules);
      }
   }
   return _say(\@unusable, @results);
}

# The report, if it is one from which anything can be concluded.
sub _usable {
   my ($path, $unusable) = @_;
   my $report = eval { VR::Report::Load::load($path) };
   if    (!$report)              { push @$unusable, $@ }
   elsif (!$report->is_complete) { push @$unusable, "$path is not complete: it was written before the program ended\n" }
   else                          { return $report }
   return;
}

# All as one; undef if one is missing, whose memory would be missing in sums.
sub _together {
   my ($unusable, @paths) = @_;
   my $merge = VR::Report::Merge->new;
   for (@paths) {
      my $report = _usable($_, $unusable);
      return $report if @paths == 1;
      $merge->add($report) if $report;
   }
   return @paths && !@$unusable ? $merge->report : undef;
}

# What "--baseline" names; dies if that is neither a baseline nor a report.
sub baseline {
   my ($path) = @_;
   my $data = eval { VR::Report::Json::decode(VR::Report::Load::text_of($path)) };
   my $digest = VR::Report::Digest::from_baseline($data, $path);
   return $digest if $digest;
   return VR::Report::Digest::of(VR::Report::Load::load($path));
}

sub _update {
   my ($path, $unusable, @paths) = @_;
   defined $path or die "--update wants to know which file: --baseline=FILE\n";
   my $report = _together($unusable, @paths);
   return _say($unusable) if @$unusable;
   my $digest = VR::Report::Digest::of($report);
   VR::Report::Output::write_to($path, 0, sub { $digest->write_baseline($_[0]) });
   return (PASSED, "$path: " . join(', ', map { plural(scalar keys %{ $digest->{$_} }, s/s$//r, $_) } qw(errors leaks)) . ', '
                      . plural(scalar @{ $digest->{growing} }, 'growing container') . "\n");
}

# { title, broken => [[rule, finding...]...], kept => [rule...], open => ["rule: why"...] }
sub _judge {
   my ($report, $base, @rules) = @_;
   my $now = VR::Report::Digest::of($report);
   my %result = (title => $report->command . ' (' . $report->path . ')', broken => [], kept => [], open => []);
   for my $rule (grep { !$_->{when} || $_->{when}->($now, $base) } @rules) {
      my @findings;
      if (!eval { @findings = $rule->{judge}->($report, $now, $base); 1 }) { push @{ $result{open} }, "$rule->{text}: $@" }
      elsif (@findings)                                                   { push @{ $result{broken} }, [ $rule->{text}, @findings ] }
      else                                                                { push @{ $result{kept} }, $rule->{text} }
   }
   return \%result;
}

sub _say {
   my ($unusable, @results) = @_;
   my $failed = grep { @{ $_->{broken} } } @results;
   my $status = @$unusable || grep({ @{ $_->{open} } } @results) ? CANNOT_JUDGE : $failed ? FAILED : PASSED;
   my $text = ('passed', 'FAILED', 'CAN NOT BE JUDGED')[$status] . "\n";
   for (@$unusable) { utf8::decode(my $why = $_); $text .= "   $why" }      # names of files are bytes
   for my $result (@results) {
      $text .= "\n$result->{title}\n";
      for (@{ $result->{broken} }) {
         my ($rule, @findings) = @$_;
         $text .= "broken: $rule\n";
         for (@findings) {
            my ($sentence, @lines) = @$_;
            $text .= join '', " $sentence\n", @lines;
         }
      }
      $text .= "can't be judged: $_" for @{ $result->{open} };
      $text .= 'kept: ' . join(', ', @{ $result->{kept} }) . "\n" if @{ $result->{kept} };
   }
   return ($status, $text);
}

1;
