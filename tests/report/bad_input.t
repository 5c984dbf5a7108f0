# vr_report: whatever is wrong with its input is said in one line, with status 2.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use JSON::PP;
use Test::More;
use VR::ReportTool;
use VR::Run;
use VR::Scratch;
use VR::Synthetic;

my $work = VR::Scratch::fresh('report-bad-input');
my $good = VR::Synthetic::report(sites => 5);
my $json = JSON::PP->new->utf8->canonical;
VR::Synthetic::write_file("$work/good.json", $good);
my $text = VR::Run::slurp("$work/good.json");

sub spoilt { my ($change) = @_; my $report = $json->decode($text); $change->($report); return $json->encode($report) }

my @files = (
   [ 'empty'         => '',                     qr/is empty/ ],
   [ 'blank'         => "\n \n",                qr/is empty/ ],
   [ 'half'          => substr($text, 0, length($text) / 2), qr/can't be read: it is cut off after \d+ bytes/ ],
   [ 'one byte less' => substr($text, 0, -2),   qr/can't be read: it is cut off/ ],
   [ 'a string cut'  => '{"vrleak": {"ver',     qr/can't be read: .*string is not ended|cut off/ ],
   [ 'more'          => "$text}",               qr/something after its end/ ],
   [ 'text'          => "==1== Memcheck\n",     qr/is no report of vrleak/ ],
   [ 'xml'           => '<?xml version="1.0"?>', qr/is no report of vrleak/ ],
   [ 'binary'        => join('', map { chr } 0 .. 255), qr/is no report of vrleak/ ],
   [ 'a list'        => '[1, 2]',               qr/is no report of vrleak: it has no "vrleak"/ ],
   [ 'a number'      => '7',                    qr/is no report of vrleak/ ],
   [ 'other JSON'    => '{"a": 1}',             qr/it has no "vrleak" with a format/ ],
   [ 'bad JSON'      => '{"vrleak": {,}}',      qr/line 1: a key was expected/ ],
   [ 'deep'          => '[' x 100_000,          qr/nested too deeply|cut off/ ],
   [ 'format 2'      => spoilt(sub { $_[0]{vrleak}{format} = 2 }),            qr/its format is 2, this vr_report knows format 1 only/ ],
   [ 'no version'    => spoilt(sub { delete $_[0]{vrleak}{version} }),        qr/"vrleak.version" is not text/ ],
   [ 'a unit'        => spoilt(sub { $_[0]{run}{time_unit} = 'days' }),       qr/"run.time_unit" is not b, B or ms/ ],
   [ 'no frames'     => spoilt(sub { delete $_[0]{frames} }),                 qr/"frames" is not a list/ ],
   [ 'no heap'       => spoilt(sub { delete $_[0]{heap} }),                   qr/"heap" is not an object/ ],
   [ 'a text'        => spoilt(sub { $_[0]{heap}{allocs} = 'many' }),         qr/"heap.allocs" is not a number/ ],
   [ 'a frame'       => spoilt(sub { $_[0]{errors}[0]{stack} = [ 99999 ] }),  qr/"errors.stack" is not a stack/ ],
   [ 'a negative'    => spoilt(sub { $_[0]{leaks}[0]{stack} = [ -1 ] }),      qr/"leaks.stack" is not a stack/ ],
   [ 'a site'        => spoilt(sub { $_[0]{timeline}[-1]{sites}[0]{site} = 5 }), qr/"timeline" refers to site 5 of 5/ ],
   [ 'an amount'     => spoilt(sub { $_[0]{sites}[0]{peak} = 7 }),            qr/"sites.peak" is not bytes and blocks/ ],
   [ 'a container'   => spoilt(sub { $_[0]{growth}[0]{container} = 77 }),     qr/"growth.container" is not an index/ ],
   [ 'a history'     => spoilt(sub { $_[0]{growth}[0]{history}[3] = 'x' }),   qr/"growth.history" is not a list of numbers/ ],
   [ 'coroutines'    => spoilt(sub { $_[0]{coroutines}[0]{gone} = 'yes' }),   qr/"coroutines.gone" is not true or false/ ],
   [ 'their sums'    => spoilt(sub { $_[0]{coroutine_totals}{gone} = [] }),   qr/"coroutine_totals.gone" is not a number/ ],
   [ 'epoch times'   => spoilt(sub { $_[0]{epoch_times} = 7 }),               qr/"epoch_times" is not a list of numbers/ ],
   [ 'sizes'         => spoilt(sub { $_[0]{sites}[0]{sizes} = [ 1 ] }),       qr/"sites.sizes" is not an object/ ],
);
for (@files) {
   my ($name, $bytes, $message) = @$_;
   VR::Scratch::write_file($work, 'bad.json', $bytes);
   for my $arguments ([], ['--format=html'], ['check'], ['merge']) {
      my $run = VR::ReportTool::vr_report($work, @$arguments, 'bad.json');
      my $said = $arguments->[0] && $arguments->[0] eq 'check' ? $run->{stdout} : $run->{stderr};
      ok($run->{status} eq '2' && $said =~ $message && $run->{stderr} !~ /at \S+ line \d+/ && $said =~ tr/\n// <= 2, "$name: @$arguments")
         or diag(substr "status $run->{status}\n$run->{stdout}$run->{stderr}", 0, 2000);
   }
}

my @calls = (
   [ [ 'missing.json' ],                         qr/^vr_report: there is no file missing\.json\n$/ ],
   [ [ '.' ],                                    qr/^vr_report: \. is a directory\n$/ ],
   [ [],                                         qr/which report\?/ ],
   [ [ '--format=pdf', 'good.json' ],            qr/there is no format 'pdf'; there are: callgrind dhat/ ],
   [ [ '--mode=most', '--format=folded', 'good.json' ], qr/there is no mode 'most'/ ],
   [ [ '--nonsense', 'good.json' ],              qr/Unknown option: nonsense/ ],
   [ [ '--top=0', 'good.json' ],                 qr/--top wants a number above 0/ ],
   [ [ 'diff', 'good.json' ],                    qr/diff compares two reports/ ],
   [ [ '-o', 'no/such/file', 'good.json' ],      qr{no/such/file can't be written: No such file} ],
   [ [ '--format=sarif', '--root=nowhere', 'good.json' ], qr/--root: there is no directory nowhere/ ],
   [ [ 'check', '--fail-on=errrors', 'good.json' ],  qr/there is no rule 'errrors'/ ],
   [ [ 'check', '--fail-on=peak>lots', 'good.json' ], qr/'lots' in the rule 'peak>lots' is no number/ ],
   [ [ 'check', '--fail-on=leaks:some', 'good.json' ], qr/there is no rule 'leaks:some'/ ],
   [ [ 'check', '--fail-on=errors:InvalidRaed', 'good.json' ], qr/there is no rule 'errors:InvalidRaed'/ ],
   [ [ 'check', '--fail-on=,', 'good.json' ],    qr/there is no rule in ','/ ],
   [ [ 'check', '--fail-on= ', 'good.json' ],    qr/there is no rule in ' '/ ],
   [ [ '-o', '/dev/full', 'good.json' ],         qr{^vr_report: /dev/full can't be written: No space left} ],
   [ [ '-o', '.', 'good.json' ],                 qr{^vr_report: \. can't be written: Is a directory} ],
   [ [ 'check', '--update', 'good.json' ],       qr/--update wants to know which file/ ],
);
for (@calls) {
   my ($arguments, $message) = @$_;
   my $run = VR::ReportTool::vr_report($work, @$arguments);
   ok($run->{status} eq '2' && $run->{stderr} =~ $message && $run->{stdout} eq '', "vr_report @$arguments") or diag(substr "status $run->{status}\n$run->{stdout}$run->{stderr}", 0, 2000);
}
is(join(' ', map { s{.*/}{}r } glob "$work/*.tmp*"), '', 'nothing half-written is left');

# What is there stays when writing fails.
VR::Scratch::write_file($work, 'kept.txt', 'before');
my $bare = VR::Synthetic::report(sites => 5);
$bare->{sites} = $bare->{timeline} = [];
VR::Synthetic::write_file("$work/bare.json", $bare);
for my $format (qw(folded massif callgrind dhat speedscope pprof)) {
   my $run = VR::ReportTool::vr_report($work, "--format=$format", '-o', 'kept.txt', 'bare.json');
   is($run->{status}, 2, "$format needs sites");
   like($run->{stderr}, qr/bare\.json has no "sites", which the format $format shows: the vrleak that wrote it did not record them\n\z/, 'and says so');
}
is(VR::Run::slurp("$work/kept.txt"), 'before', 'the file is as it was');
for my $format (qw(text markdown html sarif junit xml openmetrics)) {
   is(VR::ReportTool::vr_report($work, "--format=$format", 'bare.json')->{status}, 0, "$format does not need them");
}

# Names that are not ASCII.
my $name = "\xc3\xbc-\xe2\x82\xac.json";
VR::Scratch::write_file($work, $name, $text);
like(VR::ReportTool::vr_report($work, 'check', $name)->{stdout}, qr/\(\Q$name\E\)/, 'a name in UTF-8');
is(VR::ReportTool::vr_report($work, "no$name")->{stderr}, "vr_report: there is no file no$name\n", 'that does not exist');
like(VR::ReportTool::vr_report($work, 'check', "no$name")->{stdout}, qr/no file \Qno$name\E\n/, 'nor for check');
like(VR::ReportTool::vr_report($work, '--format=html', "--title=$name", $name)->{stdout}, qr/<h1>\Q$name\E</, 'a title in UTF-8');

is(VR::ReportTool::vr_report($work, '--help')->{status}, 0, '--help');
like(VR::ReportTool::vr_report($work, '--man')->{stdout}, qr/MATCHING/, '--man');
done_testing;
