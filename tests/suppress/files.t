# Suppression files that are around load in vrleak as in Memcheck: those that
# come with Valgrind and with the distribution, and one with everything that is
# odd in those of Python, PostgreSQL, glib and Open MPI.  Files that are wrong are
# refused with Memcheck's words.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Basename qw(basename);
use File::Path qw(remove_tree);
use FindBin;
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('suppress-files');

sub said {
   my ($run) = @_;
   return "$run->{status}\n" . $run->{stderr} =~ s/^==\d+==//mgr;
}

sub both {
   my ($name, @options) = @_;
   my @run = (name => basename($name), dir => $work);
   return said(VR::Run::tool(@run, command => ['/bin/true'], options => ['-q', @options])),
          said(VR::Run::run(@run, command => ['valgrind', '--tool=memcheck', '-q', @options, '/bin/true']));
}

my $entry = "   Memcheck:Leak\n   fun:f\n}\n";
my %made = (
   odd => "$FindBin::Bin/odd.supp",
   map { ($_->[0] => VR::Scratch::write_file($work, "$_->[0].supp", $_->[1])) }
      ['empty', ''], ['comment', "# nothing here\n"],
      ['crlf', "{\r\n   name\r\n   Memcheck:Leak\r\n   match-leak-kinds: definite\r\n   fun:malloc\r\n}\r\n"],
      ['many', join '', map { "{\n   entry $_\n$entry" } 1 .. 3000],
      ['long name', "{\n   " . 'x' x 20000 . "\n$entry"],
);
for my $file (values %made, glob('/usr/lib/valgrind/*.supp'), glob("$ENV{VR_TEST_BUILD}/.in_place/*.supp")) {
   my ($ours, $theirs) = both($file, "--suppressions=$file");
   is($ours, "0\n", basename($file));
   is($theirs, "0\n", basename($file) . ' in Memcheck');
}
my @many = map { "--suppressions=$_" } (values %made) x 20;
is((both('many files', @many))[0], "0\n", 'a hundred files');

my %wrong = (
   'no closing brace'     => "{\n n\n Memcheck:Leak\n fun:f\n",
   'no opening brace'     => " n\n Memcheck:Leak\n fun:f\n}\n",
   'no name'              => "{\n}\n",
   'no colon'             => "{\n n\n Memcheck\n fun:f\n}\n",
   'no stack'             => "{\n n\n Memcheck:Leak\n}\n",
   'dots only'            => "{\n n\n Memcheck:Leak\n ...\n}\n",
   'no parameter'         => "{\n n\n Memcheck:Param\n fun:f\n}\n",
   'bad leak kinds'       => "{\n n\n Memcheck:Leak\n match-leak-kinds: lost\n fun:f\n}\n",
   'bad argument'         => "{\n n\n Memcheck:FishyValue\n malloc(size\n fun:f\n}\n",
   'bad location'         => "{\n n\n Memcheck:Addr4\n fun:f\n f\n}\n",
   'src: where the core does not take it' => "{\n n\n Memcheck:Leak\n src:f.c\n fun:f\n}\n",
);
for my $name (sort keys %wrong) {
   my $file = VR::Scratch::write_file($work, 'wrong.supp', $wrong{$name});
   my ($ours, $theirs) = both($name, "--suppressions=$file");
   is($ours, $theirs, $name);
   like($ours, qr/^1\n(.*\n)? FATAL: in suppressions file/, "$name: refused");
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
