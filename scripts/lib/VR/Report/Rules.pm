# VR::Report::Rules: what "check --fail-on" takes, and whether it is broken.
#
# A rule is { text, judge, when }; judge($report, $now, $base) with the report and two Digests
# ($base may be undef) returns a list of findings: [sentence, line...].  None: the rule is
# kept.  It dies if it can't tell.  when($now, $base), if there is one: whether it is a rule for this program.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Report::Rules;
use strict;
use warnings;
use VR::Report::Digest;
use VR::Report::Format::Text;
use VR::Report::Units qw(grouped plural short_bytes parse_number change amount);

my %METRIC = (
   peak        => [ peak_bytes => 'byte' ],        allocs    => [ allocs => 'call' ],
   allocated   => [ allocated_bytes => 'byte' ],   'in-use'  => [ in_use_bytes => 'byte' ],
   temporary   => [ temporary => 'block' ],
);
my @LEAK_KINDS = qw(definite indirect possible reachable);
my %ERROR_KIND = map { $_ => 1 } qw(
   InvalidRead InvalidWrite InvalidJump SyscallParam CoreMemError ClientCheck InvalidFree MismatchedFree Overlap
   FishyValue ReallocSizeZero InvalidMemPool InvalidAlignment MismatchedAllocateDeallocateSize
   MismatchedAllocateDeallocateAlignment Growth StackOverflow DestroyedCoroutine);

# By how much blocks possibly lost may become more.
use constant MORE_POSSIBLE => 0.01;

my @DEFAULT = qw(errors leaks growth coroutines signal);

