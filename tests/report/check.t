# vr_report check: planted regressions are caught, unchanged programs pass, and what
# can't be judged never does.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use JSON::PP;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Synthetic;

my $work = VR::Scratch::fresh('report-check');
my $json = JSON::PP->new->utf8->canonical;
my $healthy = VR::Synthetic::report(sites => 40, errors => 0, leaks => 0, growing => 0, coroutines => 2);
my $known   = VR::Synthetic::report(sites => 40, errors => 2, leaks => 3, growing => 1, coroutines => 2);

# Writes the report with changes; returns the file's name.
my $n = 0;
sub report {
   my ($report, $change) = @_;
   my $copy = $json->decode($json->encode($report));
   $change->($copy) if $change;
   $n++;
   VR::Synthetic::write_file("$work/$n.json", $copy);
   return "$n.json";
}

sub checked {
   my ($status, $message, $name, @arguments) = @_;
   my $run = VR::ReportTool::vr_report($work, 'check', @arguments);
   ok($run->{status} eq $status && $run->{stdout} =~ $message && $run->{stderr} eq '', $name) or diag("status $run->{status} (@arguments)\n$run->{stdout}$run->{stderr}");
   return $run->{stdout};
}

# ---- without a baseline ----

checked(0, qr/^passed\n/, 'a healthy run', report($healthy));
checked(1, qr/^FAILED\n.*broken: errors\n.*broken: leaks\n .* lost.*\n   at \w+.*\n   by.*broken: growth\n/s, 'errors, leaks and growth', report($known));
my %planted = (
   leaks      => sub { push @{ $_[0]{leaks} }, { kind => 'definite', bytes => 1, indirect_bytes => 0, blocks => 1, stack => [ 3 ] } },
   growth     => sub { $_[0]{growth}[0]{verdict} = 'growing' },
   signal     => sub { $_[0]{run}{signal} = 11 },
   coroutines => sub { $_[0]{coroutines}[0]{state} = 'abandoned' },
   errors     => sub { push @{ $_[0]{errors} }, { kind => 'InvalidRead', what => 'Invalid read of size 1', tid => 1, count => 1, stack => [ 3 ], aux => [] } },
);
for my $rule (sort keys %planted) {
   checked(1, qr/^FAILED\n.*\nbroken: $rule\n/s, "$rule is caught", report($healthy, $planted{$rule}));
   checked(0, qr/^passed\n/, 'unless it is not a rule', '--fail-on=exit', report($healthy, $planted{$rule}));
}
checked(0, qr/^passed/, 'leaks that are reachable are none', report($healthy, sub { $planted{leaks}->($_[0]); $_[0]{leaks}[0]{kind} = 'reachable' }));
checked(1, qr/broken: leaks:all/, 'unless asked for', '--fail-on=leaks:all', report($healthy, sub { $planted{leaks}->($_[0]); $_[0]{leaks}[0]{kind} = 'reachable' }));
# All kinds that vrleak has are rules.
my @functions = map { split /^\}/m, VR::Run::slurp($_) } glob "$FindBin::Bin/../../vr_*.c";
my ($names) = grep { /return "InvalidFree"/ && /return "StackOverflow"/ } @functions;
my %errors = map { $_ => { kind => $_, what => 'wrong', tid => 1, count => 1, stack => [ 3 ], aux => [] } } grep { $_ ne 'Unknown' } $names =~ /"(\w+)"/g;
cmp_ok(scalar keys %errors, '>=', 15, 'kinds were found');
checked(1, qr/\nbroken: errors:$_\n wrong\n/, "the rule errors:$_", "--fail-on=errors:$_", report($healthy, sub { push @{ $_[0]{errors} }, $errors{$_} })) for sort keys %errors;
checked(1, qr/broken: exit/, 'exit', '--fail-on=exit', report($healthy, sub { $_[0]{run}{exit_code} = 3 }));
my $peak = $healthy->{heap}{peak_bytes};
checked(0, qr/^passed/, 'peak at a limit', "--fail-on=peak>$peak", report($healthy));
checked(1, qr/broken: peak>\d+\n peak: [\d,]+ bytes, more than/, 'peak above it', '--fail-on=peak>' . ($peak - 1), report($healthy));
checked(1, qr/broken: peak>1k/, 'numbers with units', '--fail-on', 'peak>1k, allocs>100T', report($healthy));

