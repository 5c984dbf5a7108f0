# --live-interval: while a program works, its report is written anew and a line
# says what there is; what can't be written is told once.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use JSON::PP;
use Test::More;
use VR::Live;
use VR::Run;
use VR::Schema;
use VR::Scratch;

my $work = VR::Scratch::fresh('live-interval');
system("gcc -g -O0 -w -o $work/beats $FindBin::Bin/beats.c") == 0 or plan(skip_all => 'needs gcc');
my $schema = decode_json(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));
my $beat = qr/Heartbeat: /;

sub report { return eval { decode_json(VR::Run::slurp("$work/$_[0]")) } // {} }

sub beats {
   my ($name, $drive, @options) = @_;
   my @command = ('./beats', $name eq 'fork' ? 'fork' : ());
   return VR::Live::tool(name => $name, dir => $work, options => ['--live-interval=1', @options], command => \@command,
                         drive => sub { $_[0]->wait_for_output(qr/ready/); $drive->(@_) });
}

# Killed in a way that nothing can be done about: the last report is there.
{
   my $run = beats('killed', sub { $_[0]->wait_for_log(qr/(?:$beat.*: 77 .*){2}/s); $_[0]->signal('KILL') }, "--vrleak-out-file=$work/killed.json");
   is($run->{status}, 'KILL', 'killed');
   my $report = report('killed.json');
   is_deeply([VR::Schema::violations($schema, $report)], [], 'killed: the report follows the schema');
   ok($report->{run} && !$report->{run}{complete}, 'killed: and is not complete');
   is(join(',', map { $_->{bytes} } grep { $_->{kind} eq 'definite' } @{ $report->{leaks} }), 77, 'killed: and has the leak');
   # The first may come before the block is lost.
   my @beats = grep { /: 77 / } $run->{stderr} =~ /^==\d+== Heartbeat: (.*)/mg;
   like($beats[0], qr/^[\d,]+ bytes in \d+ blocks in use, 0 errors so far, definitely lost: 77 \(\+77\) bytes in 1 blocks/, 'the first line with the leak');
   like($beats[1], qr/definitely lost: 77 \(\+0\) bytes in 1 blocks/, 'nothing new in the next');
   unlike($run->{stderr}, qr/SUMMARY/, 'no summaries in between');
   is(join(' ', glob "$work/killed.json?*"), '', 'no other file is left');
}

# The directory goes away and comes back.
{
   mkdir "$work/there" or die;
   my $run = beats('gone', sub {
      my ($driver) = @_;
      $driver->wait_for_log($beat);
      rename "$work/there", "$work/elsewhere" or die;
      $driver->wait_for_log(qr/could not be written.*$beat.*$beat/s);
      mkdir "$work/there" or die;
      $driver->release;
   }, "--vrleak-out-file=$work/there/r.json");
   is($run->{status}, 0, 'gone: the program goes on');
   my @complaints = $run->{stderr} =~ /could not be written to (\S+): (No such file or directory)/g;
   is("@complaints", "$work/there/r.json No such file or directory", 'gone: told once');
   ok(report('there/r.json')->{run}{complete}, 'gone: the last report is there');
}

# The report does not fit, and the kernel's SIGXFSZ is not for the
# program.
{
   local $ENV{VALGRIND_LIB} = $ENV{VR_TEST_LIB};
   my $run = VR::Live::run(
      name => 'limited', dir => $work,
      command => ['bash', '-c', "exec 3> >(cat >$work/limited.log); ulimit -f 8; exec valgrind --tool=$ENV{VR_TEST_TOOL} --live-interval=1 "
                  . "--vrleak-out-file=$work/limited.json ./beats many 2>&3"],
      drive => sub {
         my ($driver) = @_;
         $driver->wait_for_output(qr/ready/);
         $driver->wait_until('beats', sub { VR::Run::slurp("$work/limited.log") =~ /could not be written.*$beat.*$beat/s });
         $driver->release;
      });
   is($run->{status}, 0, 'file size limit: the program goes on');
   # On a busy machine the first interval ends before the program has done
   # anything: such a report does fit.
   my @left = grep { !exists report(s{.*/}{}r)->{run}{complete} } glob "$work/limited.json*";
   is("@left", '', 'file size limit: no part of a report is left');
}

# Each process has its own.
{
   my $run = beats('fork', sub { $_[0]->wait_until('two reports', sub { glob("$work/fork.json") && glob("$work/fork.json.[0-9]*") && (() = glob "$work/fork.json.*[0-9]") == 1 });
                                 $_[0]->release; $_[0]->release }, "--vrleak-out-file=$work/fork.json");
   is((() = $run->{stderr} =~ /The report of this forked process goes to/g), 1, 'fork: told once');
   my ($child) = grep { /json\.\d+$/ } glob "$work/fork.json.*";
   my @pids = map { report($_)->{run}{pid} // 0 } 'fork.json', $child =~ s{.*/}{}r;
   ok($pids[0] && $pids[1] && $pids[0] != $pids[1], 'fork: two reports of two processes');
}

# XML stays well-formed; the lines are in the log.
{
   my $run = beats('xml', sub { $_[0]->wait_for_log(qr/$beat.*$beat/s); $_[0]->release }, '--xml=yes', "--xml-file=$work/beats.xml");
   my $xml = VR::Run::slurp("$work/beats.xml");
   unlike($xml, $beat, 'XML: no lines in it');
   is((() = $xml =~ /<kind>Leak_DefinitelyLost/g), 1, 'XML: the leak is there once');
   like($xml, qr{</valgrindoutput>\s*\z}, 'XML: it is complete');
}

# What is no plain file is written in the end only.
{
   my $run = beats('device', sub { $_[0]->wait_for_log(qr/$beat.*$beat/s); $_[0]->release }, '--vrleak-out-file=/dev/null');
   is($run->{status}, 0, '/dev/null');
   unlike($run->{stderr}, qr/could not be written/, '/dev/null: no complaint');
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
