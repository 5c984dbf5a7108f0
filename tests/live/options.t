# Bad values of the options for live reports end the run before it begins, with
# a message that names what is wrong.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('live-options');

sub status_and_text {
   my ($option) = @_;
   my $run = VR::Run::tool(name => 'try', dir => $work, options => ['-q', $option], command => ['true']);
   return ($run->{status}, $run->{stderr} . $run->{stdout});
}

my $unknown = qr/no such signal; it is a name like USR1/;
my $needed  = qr/the system or Valgrind needs this signal; take one/;
for (['--live-report=FOO', $unknown], ['--live-report=', $unknown], ['--live-report=SIG', $unknown], ['--live-report=0', $unknown],
     ['--live-report=65', $unknown], ['--live-report=-1', $unknown], ['--live-report=10x', $unknown], ['--live-report=RTMIN+', $unknown],
     ['--live-report=RTMIN+99', $unknown], ['--live-report=usr1', $unknown], ['--live-report=99999999999999999999', $unknown],
     (map { ["--live-report=$_", $needed] } qw(KILL SIGSTOP SEGV 11 BUS FPE ILL TRAP ABRT IOT CHLD CONT PIPE WINCH SYS 32 33 64 RTMIN+30)),
     (map { ["--live-interval=$_", qr/--live-interval/] } 0, -1, 86401, 'x', '', '1.5', '99999999999999999999'),
     (map { ["--progress=$_", qr/--progress/] } 'maybe', '')) {
   my ($option, $message) = @$_;
   my ($status, $text) = status_and_text($option);
   is($status, 1, "$option: refused");
   like($text, $message, "$option: says why");
}

for my $option ((map { "--live-report=$_" } qw(USR1 SIGUSR2 10 HUP RTMIN SIGRTMIN+3 34 63)), '--live-interval=86400', '--progress=no') {
   my ($status, $text) = status_and_text($option);
   is("$status $text", '0 ', "$option: accepted");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
