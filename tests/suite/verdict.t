# vr_suite: everything that goes wrong is seen, and nothing else.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use JSON::PP;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::SuiteTool;
use VR::Xml;

$ENV{VR_TEST_TOOL} eq 'vrleak' or plan skip_all => 'vrleak only';
my $work = VR::Scratch::fresh('suite-verdict');
VR::SuiteTool::make_program($work, 'app', '');

sub judged {
   my ($status, $message, $name, @arguments) = @_;
   my $run = VR::SuiteTool::vr_suite($work, @arguments);
   ok($run->{status} eq $status && $run->{stdout} =~ $message, $name) or diag("status $run->{status} (@arguments)\n$run->{stdout}$run->{stderr}");
   return $run;
}
sub file { return VR::Run::slurp("$work/vr_suite-report/$_[0]") }
sub reports { my @found = glob "$work/vr_suite-report/runs/$_[0]/report.*.json"; return scalar @found }

# ---- what a run does ----

judged(0, qr/^passed: 2 programs\n/, 'healthy programs', '-j', 2, '--', './app', './app -');
judged(1, qr{^\./app l: FAILED\n.*broken: leaks\n.*100 bytes in 1 block definitely lost\n *at lose \(app\.c:\d+\)\n.*^FAILED: 2 programs, 1 of them not in order$}ms, 'a leak', '--', './app', './app l');
like(file('junit.xml'), qr{<testsuite name="vrleak" tests="2" failures="1" errors="0".*name="\./app" time="[\d.]+"></testcase>\n.*name="\./app l" [^>]*><failure [^>]*>[^<]*100 bytes}s, 'JUnit');
like(file('index.html'), qr{<h1>FAILED: 2 programs</h1>.*all\.html.*href="runs/app\.2/report\.\d+\.json"}s, 'a page');
is(scalar @{ decode_json(file('all.json'))->{leaks} }, 1, 'all reports as one');
like(file('all.html'), qr/<html/, 'and its page');
like(file('verdict.txt'), qr/^FAILED/m, 'the verdict in a file');

judged(1, qr/broken: leaks.*lose/s, 'a leak in a forked child', '--', './app f');
is(reports('app'), 2, 'which has a report of its own');
judged(1, qr/broken: leaks.*lose/s, 'a leak in a program that a child executes', '--', './app x');
is(reports('app'), 2, 'which has one, too');
judged(0, qr/^passed/, 'unless it is not to be followed', '--trace-children=no', '--', './app x');
judged(0, qr/^passed/, 'a child that is killed', '--', './app k');
judged(1, qr/broken: signal/, 'is a failure for those who want that', '--fail-on=signal', '--', './app k');
judged(1, qr/its exit status was 3\n.*the end of its output:\n *1\.\.1\n *ok 1\n/s, 'exit status', '--', './app 3');
judged(1, qr/it was killed by SIGABRT/, 'a crash', '--', './app a');
judged(2, qr/it was killed by SIGKILL\n *it left no report/, 'killed before it could report', '--', './app K');

SKIP: {
   VR::ReportTool::validator('script') or diag('script is not there: no terminal is tested'), skip('script is not there', 1);
   # Both wait until their time is up: they run when the first line is written, however slow the machine is.
   my $run = VR::SuiteTool::command($work, 'SHELL=/bin/sh', 'script', '-qec', "$VR::SuiteTool::SCRIPT -j2 --timeout=1 -- './app w' './app w-'", '/dev/null');
   like($run->{stdout}, qr{^\[0/2\] running: \./app w \(\d+ s\), \./app w- \(\d+ s\)\r.*\[2/2\] }s, 'what is running, on a terminal');
}

# Whatever a program prints, and whatever its name is.
VR::Scratch::write_file($work, 'noise.c', 'int puts(const char*); int main(void) { puts("\\033[1m<&>\\377\\200 ]]> \\xc3\\xa9"); return 1; }');
VR::SuiteTool::command($work, 'gcc', '-w', '-o', "<&> 100%p \xc3\xa9", 'noise.c');
judged(1, qr{^\./<&> 100%p \xc3\xa9: FAILED\n   its exit status was 1\n.*<&>.*\xc3\xa9}s, 'bytes of any kind', '--report=50%p', '--', "./<&> 100%p \xc3\xa9");
unless (VR::Xml::can_validate()) { diag('xmllint is not there: no JUnit is checked') }
SKIP: {
   VR::Xml::can_validate() or skip('xmllint is not there', 1);
   my $run = VR::SuiteTool::command($work, 'xmllint', '--noout', '50%p/junit.xml');
   is("$run->{status} $run->{stderr}", '0 ', 'JUnit is XML');
}

# However much it prints, in however few lines.
VR::Scratch::write_file($work, 'much.c', 'int printf(const char*, ...); int main(void) { for (int i = 0; i < 1000000; i++) printf("0%*d", 3, i % 100); printf("the end\\n"); return 1; }');
VR::SuiteTool::command($work, 'gcc', '-w', '-o', 'much', 'much.c');
judged(1, qr/the end of its output:\n[ \d]+the end\n/, 'very long lines', '--', './much');
cmp_ok(-s "$work/vr_suite-report/$_", '<', 50_000, "$_ is small all the same") for qw(verdict.txt junit.xml index.html);

# ---- what was not run, or not to its end ----

