# However a program ends, its summaries and its JSON report appear and it ends
# as it would natively: same signal or status, same output.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Config qw(%Config);
use File::Path qw(remove_tree);
use FindBin;
use JSON::PP;
use POSIX ();
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;
use VR::Schema;

my $work = VR::Scratch::fresh('clients-dies');
system("gcc -g -O0 -w -pthread -o $work/dies $FindBin::Bin/dies.c") == 0 or plan(skip_all => 'needs gcc');
my $schema = decode_json(VR::Run::slurp("$FindBin::Bin/../../docs/report-format.schema.json"));
my %number;
@number{ split ' ', $Config{sig_name} } = split ' ', $Config{sig_num};

sub check {
   my ($name, $run, $status, $stdout, $in_flight) = @_;
   is($run->{status}, $status, "$name: ends as natively");
   is($run->{stdout}, $stdout, "$name: output") if defined $stdout;
   my ($lines) = VR::Output::split_log($run->{stderr});
   my $text = VR::Output::summary($lines);
   like($run->{stderr}, qr/HEAP SUMMARY:.*LEAK SUMMARY:.*ERROR SUMMARY:/s, "$name: all summaries");
   my ($bytes, $blocks) = split m{/}, $text->{definite} // '0/0';
   ok($bytes >= 123 && $blocks >= 1 && $blocks <= 1 + $in_flight, "$name: the lost block") or diag($run->{stderr});
   my $r = eval { decode_json(VR::Run::slurp("$work/$name.json")) };
   ok($r, "$name: a report") or return;
   is_deeply([VR::Schema::violations($schema, $r)], [], "$name: the report follows the schema");
   ok($r->{run}{complete}, "$name: the report is complete");
   is($r->{run}{signal}, $number{$status} // 0, "$name: signal in the report");
   is($r->{run}{exit_code}, $status, "$name: exit code in the report") if $status =~ /^\d+$/;
   is("$r->{heap}{in_use_bytes}/$r->{heap}{in_use_blocks}", $text->{in_use}, "$name: the report agrees with the text");
   return $run;
}

sub options { my ($name) = @_; return ["--vrleak-out-file=$work/$name.json", '--show-leak-kinds=none'] }

# On its own.
my %said = (
   _exit => '', quick_exit => '', abort => 'SIGABRT', exit => '', thread_exit => '', main_thread_gone => '',
   one_thread_exit => '', fpe => 'SIGFPE', ill => 'SIGILL', bus => 'SIGBUS',
   segv => "Invalid write of size 4\n.*SIGSEGV", noncanonical => 'SIGSEGV', kill_itself => 'SIGUSR1',
   overflow => 'Stack overflow in thread #1', thread_overflow => 'SIGSEGV', jump => 'Jump to the invalid address.*SIGSEGV',
   corrupt_stack => 'SIGSEGV',
);
for my $how (sort keys %said) {
   my $native = VR::Run::run(name => "$how-native", dir => $work, command => ['./dies', $how]);
   my $run = VR::Run::tool(name => $how, dir => $work, options => options($how), command => ['./dies', $how]);
   check($how, $run, $native->{status}, $native->{stdout}, 0);
   (my $log = $run->{stderr}) =~ s/^==\d+== //mg;
   like($log, qr/$said{$how}/s, "$how: what is said");
}

# By a signal from outside, once it is ready.  Each thread that allocates may
# have just got a block that is nowhere but in a register: with Memcheck, too,
# it is then lost.
my %threads = (busy => 1, threads => 4);
for my $case (['busy', 'TERM'], ['busy', 'INT'], ['busy', 'SEGV'], ['sleeping', 'TERM'], ['sleeping', 'HUP'],
              ['threads', 'TERM'], ['threads', 'INT'], ['handler', 'TERM', 42]) {
   my ($how, $signal, $status) = @$case;
   my $name = "$how-$signal";
   my $killer = fork // die;
   if ($killer == 0) {
      # VR::Run makes the program the leader of a process group; its pid is in
      # the log's first line.
      for (1 .. 1000) {
         select undef, undef, undef, 0.1;
         last if VR::Run::slurp("$work/$name.stdout") =~ /ready/;
      }
      select undef, undef, undef, 0.3;
      my ($pid) = VR::Run::slurp("$work/$name.stderr") =~ /^==(\d+)==/;
      kill $signal, $pid if $pid;
      POSIX::_exit(0);
   }
   my $run = VR::Run::tool(name => $name, dir => $work, options => options($name), timeout => 200, command => ['./dies', $how]);
   waitpid $killer, 0;
   check($name, $run, $status // $signal, "ready\n", $threads{$how} // 0);
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
