# examples/ci: what the jobs run is run here, with a leak and without one; the rest is
# checked by the programs that are there to check it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Path qw(make_path remove_tree);
use FindBin;
use JSON::PP;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::SuiteTool;

$ENV{VR_TEST_TOOL} eq 'vrleak' or plan skip_all => 'vrleak only';
my $top = abs_path("$FindBin::Bin/../..");
my $examples = "$top/examples/ci";
my $work = VR::Scratch::fresh('suite-examples');
make_path("$work/programs", "$work/build/tests");
VR::SuiteTool::make_program("$work/programs", @$_) for [ good => '' ], [ better => '' ], [ leaky => 'l' ], [ waits => 'lw' ];
symlink $top, "$work/vrleak";

sub files { my ($pattern) = @_; return sort map { s{.*/}{}r } glob "$examples/$pattern" }

sub unless_missing {
   my ($program, $n, $code) = @_;
   SKIP: { VR::ReportTool::validator($program) or diag("$program is not there: not tested"), skip("$program is not there", $n); $code->() }
}

# The scripts of a job, run in $work as its shell does.
sub script {
   my ($name, @env) = @_;
   return VR::SuiteTool::command($work, "PATH=$top/scripts:$ENV{PATH}", @env, 'bash', '--noprofile', '--norc', '-eo', 'pipefail', $name);
}

sub programs {
   remove_tree(glob("$work/leaks*"), glob "$work/build/tests/*");
   link "$work/programs/$_", "$work/build/tests/$_" or die "$_: $!\n" for @_;
}

# ---- YAML ----

my $has_yaml = VR::SuiteTool::command($work, 'python3', '-c', 'import yaml')->{status} eq '0';
sub yaml {
   my ($name) = @_;
   my $run = VR::SuiteTool::command($work, 'python3', '-c', 'import json, sys, yaml; json.dump(yaml.load(open(sys.argv[1]), yaml.BaseLoader), sys.stdout)', "$examples/$name");
   return $run->{status} eq '0' ? decode_json($run->{stdout}) : do { diag($run->{stderr}); undef };
}

sub check_job {
   my ($name, $expected_names, $run, $verdict, @shards) = @_;
   VR::Scratch::write_file($work, 'run.sh', $run);
   VR::Scratch::write_file($work, 'verdict.sh', $verdict);
   for (['0 0 0', qw(good better)], ['0 1 1', qw(better good leaky)]) {
      my ($expected, @programs) = @$_;
      programs(@programs);
      my @status = map { script('run.sh', @$_)->{status} } @shards;
      my $all = script('verdict.sh');
      is(join(' ', (sort @status), $all->{status}), $expected, "$name: status with @programs") or diag($all->{stdout} . $all->{stderr});
      ok(-s "$work/$_", "$_ is left") for @$expected_names;
   }
}

