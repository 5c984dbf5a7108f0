# Files that can't be read or written: one clear message, a non-zero exit, and
# for what fails only at the end, the program's own status stays.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(make_path remove_tree);
use FindBin;
use JSON::PP;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('badinput-files');

sub file { return VR::Scratch::write_file($work, @_) }

sub refused {
   my ($name, $option, $message, %how) = @_;
   my $run = VR::Run::tool(name => 'bad', dir => $work, options => [$option], command => ['echo', 'ran'], %how);
   ok($run->{status} =~ /^\d+$/ && $run->{status} > 0 && $run->{status} < 126, "$name: non-zero exit") or diag("exit $run->{status}");
   like($run->{stderr}, $message, "$name: message");
   is($run->{stdout}, '', "$name: the program is not run");
}

# ---- suppressions ----

my $supp = qr/suppressions file/;
refused('a directory of suppressions', "--suppressions=$work", qr/\Q$work\E|$supp/);
my %malformed = (
   'an unclosed entry'        => "{\n  name\n  Memcheck:Leak\n  fun:f\n",
   'an entry without name'    => "{\n}\n",
   'an entry without kind'    => "{\n  name\n}\n",
   'a kind without tool'      => "{\n  name\n  Leak\n  fun:f\n}\n",
   'an entry without frames'  => "{\n  name\n  Memcheck:Leak\n}\n",
   'only an ellipsis'         => "{\n  name\n  Memcheck:Leak\n  ...\n}\n",
   'an unknown kind of frame' => "{\n  name\n  Memcheck:Leak\n  file:f\n}\n",
   'a parameter missing'      => "{\n  name\n  Memcheck:Param\n}\n",
   'unknown leak kinds'       => "{\n  name\n  Memcheck:Leak\n  match-leak-kinds: lost\n  fun:f\n}\n",
   'no newline, no brace'     => 'x' x 10000,
   'bytes of all kinds'       => join('', map { chr } 1 .. 255) x 20,
   'zero bytes'               => "{\n\0\n\0:\0\n}\n",
);
for my $name (sort keys %malformed) {
   refused($name, '--suppressions=' . file('bad.supp', $malformed{$name}), $supp);
}
SKIP: {
   my $secret = file('secret.supp', "{\n  name\n  Memcheck:Leak\n  fun:f\n}\n");
   chmod 0, $secret;
   skip 'root may read any file', 3 if -r $secret;
   refused('an unreadable file', "--suppressions=$secret", $supp);
}
my %fine = (
   'an empty file'        => '',
   'comments only'        => "# nothing\n\n   # here\n",
   'DOS line ends'        => "{\r\n  name\r\n  Memcheck:Leak\r\n  fun:f\r\n}\r\n",
   'many frames'          => "{\n  name\n  Memcheck:Leak\n" . "  fun:f\n" x 600 . "}\n",
   'a very long name'     => "{\n  " . 'n' x 20000 . "\n  Memcheck:Leak\n  fun:" . 'f' x 20000 . "\n}\n",
   'many entries'         => join('', map { "{\n  name$_\n  Memcheck:Leak\n  fun:f$_*\n  ...\n  obj:/x/y$_\n}\n" } 1 .. 2000),
);
for my $name (sort keys %fine) {
   next if $name =~ /DOS/;        # what the core makes of them is its own affair
   my $run = VR::Run::tool(name => 'fine', dir => $work, options => ['-q', '--suppressions=' . file('fine.supp', $fine{$name})], command => ['echo', 'ran']);
   is_deeply([@$run{qw(status stdout stderr)}], [0, "ran\n", ''], "$name is good");
}

# ---- reports and logs ----

