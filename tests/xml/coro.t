# What is said of coroutines in the XML report: each kind of error is valid, with
# its stacks and sentences, and with --xml-compat=memcheck of a kind that Memcheck
# knows.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Output;
use VR::Run;
use VR::Scratch;
use VR::Xml;

my $work = VR::Scratch::fresh('xml-coro');
plan skip_all => 'needs xmllint' unless VR::Xml::can_validate();
for my $program (qw(closed dead leaks overflow)) {
   system("gcc -g -O0 -w -o $work/$program $FindBin::Bin/../coro/$program.c -pthread") == 0
      or plan skip_all => 'needs gcc';
}

# Arguments => kind, kind with --xml-compat=memcheck, then for each sentence what it
# begins with, and a function of its stack; '': there is none.
my $made = ['coroutine 1 was created at', 'create'];
my %errors = (
   'overflow malloc vrleak frame bad' => ['StackOverflow', 'InvalidWrite',
      ['Stack overflow in coroutine 1 \'small\': its frames reach ', 'large_frame'],
      ['Address 0x', 'malloc'], ['below it, at 0x', 'malloc'], ['in coroutine 1 \'small\', created at', 'main']],
   'overflow mmap none recursion bad' => ['StackOverflow', 'InvalidWrite',
      ['Stack overflow in coroutine 1: its frames reach ', 'recurse'],
      ['Address 0x', ''], ['in coroutine 1, created at', 'mmap']],
   'overflow array none leaf bad' => ['StackOverflow', 'InvalidWrite',
      ['Stack overflow in coroutine 1: its frames reach ', 'leaf'],
      ['Address 0x', ''], ['in coroutine 1, first entered from', 'swap']],
   'dead malloc resume bad' => ['DestroyedCoroutine', 'InvalidJump',
      ['Coroutine 1 \'short-lived\' is resumed, but has been destroyed', 'swap'],
      ['Address 0x', 'malloc'], ['in the stack of coroutine 1 \'short-lived\', destroyed at', 'destroy'], $made],
   'dead mmap resume bad' => ['DestroyedCoroutine', 'InvalidJump',
      ['Coroutine 1 \'short-lived\' is resumed, but has been destroyed', 'swap'],
      ['Address 0x', 'destroy'], $made],
   'dead malloc finished bad' => ['InvalidRead', 'InvalidRead',
      ['Invalid read of size 4', 'finished'], ['Address 0x', 'free'], ['Block was alloc\'d at', 'malloc'],
      ['in the stack of finished coroutine 1 \'short-lived\', destroyed at', 'free'], $made],
   'closed malloc entry' => ['InvalidRead', 'InvalidRead',
      ['Invalid read of size 4', 'entry'], ['Address 0x', 'malloc'],
      ['in the stack of coroutine 1 \'short-lived\', destroyed at', 'destroy'], $made],
   'closed mmap entry' => ['InvalidRead', 'InvalidRead',
      ['Invalid read of size 4', 'entry'], ['Address 0x', 'destroy'], $made],
   'dead malloc local bad' => ['InvalidFree', 'InvalidFree',
      ['Invalid free() / delete / delete[] / realloc()', 'free_local'], ['Address 0x', 'malloc'],
      ['on the stack of coroutine 1 \'short-lived\'', ''], ['in frame #', '']],
   'leaks asm mmap named' => ['Leak_DefinitelyLost', 'Leak_DefinitelyLost',
      ['coroutine 1 \'generator\' is abandoned: its stack of ', 'create'],
      ['it was suspended at', 'swap']],
);

sub errors_of {
   my ($name, $arguments, @options) = @_;
   VR::Run::tool(name => $name, dir => $work, command => [split ' ', "./$arguments"],
      options => ['--xml=yes', "--xml-file=$work/$name.xml", @options]);
   is_deeply([VR::Xml::problems("$work/$name.xml")], [], "$arguments: valid, @options");
   return VR::Output::xml_errors(VR::Run::slurp("$work/$name.xml"));
}

# Those of allocation and of the C library may begin with frames of their own.
sub has_function {
   my ($stack, $function) = @_;
   return grep { ($_->{fn} // '') eq $function } @$stack[0 .. ($#$stack < 2 ? $#$stack : 2)];
}

my $n = 0;
for my $arguments (sort keys %errors) {
   my ($kind, $compatible, @parts) = @{ $errors{$arguments} };
   $n++;
   my ($error) = grep { $_->{kind} eq $kind } errors_of("own-$n", $arguments);
   ok($error, "$arguments: $kind") or next;
   my @seen = @{ $error->{parts} };
   is(scalar @seen, scalar @parts, "$arguments: so many sentences") or diag(map { "$_->[0]\n" } @seen);
   for my $i (0 .. $#parts) {
      my ($what, $function) = @{ $parts[$i] };
      my ($said, $stack) = @{ $seen[$i] // ['', []] };
      like($said, qr/^\Q$what\E/, "$arguments: sentence $i");
      ok($function eq '' ? !@$stack : has_function($stack, $function), "$arguments: its stack")
         or diag(map { ($_->{fn} // '?') . "\n" } @$stack);
   }
   my @known = errors_of("compatible-$n", $arguments, '--xml-compat=memcheck');
   ok((grep { $_->{kind} eq $compatible && $_->{what} eq $error->{what} } @known), "$arguments: $compatible");
   ok(!(grep { /^(?:StackOverflow|DestroyedCoroutine)$/ } map { $_->{kind} } @known), "$arguments: no kind of ours");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
