# Kernels: our own small programs in bench/kernels/, each of which does one kind
# of work.  Builds them, with and without AddressSanitizer, and describes each
# as a workload.
#
# A workload is a hash:
#
#    name, group   how tables call it
#    variant       "kernel", "program", "server" or "scan"
#    command       the command's words; under AddressSanitizer, asan_command
#    stdin         its standard input (none by default)
#    env           {NAME => value} added to the environment
#    repeat        runs per round and tool; 1 by default
#    prepare       a sub that makes its input, called once before it runs
#    missing       why it can't run here, if it can't
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Kernels;

use strict;
use warnings;
use File::Basename qw(dirname);
use File::Path qw(make_path);

# Repetitions are chosen for one to two seconds under --tool=none.  Numbers with
# a "*" are repetitions, which --scale multiplies; others stay.
my @kernels = (
   # name              group        source            arguments
   ['arrays',          'arrays',    'arrays.c',       '*600'],
   ['histogram',       'arrays',    'histogram.c',    '*1600'],
   ['decompress',      'arrays',    'decompress.c',   '*3000'],
   ['tree',            'pointers',  'tree.c',         '*1000000', '*200000'],
   ['map',             'pointers',  'map.cc',         '*800'],
   ['unordered-map',   'pointers',  'unordered.cc',   '*600'],
   ['string-building', 'pointers',  'stringbuild.cc', '*4000'],
   ['virtual-calls',   'pointers',  'virtual.cc',     '*40000'],
   ['strings-12',      'strings',   'strings.c',      12,   '*5000000'],
   ['strings-100',     'strings',   'strings.c',      100,  '*4000000'],
   ['strings-4000',    'strings',   'strings.c',      4000, '*150000'],
   ['churn-shallow',   'heap',      'churn.c',        1,    '*8000000'],
   ['churn-deep',      'heap',      'churn.c',        20,   '*8000000'],
   ['threads',         'switching', 'threads.c',      '*3000000'],
   ['coroutines',      'switching', 'coroutines.c',   '*2000000'],
   ['coros-10000',     'switching', 'manycoros.c',    'plain',      10000, '*1000000'],
   ['coros-10000-reg', 'switching', 'manycoros.c',    'registered', 10000, '*1000000'],
   ['coros-8-hot',     'switching', 'manycoros.c',    'registered', 10000, '*3000000', 8],
   ['coros-created',   'switching', 'manycoros.c',    'created',    100,   '*20000'],
   ['coros-beside',    'switching', 'manycoros.c',    'beside',     10000, '*3000000'],
);

# Flags that one source needs besides the usual ones.
my %flags_of = ('strings.c' => '-fno-builtin', 'threads.c' => '-pthread');

sub workloads {
   my ($context) = @_;
   return map { _workload($context, @$_) } @kernels;
}

sub _workload {
   my ($context, $name, $group, $source, @arguments) = @_;
   my @words = map { /^\*(\d+)$/ ? _scaled($1, $context->{scale}) : $_ } @arguments;
   my $binary = "$context->{work}/bin/" . $source =~ s/\.\w+$//r;
   return {
      name         => $name,
      group        => $group,
      variant      => 'kernel',
      command      => [$binary, @words],
      asan_command => ["$binary-asan", @words],
      prepare      => sub {
         build($context, $source);
         build($context, $source, 'asan') if $context->{tool_names}{asan};
      },
   };
}

sub _scaled {
   my ($count, $scale) = @_;
   my $scaled = int($count * $scale);
   return $scaled < 1 ? 1 : $scaled;
}

# Compiles bench/kernels/SOURCE unless that was done since it last changed.
sub build {
   my ($context, $source, $asan) = @_;
   my $path   = "$context->{bench}/kernels/$source";
   my $binary = "$context->{work}/bin/" . $source =~ s/\.\w+$//r;
   my @flags  = ('-O2', '-g', split ' ', $flags_of{$source} // '');
   if ($asan) {
      $binary .= '-asan';
      push @flags, '-fsanitize=address', '-fno-omit-frame-pointer';
   }
   compile($path, $binary, @flags);
   return $binary;
}

sub compile {
   my ($path, $binary, @flags) = @_;
   return if -e $binary && -M $binary < -M $path;
   my $compiler = $path =~ /\.cc$/ ? $ENV{CXX} || 'g++' : $ENV{CC} || 'gcc';
   make_path(dirname($binary));
   system($compiler, @flags, '-o', $binary, $path) == 0
      or die "$compiler could not compile $path\n";
}

1;
