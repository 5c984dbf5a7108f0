# The malloc family: every function does what it does under Memcheck, and
# --trace-malloc=yes says the same about it.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use Cwd qw(abs_path);
use File::Basename qw(dirname);
use Test::More;
use VR::Run;
use VR::Scratch;

my $work   = VR::Scratch::fresh('xtree-trace');
my $source = dirname(abs_path(__FILE__));
system('g++', '-std=c++17', '-g', '-O0', '-w', '-o', "$work/family", "$source/family.cc") == 0
   or die "family.cc does not compile\n";

sub run {
   my ($name, $tool, $mode, @options) = @_;
   return VR::Run::tool(name => $name, dir => $work, options => \@options, command => ['./family', $mode]) if $tool eq 'vrleak';
   return VR::Run::run(name => $name, dir => $work, command => ['valgrind', @options, './family', $mode]) if $tool eq 'memcheck';
   return VR::Run::run(name => $name, dir => $work, command => ['./family', $mode]);
}

# The traced calls, with the blocks numbered in the order in which they came.
sub trace {
   my ($text) = @_;
   my (@calls, %number, $n);
   $text =~ s/^--\d+-- realloc\(\S+,0\)free\(\S+\)\n\K(?:==\d+==.*\n)+//mg;   # what vrleak says of realloc to nothing
   for ($text =~ /^--\d+-- (.*)$/mg) {
      s/\(\K(0x[0-9A-F]+)/$number{$1} || $1/eg;
      s/ = (0x[0-9A-F]+)/$number{$1} = 'block ' . ++$n; " = $number{$1}"/e if !/ = 0x0$/;
      push @calls, $_;
   }
   return \@calls;
}

chomp(my $version = `valgrind --version`);
my $vrleak   = run('same.vrleak', 'vrleak', 'same', '--trace-malloc=yes');
my $memcheck = run('same.memcheck', 'memcheck', 'same', '--trace-malloc=yes');
is($vrleak->{status}, 0, 'runs');
is($vrleak->{stdout}, $memcheck->{stdout}, 'every function returns what it does under Memcheck');
my $calls = trace($vrleak->{stderr});
cmp_ok(scalar @$calls, '>', 150, 'calls are traced');
like("@$calls", qr/\Q$_\E/, "$_ is traced")
   for 'malloc(40) = block 2', 'free(block 2)', 'calloc(3,7) = ', '_Znwm(10) = ', '_ZdlPvmSt11align_val_t(', 'malloc_usable_size(block 2) = 40';
SKIP: {
   skip "the words are those of 3.19, not of $version", 1 if $version !~ /-3\.19\./;
   is_deeply($calls, trace($memcheck->{stderr}), 'the same trace as under Memcheck');
}

# What Memcheck does not replace, or only later: as natively.
my $all = run('all.vrleak', 'vrleak', 'all', '--trace-malloc=yes');
is($all->{status}, 0, 'all: runs');
like($all->{stderr}, qr/All heap blocks were freed|in use at exit: 0 bytes/, 'all: nothing is left');
my @lines = split /\n/, $all->{stdout};
is($lines[-6], 'reallocarray(nullptr, 3, 5 * one): block, usable 15, aligned 1', 'reallocarray');
is_deeply([@lines[-5 .. -1]],
          ['reallocarray too much: 0, ENOMEM 1', 'calloc too much: 0, ENOMEM 1', 'posix_memalign, bad alignment: 1',
           'pvalloc(10 * one): block, usable 4096, aligned 1', 'mallinfo: 1 1'], 'the others');
like($all->{stderr}, qr/^--\d+-- \Q$_\E/m, "$_ is traced")
   for 'realloc(0x0,15)malloc(15) = 0x', 'memalign(al 4096, size 4096) = 0x', 'free_sized(0x', 'free_aligned_sized(0x', 'cfree(0x', 'mallinfo()', 'mallinfo2()';

# Without the option, nothing; the same answers.
my $quiet = run('quiet', 'vrleak', 'same');
unlike($quiet->{stderr}, qr/^--/m, 'not traced unless asked for');
is($quiet->{stdout}, $vrleak->{stdout}, 'the same answers without a trace');

# Options of this family, one by one: the answers stay, and are Memcheck's.
for my $option (qw(--alignment=64 --redzone-size=128 --keep-stacktraces=none --malloc-fill=aa --free-fill=bb --freelist-vol=0)) {
   my ($ours, $theirs) = map { run("option.$_", $_, 'same', $option) } qw(vrleak memcheck);
   is($ours->{stdout}, $theirs->{stdout}, "$option: as under Memcheck");
}
my $aligned = run('aligned', 'vrleak', 'same', '--alignment=256', '--trace-malloc=yes');
my @addresses = map { hex } $aligned->{stderr} =~ /malloc\(\d+\) = 0x([0-9A-F]+)/g;
cmp_ok(scalar @addresses, '>', 5, '--alignment=256: blocks were allocated');
is(scalar(grep { $_ % 256 } @addresses), 0, '--alignment=256: all aligned');

# Programs with a malloc of their own.
my $system = run('synonym', 'vrleak', 'same', '--soname-synonyms=somalloc=NONE');
is($system->{stdout}, $vrleak->{stdout}, "--soname-synonyms=somalloc=NONE: libc's are replaced all the same");

done_testing;
