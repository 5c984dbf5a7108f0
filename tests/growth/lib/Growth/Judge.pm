# Growth::Judge: compares what a report says about growth with what corpus.txt
# says of the program.
#
# An entry of the report is "right" if its verdict is growing, the program's
# label too, and one of the functions that push is in its stack; any other
# growing entry is wrong.  The holder is looked up in the largest right entry.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Growth::Judge;
use strict;
use warnings;
use JSON::PP;
use VR::Run;

# report(entry of the list, path of the JSON report) returns
#    broken                  why there is nothing to judge; else undef
#    verdicts                { verdict => number of entries }
#    found, wrong            1 or 0: a right entry, a wrong entry
#    holder, exact           1 or 0: the holder is right; its variable is named
#    since, epochs           of the largest right entry, if the report has them
#    remark                  what to look at
sub report {
   my ($entry, $path) = @_;
   my %judged = (verdicts => {}, found => 0, wrong => 0, holder => 0, exact => 0);
   my $report = eval { _read($path) } or return { %judged, broken => $@ =~ s/\n.*//sr };

   my (@right, @wrong);
   for my $item (@{$report->{growth}}) {
      $judged{verdicts}{$item->{verdict}}++;
      next if $item->{verdict} ne 'growing';
      my $functions = _functions($report, $item->{stack});
      push @{ _is_right($entry, $functions) ? \@right : \@wrong }, { %$item, functions => $functions };
   }
   my ($largest) = sort { $b->{bytes} <=> $a->{bytes} } @right;
   $judged{found} = 1 if @right;
   $judged{wrong} = 1 if @wrong;
   $judged{remark} = _remark(\@wrong) if @wrong;
   return \%judged unless $largest;

   my $what  = $largest->{owner}{what} // '';
   my $where = _functions($report, $largest->{owner}{stack} || []);
   $judged{since}  = $largest->{since_epoch};
   $judged{epochs} = $largest->{epochs};
   for my $alternative (@{$entry->{holder}}) {
      my ($right, $exact) = _is_holder($alternative, $what, $where);
      $judged{holder} ||= $right;
      $judged{exact}  ||= $exact;
   }
   $judged{remark} //= 'holder: ' . ($what eq '' ? 'none' : $what) . (@$where ? " at @$where[0 .. ($#$where > 3 ? 3 : $#$where)]" : '')
      unless $judged{holder};
   return \%judged;
}

# Dies if the report is not whole, or not as docs/report-format.md has it.
sub _read {
   my ($path) = @_;
   -e $path or die "no report\n";
   my $report = eval { JSON::PP->new->utf8->decode(VR::Run::slurp($path)) } or die "the report is no JSON\n";
   ref $report eq 'HASH' && ref $report->{frames} eq 'ARRAY' or die "the report has no frames\n";
   $report->{run}{complete}          or die "the report says that the run was not complete\n";
   ref $report->{growth} eq 'ARRAY'  or die "the report has no growth\n";
   for my $item (@{$report->{growth}}) {
      ref $item eq 'HASH' && defined $item->{verdict} && defined $item->{bytes} && ref $item->{stack} eq 'ARRAY'
         or die "an entry of growth lacks verdict, bytes or stack\n";
      $item->{verdict} =~ /^(?:growing|saturating|plateau|sawtooth|insufficient-data)$/
         or die "unknown verdict '$item->{verdict}'\n";
      for (@{$item->{stack}}, @{$item->{owner}{stack} || []}) {
         /^\d+$/ && $_ < @{$report->{frames}} or die "a stack has a frame that is not there: $_\n";
      }
   }
   return $report;
}

sub _functions {
   my ($report, $stack) = @_;
   return [ map { $report->{frames}[$_]{fn} // '' } @$stack ];
}

sub _is_right {
   my ($entry, $functions) = @_;
   return 0 unless $entry->{label} eq 'growing';
   return 1 if grep { $_ eq '*' } @{$entry->{push}};
   return !!grep { my $function = $_; grep { $function =~ /\b\Q$_\E\b/ } @{$entry->{push}} } @$functions;
}

# (is it right, is the variable named).  The words of `what` are the tool's own;
# names in it are those of the program.
sub _is_holder {
   my ($expected, $what, $where) = @_;
   return (1, 1) if $expected eq '*';
   return (1, 1) x ($what =~ /unreachable|lost|leaked|cycle|nobody|nothing/i) if $expected eq 'unreachable';
   my ($kind, $name, $function) = $expected =~ /^(global|static|tls|thread-local|local) ([\w.]+)(?: in (\w+))?$/;
   if (!$kind) {
      ($function) = $expected =~ /^heap in (\w+)$/ or die "corpus: '$expected' is no holder\n";
      my $named = grep { /\b\Q$function\E\b/ } @$where, $what;
      return ($named ? 1 : 0, $named ? 1 : 0);
   }
   return (1, 1) if $what =~ /\b\Q$name\E\b/;
   return (1, 0) if $kind =~ /^(?:tls|thread-local)$/ && $what =~ /thread.?local/i;
   return (1, 0) if $kind eq 'local' && $what =~ /stack|local|frame/i && grep { /\b\Q$function\E\b/ } $what, @$where;
   return (0, 0);
}

sub _remark {
   my ($wrong) = @_;
   my ($worst) = sort { $b->{bytes} <=> $a->{bytes} } @$wrong;
   my @functions = grep { !/^(?:malloc|calloc|realloc|operator new.*)$/ } @{$worst->{functions}};
   return "wrong: $worst->{bytes} bytes at " . join(' < ', @functions[0 .. ($#functions > 3 ? 3 : $#functions)]);
}

1;