# ---- what can't be judged ----

checked(2, qr/CAN NOT BE JUDGED\n   there is no file never\.json/, 'a run that never started', 'never.json');
checked(2, qr/CAN NOT BE JUDGED\n   no report was given/, 'a pattern that matched nothing');
checked(2, qr/is not complete/, 'a run that had not ended', report($healthy, sub { $_[0]{run}{complete} = JSON::PP::false }));
checked(2, qr/there is no file never\.json/, 'one of several is missing', report($healthy), 'never.json');
checked(2, qr/there is no file never\.json.*broken: leaks/s, 'the others are judged all the same', report($healthy, $planted{leaks}), 'never.json');
checked(2, qr/1 report instead of 2/, 'fewer reports than expected', '--expect=2', report($healthy));
checked(0, qr/passed/, 'as many as expected', '--expect=2', report($healthy), report($healthy));
checked(2, qr/can't be judged: leaks: leaks were not looked for/, 'no search for leaks', report($healthy, sub { delete $_[0]{leak_scan} }));
checked(2, qr/can't be judged: growth: growth was not looked for/, 'no search for growth', report($healthy, sub { $_[0]{run}{growth_check} = 'no' }));
checked(2, qr/can't be judged: peak>\+10%: this compares with a baseline/, 'no baseline', '--fail-on=peak>+10%', report($healthy));

# ---- with a baseline ----

my $base = report($known);
checked(0, qr/^base\.txt: 2 errors, 3 leaks, 1 growing container\n/, '--update', '--baseline=base.txt', '--update', $base);
my $text = VR::Run::slurp("$work/base.txt");
my @where = map { /"where": "(.*)"/ ? $1 : () } grep { /"peak"/ } split /\n/, $text;
is("@where", join(' ', sort @where), 'places are sorted');
unlike($text, qr/0x|\.cc?:\d/, 'no addresses or lines');
checked(0, qr/./, 'made again', '--baseline=again.txt', '--update', report($known));
is(VR::Run::slurp("$work/again.txt"), $text, 'it is the same');
is(VR::ReportTool::vr_report($work, 'check', '--baseline=base.txt', '--update', 'never.json')->{status}, 2, 'no baseline from nothing');
is(VR::Run::slurp("$work/base.txt"), $text, 'the old one stays');

for my $baseline ("--baseline=base.txt", "--baseline=$base") {
   checked(0, qr/^passed\n/, 'known errors, leaks and growth', $baseline, report($known));
   # A new build: other lines, addresses and directories.
   checked(0, qr/^passed\n/, 'moved lines', $baseline, report($known, sub { for (@{ $_[0]{frames} }) { $_->{line} += 5; $_->{ip} .= '0'; $_->{file} =~ s{/src}{/home/ci} if $_->{file} } }));
   checked(1, qr/broken: leaks\n 1 byte in 1 block definitely lost\n/, 'one new leak', $baseline, report($known, $planted{leaks}));
   checked(1, qr/broken: leaks\n.*in the baseline/, 'one block more', $baseline, report($known, sub { $_[0]{leaks}[0]{blocks}++ }));
   checked(1, qr/broken: growth/, 'one growing container', $baseline, report($known, sub { $_[0]{growth}[-1]{verdict} = 'growing' }));
   checked(1, qr/broken: errors\n Invalid read of size 1/, 'one new error', $baseline, report($known, $planted{errors}));
   checked(0, qr/^passed/, '9% more peak', $baseline, report($known, sub { $_[0]{heap}{peak_bytes} *= 1.09 }));
   checked(1, qr/broken: peak>\+10%\n peak: .*in the baseline .*\+11\.\d%/, '11% more peak', $baseline, report($known, sub { $_[0]{heap}{peak_bytes} = int(1.115 * $_[0]{heap}{peak_bytes}) }));
   checked(1, qr/broken: allocs>\+10%/, 'more allocations', $baseline, report($known, sub { $_[0]{heap}{allocs} *= 2 }));
   # How far threads overlap differs from run to run; what they allocate does not.
   my $threads = sub { my ($change) = @_; return sub { $_[0]{run}{threads} = 3; $change->($_[0]) } };
   checked(0, qr/^passed\n.*allocated>\+10%/s, 'with threads the peak may double', $baseline, report($known, $threads->(sub { $_[0]{heap}{peak_bytes} *= 2 })));
   checked(1, qr/broken: allocated>\+10%/, 'but what is allocated may not', $baseline, report($known, $threads->(sub { $_[0]{heap}{allocated_bytes} *= 1.2 })));
   checked(1, qr/broken: peak>\+10%/, 'unless it is asked for', $baseline, '--fail-on=peak>+10%', report($known, $threads->(sub { $_[0]{heap}{peak_bytes} *= 2 })));
   my $new_site = sub { my $site = $_[0]{sites}[0]; push @{ $_[0]{frames} }, { fn => 'added', file => 'new.c', line => 1, ip => '0x1' };
                        push @{ $_[0]{sites} }, { %$site, stack => [ $#{ $_[0]{frames} } ], total => { bytes => 10_000_000, blocks => 1 } } };
   checked(1, qr/broken: sites:new\n a new place allocates 10,000,000 bytes in 1 block\n   at added \(new\.c:1\)/, 'a new place', $baseline, '--fail-on=sites:new', report($known, $new_site));
   checked(0, qr/passed/, 'is not too large', $baseline, '--fail-on=sites:new>10M', report($known, $new_site));
   checked(2, qr/there is no file never/, 'a missing report', $baseline, 'never.json');
}
# ---- possible leaks are others in each run ----

sub possible {
   my (@blocks) = @_;
   my $i = 3;
   return report($healthy, sub { push @{ $_[0]{leaks} }, map { +{ kind => 'possible', bytes => 8, indirect_bytes => 0, blocks => $_, stack => [ $i++ ] } } @blocks });
}
checked(0, qr/./, 'a baseline with possible leaks', '--baseline=possible.txt', '--update', possible(995, 5));
checked(0, qr/^passed/, 'they moved', '--baseline=possible.txt', possible(990, 0, 10));
checked(0, qr/^passed/, '1% more', '--baseline=possible.txt', possible(995, 5, 10));
checked(1, qr/broken: leaks\n 16 bytes in 16 blocks possibly lost, 8 bytes in 5 blocks in the baseline\n/, 'more than that', '--baseline=possible.txt', possible(995, 5, 11));
checked(1, qr/broken: leaks\n 8 bytes in 1 block possibly lost\n/, 'where there are few, one more', '--baseline=few.txt', possible(5, 1))
   if checked(0, qr/./, 'a baseline with few', '--baseline=few.txt', '--update', possible(5));
checked(1, qr/broken: leaks\n 1 byte in 1 block definitely lost/, 'definite leaks are not such', '--baseline=possible.txt',
        report($healthy, sub { push @{ $_[0]{leaks} }, { kind => 'possible', bytes => 8, indirect_bytes => 0, blocks => 900, stack => [ 3 ] }; $planted{leaks}->($_[0]) }));

checked(2, qr/the baseline has no places below/, 'places that the baseline left out', '--baseline=base.txt', '--fail-on=sites:new>10', report($known));
checked(2, qr/the report has no sites/, 'no sites', '--baseline=base.txt', '--fail-on=sites:new', report($known, sub { $_[0]{sites} = $_[0]{timeline} = [] }));
checked(2, qr/there is no file nobase\.txt/, 'no baseline file', '--baseline=nobase.txt', report($known));
VR::Scratch::write_file($work, 'half.txt', substr $text, 0, length($text) / 2);
checked(2, qr/half\.txt/, 'half a baseline', '--baseline=half.txt', report($known));
VR::Scratch::write_file($work, 'conflict.txt', "<<<<<<< HEAD\n$text");
checked(2, qr/conflict\.txt/, 'a baseline with conflicts', '--baseline=conflict.txt', report($known));

# Several reports are one.
checked(0, qr/./, '--update with several', '--baseline=two.txt', '--update', report($known), report($known));
checked(0, qr/^passed/, 'two again', '--baseline=two.txt', report($known), report($known));
checked(2, qr/there is no file/, 'one of two is missing', '--baseline=two.txt', report($known), 'never.json');
done_testing;
