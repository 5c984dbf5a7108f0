# An unoptimised program is named at the end of a run that took long enough;
# nothing is said where its compiler's options are not known.
#
# SPDX-License-Identifier: GPL-2.0-or-later

use strict;
use warnings;
use File::Path qw(remove_tree);
use Test::More;
use VR::Run;
use VR::Scratch;

my $work = VR::Scratch::fresh('output-hint');

sub write_file { return VR::Scratch::write_file($work, @_) }

# A program whose own text looks like a compiler's is not one.
write_file('main.c', "#include <stdio.h>\nint f(int);\nint main(void) { puts(\"GNU C17 -mtune=generic\"); return f(0); }\n");
write_file('f.c', "int f(int n) { return n; }\n");

sub compile {
   my ($name, @flags) = @_;
   system('gcc', @flags, '-o', "$work/$name", "$work/main.c", "$work/f.c") == 0 or die "$name does not compile\n";
}

sub hint {
   my ($name, @options) = @_;
   my $run = VR::Run::tool(name => $name, dir => $work, options => \@options, command => ["./$name"]);
   is($run->{status}, 0, "$name @options: runs");
   my @hints = $run->{stderr} =~ /^(?:==\d+== )?Note: (.*compiled without optimisation.*)$/mg;
   return join "\n", @hints;
}

my $now  = '--hint-after-ms=0';
my $text = 'was compiled without optimisation; -O1 or -Og would make it run several times faster here and natively.';
my %flags = (
   plain => ['-g'], zero => ['-g', '-O0'], last_zero => ['-g', '-O2', '-O0'], dwarf4 => ['-g', '-gdwarf-4'],
   one => ['-g', '-O1'], two => ['-g', '-O2'], letter => ['-g', '-O'], debug => ['-g', '-Og'], small => ['-g', '-Os'],
   last_two => ['-g', '-O0', '-O2'], no_debug => ['-g0'], stripped => ['-g', '-s'], compressed => ['-g', '-gz=zlib'],
);
my %named = map { $_ => 1 } qw(plain zero last_zero dwarf4);

for my $name (sort keys %flags) {
   compile($name, @{ $flags{$name} });
   is(hint($name, $now), $named{$name} ? "./$name $text" : '', "@{ $flags{$name} }: " . ($named{$name} ? 'named' : 'silent'));
}

# One part optimised: nobody can say what matters.
system("cd $work && gcc -g -O2 -c f.c -o f.o && gcc -g -O0 main.c f.o -o mixed") == 0 or die;
is(hint('mixed', $now), '', 'an optimised part: silent');

is(hint('plain'), '', 'a short run: silent');
is(hint('plain', $now, '-q'), '', '-q: silent');
is(hint('plain', $now, '--xml=yes', '--xml-file=plain.xml'), '', 'XML: silent');

# Section headers that make no sense, which the kernel never looks at.
my $good = VR::Run::slurp("$work/plain");
my ($table, $n, $names) = (unpack('Q', substr $good, 0x28, 8), unpack('vv', substr $good, 0x3c, 4));
my %bad = (
   table_far     => sub { substr($_[0], 0x28, 8) = pack 'Q', 1 << 62 },
   table_end     => sub { substr($_[0], 0x28, 8) = pack 'Q', length($good) - 100 },
   entry_size    => sub { substr($_[0], 0x3a, 2) = pack 'v', 7 },
   many          => sub { substr($_[0], 0x3c, 2) = pack 'v', 0xffff },
   no_names      => sub { substr($_[0], 0x3e, 2) = pack 'v', 0xff00 },
   names_of_code => sub { substr($_[0], 0x3e, 2) = pack 'v', 1 },
   far_sections  => sub { substr($_[0], $table + 64 * $_ + 24, 8) = pack 'Q', 1 << 63 for 1 .. $n - 1 },
   huge_sections => sub { substr($_[0], $table + 64 * $_ + 32, 8) = pack 'Q', ~0 - 15 for grep { $_ != $names } 1 .. $n - 1 },
);
for my $name (sort keys %bad) {
   my $file = $good;
   $bad{$name}->($file);
   write_file($name, $file);
   chmod 0755, "$work/$name";
   SKIP: {
      skip "$name: too much for Valgrind itself", 2
         if system("cd $work && valgrind --tool=none --read-inline-info=yes -q ./$name >$name.none 2>&1") != 0;
      is(hint($name, $now), '', "$name: silent");
   }
}

remove_tree($work) if Test::More->builder->is_passing;
done_testing;
