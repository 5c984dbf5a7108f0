# The monitor commands are answered as Memcheck answers them, word for word but
# for addresses and the frames of the tool's own malloc.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('monitor-memcheck');
system("gcc -g -O0 -w -o $work/answers $FindBin::Bin/answers.c") == 0 or plan(skip_all => 'needs gcc');

my @quiet = qw(-q --leak-check=no);

sub answers {
   my ($text) = @_;
   $text =~ s/^==\d+== ?//mg;
   $text =~ s/^.*(?:vg_replace_malloc|vr_preload_malloc|\/vgpreload_).*\n//mg;
   $text =~ s/0x[0-9A-Fa-f]+/0x/g;
   $text =~ s/ heuristics \Knew (?=increased)//g;      # newer Memchecks have it, too
   return $text;
}

# One line of each: what is compared is not nothing.
my %seen = (
   memory   => qr/len 41 not addressable:\nbad address 0x\n Address 0x is 0 bytes inside a block of size 40/,
   leaks    => qr/^100 \(\+0\) bytes|^100 bytes in 1 blocks are still reachable/m,
   blocks   => qr/^  0x\[16\] indirect loss record \d+\n    0x\[16\] indirect loss record.*found via heuristic length64.*obsolete/ms,
   pointers => qr/interior points at 8 bytes inside.*inside data symbol "kept".*using length64 heuristic/s,
   mistakes => qr/not recognised.*invalid loss record nr.*missing or malformed address/s,
);

for my $what (sort keys %seen) {
   my $ours = VR::Run::tool(name => $what, dir => $work, timeout => 120, options => \@quiet,
                            command => ['./answers', $what]);
   my $theirs = VR::Run::run(name => "$what-memcheck", dir => $work, timeout => 120,
                             command => ['valgrind', '--tool=memcheck', '--undef-value-errors=no', @quiet, './answers', $what]);
   my ($got, $expected) = map { answers($_->{stderr}) } $ours, $theirs;
   like($got, $seen{$what}, "$what: answered");
   is($ours->{status}, 0, "$what: the program ends well");
   is($got, $expected, "$what: the same answers as Memcheck's");
}
done_testing;
