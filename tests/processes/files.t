# Every process of a tree has reports of its own: nothing is overwritten, every
# XML report is valid (VR::Run looks at that), and one line says where a report
# went that has another name than it was given.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Basename qw(basename);
use File::Path qw(remove_tree);
use FindBin;
use JSON::PP;
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('processes-files');
system("gcc -g -O0 -w -pthread -o $work/tree $FindBin::Bin/tree.c") == 0 or plan skip_all => 'needs gcc';

sub tree {
   my ($options, @how) = @_;
   unlink glob "$work/out*";
   my $run = VR::Run::tool(name => 'run', dir => $work, options => $options, command => ['./tree', @how], env => ['NAME=env']);
   is($run->{status}, 0, "@$options, @how: runs") or diag($run->{stderr});
   $run->{files} = { map { basename($_) => VR::Run::slurp($_) } glob "$work/out*" };
   $run->{name} = "@$options, @how";
   return $run;
}

# Names with the process numbers made readable: the first process is P.
sub names {
   my ($run) = @_;
   my @pids = grep { $_ != $run->{pid} } sort { $a <=> $b } keys %{{ map { $_ => 1 } map { /\.(\d{2,})/g } keys %{ $run->{files} } }};
   my %letter = ($run->{pid} => 'P', map { $pids[$_] => chr(ord('A') + $_) } 0 .. $#pids);
   return join ' ', sort map { s/(?<=\.)(\d{2,})/$letter{$1}/gr } keys %{ $run->{files} };
}

sub functions {
   my ($run, $pattern) = @_;
   return join ' ', map { my ($name, $text) = ($_, $run->{files}{$_}); join '+', sort map { $_->{parts}[0][1][0]{fn} } VR::Output::xml_errors($text) }
                    sort { length($a) <=> length($b) || $a cmp $b } grep { /$pattern/ } keys %{ $run->{files} };
}

sub lines { my ($run, $pattern) = @_; return scalar grep { /$pattern/ } split /\n/, $run->{stderr} . join "\n", values %{ $run->{files} } }

my @xml = ('--xml=yes', '--xml-file=out.xml');
my @xml_pid = ('--xml=yes', '--xml-file=out.%p');
my $trace = '--trace-children=yes';

# ---- XML ----

my $run = tree([@xml], 'fork');
is(names($run), 'out.xml out.xml.A', 'fork: a file each');
is(functions($run, qr/xml$/), 'in_parent', 'fork: the parent has its own error');
is(functions($run, qr/xml\./), 'in_child', 'fork: the child has its own error');
is(lines($run, qr/goes to/), 1, 'fork: one line says so');
like($run->{stderr}, qr/The XML report of this forked process goes to .*out\.xml\.\d+ /, 'fork: which');

$run = tree([@xml, '-q'], 'fork');
is($run->{stderr}, '', 'fork: -q says nothing');

$run = tree([@xml], 'quiet_fork');
is(names($run), 'out.xml', 'a child that executes something: no file');
is($run->{stderr}, '', 'and nothing is said');

$run = tree([@xml], 'forks');
is(names($run), 'out.xml out.xml.A out.xml.B', 'forks: a file each');
is(functions($run, qr/./), 'in_parent in_child+in_child in_child', 'forks: and their errors');

$run = tree([@xml_pid], 'forks');
is(names($run), 'out.A out.B out.P', 'forks with %p: a file each');
is(lines($run, qr/goes to/), 0, 'forks with %p: nothing to say');

$run = tree([@xml_pid, '--log-file=out.log.%p'], 'fork');
is(names($run), 'out.A out.P out.log.A out.log.P', 'fork with %p for log and XML: all files are there');
is(functions($run, qr/out\.$run->{pid}$/), 'in_parent', 'and the parent has its own error');

$run = tree([@xml, $trace], 'exec');
is(names($run), 'out.xml out.xml.P', 'exec: the program executed has another file');
is(functions($run, qr/./), 'in_parent executed', 'exec: both have their errors');
is(lines($run, qr/goes to/), 1, 'exec: one line says so');

$run = tree([@xml_pid, $trace], 'exec');
is(names($run), 'out.P out.P.2', 'exec with %p: the first file is kept');
is(functions($run, qr/./), 'in_parent executed', 'exec with %p: both have their errors');

for my $how ('fork_exec', 'spawn') {
   $run = tree([@xml, $trace], $how);
   is(names($run), 'out.xml out.xml.A', "$how: a file each");
   is(functions($run, qr/./), 'in_parent executed', "$how: and their errors");
   $run = tree([@xml_pid, $trace], $how);
   is(names($run), 'out.A out.P', "$how with %p: a file each");
}

$run = tree(['--xml=yes', '--xml-file=out.%q{NAME}.xml'], 'fork');
is(names($run), 'out.env.xml out.env.xml.A', '%q: a file each');
like($run->{files}{'out.env.xml'}, qr{<var>NAME</var> <value>env</value>}, '%q: says so');

# A descriptor has no room for two documents.
{
   local $^F = 100;
   open my $inherited, '>', "$work/by_fd.xml" or die;
   my $number = fileno $inherited;
   my $shared = tree(['--xml=yes', "--xml-fd=$number"], 'fork');
   like($shared->{stderr}, qr/not in the XML/, '--xml-fd, fork: says what is missing');
   my $text = VR::Run::slurp("$work/by_fd.xml");
   is(join(' ', map { $_->{parts}[0][1][0]{fn} } VR::Output::xml_errors($text)), 'in_parent', '--xml-fd, fork: the parent is complete');
   is(() = $text =~ m{</valgrindoutput>}g, 1, '--xml-fd, fork: one document');
}

# ---- text ----

my @log = ('--log-file=out.log');
$run = tree([@log], 'fork');
is(names($run), 'out.log', 'log, fork: shared, as under Memcheck');
is(() = $run->{files}{'out.log'} =~ /ERROR SUMMARY/g, 2, 'log, fork: with both summaries');

$run = tree([@log, $trace], 'fork_exec');
is(names($run), 'out.log out.log.A', 'log, fork and exec: a file each');
like($run->{files}{'out.log'}, qr/in_parent.*The log of the program executed now goes to out\.log\.\d+ .*ERROR SUMMARY: 1 /s, 'log, fork and exec: the first is kept, and says so');

$run = tree([@log, $trace], 'exec');
is(names($run), 'out.log out.log.P', 'log, exec: a file each');
like($run->{files}{'out.log'}, qr/in_parent/, 'log, exec: the first is kept');
is(lines($run, qr/goes to/), 1, 'log, exec: a line for the one that succeeds');

$run = tree(['--log-file=out.%p', $trace], 'exec');
is(names($run), 'out.P out.P.2', 'log with %p, exec: the first is kept');

$run = tree(['--log-file=out.%p', $trace], 'fork_exec');
is(names($run), 'out.A out.P', 'log with %p, fork and exec: no superfluous file');

$run = tree(['--log-file=out.%p.%n'], 'fork');
is(scalar keys %{ $run->{files} }, 2, '%n');

$run = tree([@log], 'exec');
is(names($run), 'out.log', 'log, exec without tracing: one file');

# ---- JSON ----

$run = tree(['--vrleak-out-file=out.json', $trace], 'fork_exec', 'fork');
is(names($run), 'out.json out.json.A out.json.B', 'JSON: a file each');
for my $name (sort keys %{ $run->{files} }) {
   my $report = eval { decode_json($run->{files}{$name}) };
   ok($report, "JSON: $name") or next;
   is($report->{run}{pid}, $name =~ /(\d+)$/ ? $1 : $run->{pid}, "JSON: $name is of that process");
}

$run = tree(['--vrleak-out-file=out.json', $trace], 'exec');
is(names($run), 'out.json', 'JSON, exec: of the program that has ended');

# ---- silence ----

$run = tree([@xml, '--child-silent-after-fork=yes'], 'fork');
is(names($run), 'out.xml', '--child-silent-after-fork=yes: no file of the child');
is(functions($run, qr/./), 'in_parent', '--child-silent-after-fork=yes: nor anything in the parent\'s');

# ---- no place for XML at all ----

my $nowhere = VR::Run::tool(name => 'nowhere', dir => $work, options => ['--xml=yes'], command => ['echo', 'hello']);
is($nowhere->{status}, 1, '--xml=yes alone: status 1');
is($nowhere->{stdout}, '', '--xml=yes alone: nothing is run');
like($nowhere->{stderr}, qr/no XML destination specified.*--xml-file/s, '--xml=yes alone: says what is missing');

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