refused('a report in no directory',  "--vrleak-out-file=$work/none/r.json", qr{\Q$work/none/r.json\E.*No such file});
refused('a report under a file',     '--vrleak-out-file=' . file('plain', '') . '/r.json', qr/can't write .*Not a directory/);
refused('a report with a bad format', '--vrleak-out-file=%q', qr/vrleak-out-file/);
refused('a report with an unset variable', '--vrleak-out-file=%q{NO_SUCH_VARIABLE}', qr/NO_SUCH_VARIABLE/);
refused('a log in no directory',     "--log-file=$work/none/log", qr/Cannot create log file|\Q$work\E/);
refused('a log that is a directory', "--log-file=$work", qr/Cannot create log file|\Q$work\E/);

# A full disk: /dev/full as log, and a small file system for the report.
my $full = VR::Run::tool(name => 'full', dir => $work, options => ['--log-file=/dev/full'], command => ['sh', '-c', 'echo ran; exit 3']);
is_deeply([@$full{qw(status stdout)}], [3, "ran\n"], 'a log on a full disk does no harm');
my $dev_full = VR::Run::tool(name => 'full', dir => $work, options => ['--vrleak-out-file=/dev/full'], command => ['sh', '-c', 'echo ran; exit 3']);
like($dev_full->{stderr}, qr{/dev/full}, 'a report to a full device: a message');
ok(-c '/dev/full', '/dev/full is still a device') or system('rm -f /dev/full; mknod -m 666 /dev/full c 1 7');

my $mounted = 0;
END { system("umount $work/small") if $mounted }

SKIP: {
   make_path("$work/small");
   skip 'no tmpfs can be mounted here', 5 if system("mount -t tmpfs -o size=16k none $work/small 2>/dev/null") != 0;
   $mounted = 1;
   my $old = "$work/small/report.json";
   open my $out, '>', $old or die;
   print $out '{"old": true}';
   close $out;
   system("head -c 100000 /dev/zero > $work/small/filler 2>/dev/null");
   my $run = VR::Run::tool(name => 'small', dir => $work, options => ["--vrleak-out-file=$old"], command => ['sh', '-c', 'echo ran; exit 3']);
   like($run->{stderr}, qr{can't write.*\Q$old\E.*No space left|\Q$old\E.*No space left}, 'a full disk: a message') or diag($run->{stderr});
   ok($run->{status} =~ /^\d+$/ && $run->{status} > 0, 'a full disk: non-zero exit') or diag($run->{status});
   is($run->{status} == 3 ? "ran\n" : $run->{stdout}, $run->{stdout}, 'a full disk: the program ran, or was refused');
   is(VR::Run::slurp($old), '{"old": true}', 'a full disk: half a report does not replace an old one');
   is(join(' ', map { s{.*/}{}r } grep { !/filler|report\.json$/ } glob "$work/small/*"), '', 'a full disk: nothing is left behind');
   $mounted = 0 if system("umount $work/small") == 0;
}

# ---- programs without information ----

system("gcc -O0 -w -o $work/stripped $FindBin::Bin/../access/freed.c && strip $work/stripped") == 0 or die;
my $stripped = VR::Run::tool(name => 'stripped', dir => $work, options => ["--vrleak-out-file=$work/s.json"], command => ['./stripped']);
is($stripped->{status}, 0, 'a stripped program runs');
like($stripped->{stderr}, qr/Invalid read.*\n.*at 0x[0-9A-F]+: \?\?\? \(in .*stripped\)/, 'errors name the object');
my $report = eval { decode_json(VR::Run::slurp("$work/s.json")) };
ok($report && @{ $report->{errors} }, 'the report has them');
ok($report && (grep { !defined $_->{fn} && ($_->{obj} // '') =~ /stripped/ } @{ $report->{frames} }), 'and their object');

# ---- limits ----

for my $limit ('-v 20000000', '-v 8000000', '-v 500000', '-d 100000', '-s 256', '-n 20') {
   my $run = VR::Run::run(name => 'ulimit', dir => $work, env => [$ENV{VR_TEST_LIB} ? "VALGRIND_LIB=$ENV{VR_TEST_LIB}" : ()],
      command => ['bash', '-c', "ulimit $limit && exec \"\$\@\"", 'bash', 'valgrind', "--tool=$ENV{VR_TEST_TOOL}", 'cat', '/dev/null']);
   next unless $run->{status} =~ /\D/ || $run->{status} > 0;
   like($run->{status}, qr/^\d+$/, "ulimit $limit: no crash") or diag($run->{stderr});
   like($run->{stderr}, qr/ulimit|limit/, "ulimit $limit: it is said why") or diag($run->{stderr});
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
