# Commands from a shell, by vgdb, and from gdb, to a program that is running.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use Time::HiRes qw(sleep time);
use VR::Run;
use VR::Scratch;

plan(skip_all => 'uses commands of vrleak') if $ENV{VR_TEST_TOOL} ne 'vrleak';
plan(skip_all => 'needs vgdb') if system('vgdb --help >/dev/null 2>&1') != 0;
my $work = VR::Scratch::fresh('monitor-live');
system("gcc -g -O0 -w -o $work/server $FindBin::Bin/server.c") == 0 or plan(skip_all => 'needs gcc');

my $limit  = 60;                   # seconds for anything to happen
my $prefix = "$work/vgdb";

sub in_time {
   my ($what, $condition) = @_;
   my $end = time + $limit;
   until ($condition->()) {
      time < $end or die "$what: not within $limit s\n";
      sleep 0.05;
   }
}

my $running;                       # the program, while it runs
END { kill KILL => $running if $running }

# The program under the tool, with its log in NAME.log.  Returns its process.
sub start {
   my ($name, @options) = @_;
   unlink "$work/stop", glob "$prefix*";
   my $pid = fork // die "fork: $!\n";
   if ($pid == 0) {
      chdir $work or die;
      delete $ENV{VALGRIND_OPTS};
      $ENV{VALGRIND_LIB} = $ENV{VR_TEST_LIB} if $ENV{VR_TEST_LIB};
      exec 'valgrind', "--tool=$ENV{VR_TEST_TOOL}", "--vgdb-prefix=$prefix", "--log-file=$name.log", @options, './server';
   }
   $running = $pid;
   in_time("vgdb's files", sub { glob "$prefix-shared-mem-*" });
   return $pid;
}

sub finish {
   my ($pid) = @_;
   open my $stop, '>', "$work/stop" or die;
   my $status;
   in_time('the end', sub { waitpid($pid, 1) == $pid && defined($status = $?) });
   undef $running;
   return $status;
}

sub without_prefix { (my $text = shift) =~ s/^==\d+== ?//mg; return $text }

# ---- vgdb ----

{
   my $pid = start('vgdb', '--leak-check=no');
   my $n = 0;
   my $ask = sub {
      my $run = VR::Run::run(name => 'vgdb' . $n++, dir => $work, timeout => $limit,
                             command => ['vgdb', "--vgdb-prefix=$prefix", "--pid=$pid", @_]);
      return without_prefix($run->{stdout} . $run->{stderr});
   };
   # It has begun when both blocks are there.
   in_time('the blocks', sub { $ask->('heap') =~ /73 bytes in 2 blocks live/ });

   my $heap = $ask->('heap', '1');
   like($heap, qr/^40 bytes in 1 blocks live, allocated at\n.*\bmain \(server\.c/ms, 'heap 1: the largest');
   unlike($heap, qr/^33 bytes/m, 'heap 1: and only that');
   like($ask->('leak_check full any'), qr/^33 bytes in 1 blocks are definitely lost.*^LEAK SUMMARY:\n +definitely lost: 33 bytes in 1 blocks.*still reachable: 40 bytes in 1 blocks/ms, 'leak_check');
   like($ask->('block_list', '1'), qr/^33 bytes in 1 blocks.*^0x[0-9A-F]+\[33\]$/ms, 'block_list');
   unlike($ask->('leak_check'), qr/definitely lost in/, 'nothing more was lost');
   like($ask->('v.info', 'n_errs_found'), qr/n_errs_found 0/, "the core's own commands");
   like($ask->('v.clo', '--show-leak-kinds=all'), qr/--show-leak-kinds/, 'v.clo');
   like($ask->('nonsense'), qr/'nonsense' not recognised/, 'an unknown command');
   like($ask->('help'), qr/general valgrind monitor commands.*leak_check.*who_points_at/s, 'help');
   $ask->('report', "$work/live.json");
   like(VR::Run::slurp("$work/live.json"), qr/"complete": *false/, 'report');
   is(finish($pid), 0, 'the program goes on, and ends well');
   unlike(VR::Run::slurp("$work/vgdb.log"), qr/Invalid|LEAK SUMMARY/, 'the answers are not in the log');
}

# ---- gdb ----

SKIP: {
   skip 'needs gdb', 1 if system('gdb --version >/dev/null 2>&1') != 0;
   my $pid = start('gdb', '--leak-check=no', '--vgdb=full');
   open my $script, '>', "$work/commands.gdb" or die;
   print $script <<"END";
set pagination off
set confirm off
target remote | vgdb --vgdb-prefix=$prefix --pid=$pid
break tick
continue
monitor leak_check summary any
eval "monitor who_points_at 0x%lx", kept
eval "monitor check_memory addressable 0x%lx 41", kept
watch global
watch kept[1]
awatch text[3]
continue
continue
continue
delete
break store
continue
watch *p
continue
delete
detach
END
   close $script;
   my $run = VR::Run::run(name => 'gdb', dir => $work, timeout => $limit,
                          command => ['gdb', '-nx', '-batch', '-x', 'commands.gdb', './server']);
   my $text = without_prefix($run->{stdout} . $run->{stderr});
   like($text, qr/^LEAK SUMMARY:/m, 'monitor leak_check');
   like($text, qr/ points at 0x\w+\n Address 0x\w+ is 0 bytes inside data symbol "kept"/, 'monitor who_points_at');
   like($text, qr/len 41 not addressable:\nbad address 0x\w+/, 'monitor check_memory');
   for my $what ('global', 'kept[1]', 'text[3]', '*p') {        # the third inside memcpy, the last on the stack
      like($text, qr/atchpoint \d+: \Q$what\E\n\n(?:Old value|Value) = /, "a watchpoint: $what");
   }
   unlike($text, qr/Could not insert/, 'all of them could be set');
   is(finish($pid), 0, 'the program goes on, and ends well');
   my $log = VR::Run::slurp("$work/gdb.log");
   like($log, qr/ERROR SUMMARY: 0 errors/, 'what is watched is no error');
   diag($run->{stdout}, $run->{stderr}, $log) unless Test::More->builder->is_passing;
}
done_testing;