judged(2, qr{^\./never: CAN NOT BE JUDGED\n.*it left no report\n.*No such file}ms, 'no such program', '--', './app', './never');
like(file('junit.xml'), qr/errors="1".*<error /s, 'an error in JUnit');
judged(2, qr/it left no report\n.*Unknown option/s, 'an option that Valgrind does not know', '--never=1', '--', './app');
my $run = VR::SuiteTool::command($work, 'PATH=/nowhere', $^X, $VR::SuiteTool::SCRIPT, '--', './app');
is($run->{status}, 2, 'no Valgrind');
like($run->{stdout}, qr/it left no report\n.*valgrind can't be started/s, 'which is said');
judged(1, qr/its time was up after [\d.]+ seconds\n.*100 bytes/s, 'the time limit; what had leaked by then is known', '--timeout=15', '--', './app lw');
for (['no command', '--'], ['no such list', '--list=never'], ['a list that is none', '--list=.', '--', './app'], ['no such rule', '--fail-on=never', '--', './app'], ['a part too many', '--shard=3/2', '--', './app'],
     ['no number', '-j', 'x', '--', './app'], ['no directory', '--verdict', 'never'], ['no rule', '--fail-on=,', '--', './app'],
     ['no baseline', '--baseline=never', '--', './app'], ['no baseline that can be read', '--baseline=app.c', '--', './app'],
     ['no place for reports', '--report=app.c', '--', './app'], ['what only the verdict takes', '--expect=1', '--', './app'],
     ['what the verdict does not take', '--verdict', '-j2', '.'], ['an option misspelt', '--verdict', '--fial-on=growth', '.'], ['a value too many', '--verdict=.']) {
   my ($name, @arguments) = @$_;
   my $run = VR::SuiteTool::vr_suite($work, @arguments);
   ok($run->{status} eq 2 && $run->{stderr} =~ /^vr_suite: (?!.* at .* line \d)[^\n]+\n\z/, $name) or diag("$run->{status} $run->{stdout}$run->{stderr}");
}

# vr_suite itself is told to stop: what was not started is no success.
my $script = <<'END';
use strict;
my $signal = shift;
my $pid = fork;
if (!$pid) { $SIG{HUP} = 'IGNORE'; exec $^X, @ARGV }
my $deadline = time + 100;
until (glob 'stopped/runs/app/log.*') { die "never started\n" if time > $deadline; select undef, undef, undef, 0.05 }
kill $signal, $pid;
waitpid $pid, 0;
exit $? >> 8;
END
VR::Scratch::write_file($work, 'stop.pl', $script);
$run = VR::SuiteTool::command($work, $^X, 'stop.pl', 'TERM', $VR::SuiteTool::SCRIPT, '--report=stopped', '--', './app w', './app');
is($run->{status}, 2, 'stopped half-way');
like($run->{stdout}, qr/^\.\/app: CAN NOT BE JUDGED\n   it was not started\n/m, 'the second one was not started');
judged(2, qr/^\.\/app: CAN NOT BE JUDGED\n   it was not started\n/m, 'and is not forgotten', '--verdict', 'stopped');

VR::Scratch::fresh('suite-verdict/stopped');
$run = VR::SuiteTool::command($work, $^X, 'stop.pl', 'HUP', $VR::SuiteTool::SCRIPT, '--report=stopped', '--', './app', './app');
is($run->{status}, 0, 'not by a signal that is ignored (nohup)') or diag("$run->{stdout}$run->{stderr}");

# ---- lists and shards ----

# Lines end as anywhere.
VR::Scratch::write_file($work, 'list', "# programs\r\n\r\n./with blank\r\n" . join "\n", (map { "./app '$_ '" } 2, 4, 5, 6, 7), './app l', '');
VR::SuiteTool::make_program($work, 'with blank', '');
my %seen;
my @parts = map { "part$_" } 1 .. 3;
is(join(' ', map { VR::SuiteTool::vr_suite($work, "--shard=$_/3", "--report=part$_", '--list=list', '-j2', '--', "./app '1 '")->{status} } 1 .. 3), '0 1 0', 'one of three parts fails');
for (map { glob "$work/$_/runs/*/run.json" } @parts) { $seen{ join ' ', @{ decode_json(VR::Run::slurp($_))->{command} } }++ }
is_deeply(\%seen, { map { $_ => 1 } './with blank', './app l', map { "./app $_ " } 1, 2, 4, 5, 6, 7 }, 'each program is in one of the parts');
judged(1, qr/^FAILED: 8 programs, 1 of them/m, 'one verdict on all parts', '--verdict', '--expect=8', '--report=all', @parts);
judged(2, qr/the number of runs: CAN NOT BE JUDGED\n   5 instead of 8/, 'a part is missing', '--verdict', '--expect=8', '--report=all', @parts[0, 2]);
judged(0, qr/^passed: 5 programs/, 'which nobody can know who does not count', '--verdict', '--report=all', @parts[0, 2]);
judged(0, qr/^passed: 0 programs/, 'a part may be empty', '--shard=2/2', '--', './app');
judged(2, qr/nothing was run/, 'but not all of them', '--verdict', 'vr_suite-report');

# ---- a baseline ----

VR::SuiteTool::vr_suite($work, '--', './app l');
VR::SuiteTool::command($work, $^X, "$VR::SuiteTool::SCRIPT/../vr_report" =~ s{/vr_suite/\.\.}{}r, 'check', '--baseline=base', '--update', glob "$work/vr_suite-report/runs/*/report.*");
judged(0, qr/^passed/, 'a leak that is known', '--baseline=base', '--', './app l');
judged(1, qr/^all together, compared with base: FAILED\n.*broken: leaks/ms, 'one more', '--baseline=base', '--', './app l', './app l');
judged(2, qr/left no report/, 'a program that can not be run', '--baseline=base', '--', './app l', './never');
done_testing;
