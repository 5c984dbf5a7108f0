# --live-report: a report while the program goes on, whatever it waits for, and
# without its noticing: the same output as natively, where there is no signal.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use JSON::PP;
use POSIX ();
use Test::More;
use VR::Live;
use VR::Run;
use VR::Schema;
use VR::Scratch;

my $work = VR::Scratch::fresh('live-signal');
system("gcc -g -O0 -w -pthread -o $work/waits $FindBin::Bin/waits.c") == 0 or plan(skip_all => 'needs gcc');
my $schema = decode_json(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));

# Where the program itself waits for the signal or handles it, it is told off.
my %warned = (handler => 'has a handler for', signalfd => 'waits for', sigwait_all => 'waits for');

my @waits = qw(read poll poll_timed ppoll select epoll epoll_timed recv wait semop semtimedop msgrcv threads
               sigwait sigwait_all pause own_signal own_read sigsuspend nanosleep blocked ignored handler signalfd busy);
for my $wait (@waits) {
   my $native = VR::Live::run(name => "$wait-native", dir => $work, command => ['./waits', $wait],
                              drive => sub { $_[0]->wait_for_output(qr/ready/); $_[0]->release });
   my $run = VR::Live::tool(
      name => $wait, dir => $work, options => ['--live-report=USR1', '--errors-for-leak-kinds=definite', "--vrleak-out-file=$work/$wait.json"],
      command => ['./waits', $wait],
      drive => sub {
         my ($driver) = @_;
         $driver->wait_for_output(qr/ready/);
         for my $n (1, 2) {
            $driver->wait_until_asleep if $wait ne 'busy';
            $driver->signal('USR1');
            $driver->wait_for_log(qr/(?:End of the live report.*){$n}/s);
         }
         rename "$work/$wait.json", "$work/$wait-live.json";
         $driver->release;
      });
   is($run->{status}, 0, "$wait: the program ends as it should");
   is($run->{stdout}, $native->{stdout}, "$wait: and has noticed nothing");
   my @summaries = $run->{stderr} =~ /LEAK SUMMARY:\n==\d+==    (definitely lost: 77 bytes in 1 blocks)\n/g;
   is(scalar @summaries, 2 + ($wait eq 'wait' ? 2 : 1), "$wait: two summaries while it ran, and one in the end") or diag($run->{stderr});
   like($run->{stderr}, qr/^==\d+== ERROR SUMMARY: 1 errors from 1 contexts/m, "$wait: a leak is counted once, in the end");
   my @warnings = $run->{stderr} =~ /^==\d+== Warning: the program (.*) SIGUSR1, which --live-report takes/mg;
   is("@warnings", $warned{$wait} // '', "$wait: " . ($warned{$wait} ? 'one warning' : 'no warning'));
   my $report = eval { decode_json(VR::Run::slurp("$work/$wait-live.json")) } // {};
   is_deeply([VR::Schema::violations($schema, $report)], [], "$wait: the live report follows the schema");
   ok($report->{run} && !$report->{run}{complete}, "$wait: and says that the program runs on");
   is(join(',', map { $_->{bytes} } grep { $_->{kind} eq 'definite' } @{ $report->{leaks} }), 77, "$wait: and has the leak");
   ok(decode_json(VR::Run::slurp("$work/$wait.json"))->{run}{complete}, "$wait: the last report is complete");
}

# Started with the signal ignored and blocked, as from nohup or a supervisor.
{
   my $inherit = 'use POSIX; POSIX::sigprocmask(SIG_BLOCK, POSIX::SigSet->new(SIGUSR1)); $SIG{USR1} = "IGNORE"; exec @ARGV';
   my $native = VR::Live::run(name => 'inherited-native', dir => $work, command => ['perl', '-e', $inherit, './waits', 'read'],
                              drive => sub { $_[0]->wait_for_output(qr/ready/); $_[0]->release });
   like($native->{stdout}, qr/handler: ignored, .*blocked: 1/, 'inherited: the test is what it is meant to be');
   local $ENV{VALGRIND_LIB} = $ENV{VR_TEST_LIB};
   my $run = VR::Live::run(
      name => 'inherited', dir => $work,
      command => ['perl', '-e', $inherit, 'valgrind', "--tool=$ENV{VR_TEST_TOOL}", '--live-report=10', './waits', 'read'],
      drive => sub {
         my ($driver) = @_;
         $driver->wait_for_output(qr/ready/);
         $driver->signal('USR1');
         $driver->wait_for_log(qr/End of the live report/);
         $driver->release;
      });
   is($run->{stdout}, $native->{stdout}, 'inherited: the program sees what it was given');
}

# Text in the log, and XML that stays well-formed.
{
   my $run = VR::Live::tool(
      name => 'xml', dir => $work, options => ['--live-report=SIGRTMIN+3', '--xml=yes', "--xml-file=$work/waits.xml"],
      command => ['./waits', 'read'],
      drive => sub {
         my ($driver) = @_;
         $driver->wait_for_output(qr/ready/);
         $driver->signal(37);
         $driver->wait_for_log(qr/End of the live report/);
         $driver->release;
      });
   like($run->{stderr}, qr/Live report on SIGRTMIN\+3.*HEAP SUMMARY.*definitely lost: 77 bytes/s, 'XML: the log has the live report');
   my $xml = VR::Run::slurp("$work/waits.xml");
   is(() = $xml =~ /<kind>Leak_DefinitelyLost/g, 1, 'XML: the leak is there once');
   SKIP: {
      skip 'needs xmllint', 1 if system('which xmllint >/dev/null 2>&1') != 0;
      is(system("xmllint --noout $work/waits.xml 2>$work/xmllint.out"), 0, 'XML: well-formed');
   }
}

# -q and --leak-check: who asks gets an answer.
for (['quiet', '-q', 3], ['unchecked', '--leak-check=no', 2], ['summary', '--leak-check=summary', 2]) {
   my ($name, $option, $mentions) = @$_;
   my $run = VR::Live::tool(
      name => $name, dir => $work, options => ['--live-report=USR2', $option], command => ['./waits', 'read'],
      drive => sub {
         my ($driver) = @_;
         $driver->wait_for_output(qr/ready/);
         $driver->signal('USR2');
         $driver->wait_for_log(qr/End of the live report/);
         $driver->release;
      });
   my ($live) = $run->{stderr} =~ /Live report(.*)End of the live report/s;
   like($live, qr/LEAK SUMMARY:\n.*definitely lost: 77 bytes/, "$option: a live summary");
   is(($live =~ /in loss record/) ? 1 : 0, $name eq 'quiet' ? 1 : 0, "$option: loss records as at exit");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