sub rules {
   my ($has_baseline, @texts) = @_;
   return ((map { _rule($_) } @DEFAULT), $has_baseline ? _compared() : ()) unless @texts;
   my @rules = map { _rule($_) } grep { length } map { s/\s+//gr } map { split /,/ } @texts;
   @rules or die "there is no rule in '@texts'; vr_report --man lists the rules\n";
   return @rules;
}

# How far threads overlap is a matter of scheduling: a program's peak is twice as high in one run as
# in another.  What it allocates in all is the same.
sub _compared {
   my $has_threads = sub { grep { $_->{heap}{threads} > 1 } @_ };
   return ({ %{ _rule('peak>+10%') }, when => sub { !$has_threads->(@_) } }, { %{ _rule('allocated>+10%') }, when => $has_threads }, _rule('allocs>+10%'));
}

sub _rule {
   my ($text) = @_;
   my $judge = $text eq 'errors'                  ? \&_errors
             : $text =~ /^errors:(\w+)$/          ? do { my $kind = $1; $ERROR_KIND{$kind} ? sub { _errors(@_, $kind) } : undef }
             : $text eq 'leaks'                   ? sub { _leaks(@_, qw(definite possible)) }
             : $text eq 'leaks:all'               ? sub { _leaks(@_, @LEAK_KINDS) }
             : $text =~ /^leaks:(\w+)$/           ? do { my $kind = $1; grep({ $_ eq $kind } @LEAK_KINDS) ? sub { _leaks(@_, $kind) } : undef }
             : $text eq 'growth'                  ? \&_growth
             : $text eq 'coroutines'              ? \&_coroutines
             : $text eq 'signal'                  ? \&_signal
             : $text eq 'exit'                    ? \&_exit
             : $text =~ /^sites:new(?:>(.+))?$/   ? _new_sites($1)
             : $text =~ /^([\w-]+)>\+(\d+(?:\.\d+)?)%$/ && $METRIC{$1} ? _grown($1, $2)
             : $text =~ /^([\w-]+)>([^+].*)$/     && $METRIC{$1} ? _above($1, $2)
             : undef;
   $judge or die "there is no rule '$text'; vr_report --man lists the rules\n";
   return { text => $text, judge => $judge };
}

# ---- errors, leaks, growth ----

sub _errors {
   my ($report, $now, $base, $kind) = @_;
   my @new = grep { !defined $kind || $_->{kind} eq $kind } map { $now->{errors}{$_} } grep { !$base || !$base->{errors}{$_} } sort keys %{ $now->{errors} };
   return map { [ $_->{what} . ($_->{count} > 1 ? ' (' . plural($_->{count}, 'time') . ')' : ''), VR::Report::Digest::lines($_, '   ') ] } @new;
}

sub _leaks {
   my ($report, $now, $base, @kinds) = @_;
   $report->{leak_scan} || $report->heap->{in_use_blocks} == 0
      or die "leaks were not looked for (--leak-check)\n";
   my %wanted = map { $_ => 1 } @kinds;
   my $is_known = _known_in_all($now, $base);
   my @findings;
   for my $key (sort { $now->{leaks}{$b}{bytes} <=> $now->{leaks}{$a}{bytes} || $a cmp $b } keys %{ $now->{leaks} }) {
      my $leak = $now->{leaks}{$key};
      next unless $wanted{ $leak->{kind} };
      my $known = $base && $base->{leaks}{$key};
      next if $known && $leak->{blocks} <= $known->{blocks};
      next if $leak->{kind} eq 'possible' && $is_known;
      push @findings, [ VR::Report::Format::Text::leak_text($leak) . ($known ? ', ' . amount($known) . ' in the baseline' : ''),
                        VR::Report::Digest::lines($leak, '   ') ];
   }
   return @findings;
}

# Some programs keep pointers to the inside of most blocks (Perl, redis).  Which of these are still in use,
# and by which way they came, differs a little from run to run: seeds of hash functions, a slow
# request that is logged.  So new ones count if there are more in all than the baseline has.
sub _known_in_all {
   my ($now, $base) = map { my $n = 0; $n += $_->{blocks} for grep { $_->{kind} eq 'possible' } $_ ? values %{ $_->{leaks} } : (); $n } @_;
   return $now <= $base * (1 + MORE_POSSIBLE);
}

# A container is known if one of the places that fill it is: which of them are
# found to grow may differ from run to run.
sub _growth {
   my ($report, $now, $base) = @_;
   ($report->run->{growth_check} // '') ne 'no' or die "growth was not looked for (--growth-check)\n";
   my @new = grep { my $g = $_; !$base || !grep { $base->{growth}{ $_->{where} } } @{ $g->{entries} } } @{ $now->{growing} };
   return map { [ 'grows without bound: ' . VR::Report::Format::Text::growth_text($_->{group}),
                  map { VR::Report::Digest::lines($_, '   ') } @{ $_->{entries} }[0] ] } @new;
}

sub _coroutines {
   my ($report) = @_;
   return map { [ VR::Report::Format::Text::coroutine_text($_), VR::Report::Format::Text::stack_lines($report->frames, $_->{created}, '   ') ] }
          grep { $_->{state} eq 'abandoned' } $report->coroutine_groups;
}

sub _signal {
   my ($report) = @_;
   return $report->run->{signal} ? [ "the program was killed by signal " . $report->run->{signal} ] : ();
}

sub _exit {
   my ($report) = @_;
   return $report->run->{exit_code} ? [ "the program exited with " . $report->run->{exit_code} ] : ();
}

# ---- numbers ----

sub _value {
   my ($digest, $name, $whose) = @_;
   my ($key) = @{ $METRIC{$name} };
   return $digest->{heap}{$key} // die "$whose has no number of $name\n";
}

sub _above {
   my ($name, $text) = @_;
   my $limit = parse_number($text) // die "'$text' in the rule '$name>$text' is no number\n";
   return sub {
      my ($report, $now) = @_;
      my $value = _value($now, $name, 'the report');
      return $value > $limit ? [ "$name: " . plural($value, $METRIC{$name}[1]) . ', more than ' . grouped($limit) ] : ();
   };
}

sub _grown {
   my ($name, $percent) = @_;
   return sub {
      my ($report, $now, $base) = @_;
      $base or die "this compares with a baseline: --baseline=FILE\n";
      my ($from, $to) = (_value($base, $name, 'the baseline'), _value($now, $name, 'the report'));
      return () if $to <= $from * (1 + $percent / 100);
      return [ "$name: " . plural($to, $METRIC{$name}[1]) . ', in the baseline ' . grouped($from) . ' (' . change($from, $to) . ')',
               $name eq 'peak' || $name eq 'allocs' || $name eq 'allocated' ? _what_grew($name, $now, $base) : () ];
   };
}

# The three places that contribute most.
sub _what_grew {
   my ($name, $now, $base) = @_;
   return () unless $now->{has_sites} && $base->{has_sites};
   my $field = { peak => 'peak', allocs => 'blocks', allocated => 'bytes' }->{$name};
   my ($sites, $known) = ($now->sites, $base->sites);
   my %more = map { $_ => $sites->{$_}{$field} - ($known->{$_} ? $known->{$_}{$field} : 0) } keys %$sites;
   my @top = grep { $more{$_} > 0 } sort { $more{$b} <=> $more{$a} || $a cmp $b } keys %more;
   splice @top, 3 if @top > 3;
   return map { ("  +" . plural($more{$_}, $METRIC{$name}[1]) . ($known->{$_} ? '' : ', not in the baseline') . "\n",
                 VR::Report::Digest::lines($sites->{$_}, '     ')) } @top;
}

# Sites with little memory are not in baselines: without a number, only those
# count that are well above what the baseline has left out.
sub _new_sites {
   my ($text) = @_;
   my $limit = defined $text ? parse_number($text) // die "'$text' in the rule 'sites:new>$text' is no number\n" : undef;
   return sub {
      my ($report, $now, $base) = @_;
      $base or die "this compares with a baseline: --baseline=FILE\n";
      $_->[0]{has_sites} || die "$_->[1] has no sites\n" for [$now, 'the report'], [$base, 'the baseline'];
      my $from = $limit // 2 * $base->{sites_from};
      $from >= $base->{sites_from} or die "the baseline has no places below " . plural($base->{sites_from}, 'byte') . "\n";
      my ($sites, $known) = ($now->sites($from), $base->sites);
      return map { [ 'a new place allocates ' . amount($sites->{$_}), VR::Report::Digest::lines($sites->{$_}, '   ') ] }
             grep { !$known->{$_} && $sites->{$_}{bytes} > $from } sort keys %$sites;
   };
}

1;