SKIP: {
   $has_yaml or diag('python3 has no yaml: jobs are not tested'), skip('python3 has no yaml', 1);
   ok(yaml($_), "$_ is YAML") for files('*.y*ml');
   my $github = yaml('github.yml')->{jobs};
   my ($suite) = grep { ($_->{id} // '') eq 'suite' } @{ $github->{leaks}{steps} };
   my ($verdict) = grep { ($_->{id} // '') eq 'verdict' } @{ $github->{report}{steps} };
   check_job('GitHub', [ 'leaks-1/junit.xml', 'leaks-2/index.html', 'leaks/all.json' ], $suite->{run}, $verdict->{run}, map { [ "SHARD=$_/2" ] } 1, 2);
   is_deeply([ map { $_->{if} // '' } grep { ($_->{uses} // '') =~ /upload/ } map { @{ $_->{steps} } } @$github{qw(leaks report)} ], [ ('always()') x 2 ], 'reports are kept when a job fails');
   my $gitlab = yaml('gitlab.yml');
   check_job('GitLab', [ 'leaks-1/junit.xml', 'leaks-2/index.html', 'leaks/all.json' ], join("\n", @{ $gitlab->{leaks}{script} }), join("\n", @{ $gitlab->{report}{script} }),
             map { [ "CI_NODE_INDEX=$_", 'CI_NODE_TOTAL=2' ] } 1, 2);
   is_deeply([ map { $_->{artifacts}{when} } @$gitlab{qw(leaks report)} ], [ ('always') x 2 ], 'reports are kept when a job fails');
   unlike(join('', map { VR::Run::slurp("$examples/$_") } files('*.yml')), qr/allow_failure|continue-on-error/, 'no failure is allowed');
}

# ---- several machines ----

unless_missing(parallel => 2, sub {
   for (['0', qw(good better)], ['1', qw(better good leaky)]) {
      my ($expected, @programs) = @$_;
      programs(@programs);
      my $run = VR::SuiteTool::command($work, "PATH=$top/scripts:$ENV{PATH}", "$examples/shards", 2, ':', map { "build/tests/$_" } @programs);
      is($run->{status}, $expected, "shards: @programs") or diag($run->{stdout} . $run->{stderr});
   }
});

# Hosts are this machine, by way of a program that is called as ssh is.  GNU parallel runs
# its jobs with the SHELL that sshd always sets, and does nothing without one.
VR::Scratch::write_file($work, 'ssh', <<'END');
#!/bin/bash
while [[ $1 == -* ]]; do [[ $1 == -[loFpi] ]] && shift; shift; done
echo "$1" >>hosts
shift
[[ $1 == -- ]] && shift
export SHELL=/bin/bash
exec bash -c "$*"
END
chmod 0755, "$work/ssh";
unless_missing(parallel => 2, sub { unless_missing(rsync => 2, sub {
   programs(qw(better good leaky));
   my $run = VR::SuiteTool::command($work, "PATH=$work:$top/scripts:$ENV{PATH}", "$examples/shards", 2, 'one,two', map { "build/tests/$_" } qw(better good leaky));
   is($run->{status}, 1, 'shards on two hosts') or diag($run->{stdout} . $run->{stderr});
   my %used = map { $_ => 1 } split ' ', VR::Run::slurp("$work/hosts");
   is(join(' ', sort keys %used), 'one two', 'both were used');
}) });

# ---- a server ----

# The image's entry point, with its directory here: a live report, and one in the end.
my $docker = VR::Run::slurp("$examples/Dockerfile");
my ($entry) = $docker =~ /^ENTRYPOINT (\[.*\])$/m;
my @entry = map { s{/var/log/vrleak/}{$work/log/}gr } @{ decode_json($entry) };
make_path("$work/log");
VR::Scratch::write_file($work, 'server.json', encode_json(\@entry));
VR::Scratch::write_file($work, 'server.pl', <<'END');
use strict; use JSON::PP;
my @entry = @{ decode_json(do { local (@ARGV, $/) = 'server.json'; <> }) };
my $pid = fork;
if (!$pid) { open STDOUT, '>', 'server.out'; exec @entry, './programs/waits' }
my $deadline = time + 200;
sub wait_for { my ($what, $is) = @_; until ($is->()) { die "$what: not seen\n" if time > $deadline; select undef, undef, undef, 0.05 } }
sub text { my ($report) = glob 'log/*.json' or return ''; local (@ARGV, $/) = $report; return scalar <> }
wait_for('start', sub { open my $in, '<', 'server.out' or return; grep { /^waiting/ } <$in> });
kill 'USR1', $pid;
wait_for('live report', sub { text() =~ /"complete": *false/ });
print text() =~ /"kind": *"definite"/ ? "live leak\n" : "no live leak\n";
kill 'TERM', $pid;
waitpid $pid, 0;
print 'signal ', $? & 127, text() =~ /"complete": *true/ ? ", complete\n" : ", not complete\n";
END
my $run = VR::SuiteTool::command($work, $^X, 'server.pl');
is($run->{stdout}, "live leak\nsignal 15, complete\n", 'the entry point of the image') or diag("$run->{stdout}$run->{stderr}");

my ($unit) = files('*.service');
my ($start) = VR::Run::slurp("$examples/$unit") =~ /^ExecStart=(.*)$/m;
my ($in_image) = $docker =~ /exec valgrind (--tool=\S+ --live-interval=\S+ --live-report=\S+)/;
like($start, qr/ \Q$in_image\E /, 'the unit has the same options');
unlike($start, qr/(?<!%)%(?!%)/, 'and no specifier of systemd');
unless_missing('systemd-analyze' => 1, sub {
   my $run = VR::SuiteTool::command($work, 'systemd-analyze', 'verify', "$examples/$unit");
   is("$run->{status} $run->{stdout}$run->{stderr}", '0 ', 'systemd-analyze verify');
});
unless_missing(shellcheck => 1, sub {
   my $run = VR::SuiteTool::command($work, 'shellcheck', "$examples/shards");
   is("$run->{status} $run->{stdout}", '0 ', 'shellcheck');
});
unless_missing(hadolint => 1, sub {
   my $run = VR::SuiteTool::command($work, 'hadolint', '--ignore', 'DL3008', "$examples/Dockerfile");
   is("$run->{status} $run->{stdout}", '0 ', 'hadolint');
});

# Everything there is told of in the manual.
my $manual = VR::Run::slurp("$top/docs/ci.md");
like($manual, qr/\Q$_\E/, "$_ is in docs/ci.md") for files('*');
done_testing;
