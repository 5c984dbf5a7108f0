# Tools: what a workload can run under, and whether that is installed.
#
# Every tool runs with its own defaults, as somebody would who types its name:
# memcheck thus ends with a leak summary, vrleak with a full leak check.
#
# A tool is a hash:
#
#    name
#    start      sub(workload, $files) -> the words before the command, where
#               $files is a path prefix for what the tool writes
#    lib        VALGRIND_LIB, for Valgrind's tools
#    valgrind   true for Valgrind's tools
#    wraps      true if the tool prints on standard output around the program
#    only       which variants of workloads it can run; all if undefined
#    added      true if it came from --with
#    missing    why it is not available, if it isn't
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Tools;

use strict;
use warnings;
use Bench::Scan;

# In the order of the tables' columns.
our @names = qw(native none vrleak memcheck memcheck-noundef massif dhat heaptrack asan);

my %valgrind_options = (
   'none'             => sub { '--tool=none' },
   'vrleak'           => sub { '--tool=vrleak' },
   'memcheck'         => sub { '--tool=memcheck' },
   'memcheck-noundef' => sub { ('--tool=memcheck', '--undef-value-errors=no') },
   'massif'           => sub { ('--tool=massif', "--massif-out-file=$_[0].massif") },
   'dhat'             => sub { ('--tool=dhat', "--dhat-out-file=$_[0].dhat") },
);

# valgrind: the launcher; lib: VALGRIND_LIB, or undef for the installed tools.
sub all {
   my ($context) = @_;
   my @tools = map { _tool($context, $_) } @names;
   push @tools, map { _variant($context, $_) } @{$context->{with}};
   return @tools;
}

sub _tool {
   my ($context, $name) = @_;
   return _valgrind_tool($context, $name, $context->{lib}, $valgrind_options{$name})
      if $valgrind_options{$name};
   return {name => $name, start => sub { () }} if $name eq 'native';
   return _heaptrack($context)                 if $name eq 'heaptrack';
   return _asan();
}

sub _valgrind_tool {
   my ($context, $name, $lib, $options) = @_;
   my $tool = {
      name     => $name,
      valgrind => 1,
      lib      => $lib,
      start    => sub {
         my ($workload, $files) = @_;
         return ($context->{valgrind}, $options->($files));
      },
   };
   my ($program) = map { /^--tool=(.*)/ ? $1 : () } $options->('');
   $tool->{missing} = 'valgrind is not installed' unless find_program($context->{valgrind});
   if ($program eq 'vrleak' && !$tool->{missing}) {
      $tool->{missing} = 'no vrleak-amd64-linux in ' . ($lib // 'the build directory; run make, or give --lib')
         unless defined $lib && -x "$lib/vrleak-amd64-linux";
   }
   return $tool;
}

# --with NAME=[LIB=DIR] [OPTIONS]: vrleak of another build or with options.
sub _variant {
   my ($context, $text) = @_;
   my ($name, $rest) = $text =~ /^([\w.-]+)=(.*)$/
      or die "bench/run: --with needs NAME=[LIB=DIR] [OPTIONS], not '$text'\n";
   my @words = split ' ', $rest;
   my $lib   = $context->{lib};
   $lib = substr(shift @words, 4) if @words && $words[0] =~ /^LIB=/;
   unshift @words, '--tool=vrleak' unless grep { /^--tool=/ } @words;
   return {%{_valgrind_tool($context, $name, $lib, sub { @words })}, added => 1};
}

sub _heaptrack {
   my $program = find_program('heaptrack');
   return {
      name    => 'heaptrack',
      wraps   => 1,
      start   => sub { ($program, '-o', "$_[1].heaptrack") },
      missing => $program ? undef : 'heaptrack is not installed',
   };
}

# The start is empty: the kernel itself was compiled differently.
sub _asan {
   my $library = `gcc -print-file-name=libasan.so 2>/dev/null`;
   return {
      name    => 'asan',
      only    => {kernel => 1},
      start   => sub { () },
      missing => defined $library && $library =~ m{^/} ? undef : "gcc's libasan is not installed",
   };
}

sub can_run {
   my ($tool, $workload) = @_;
   return Bench::Scan::can_run($tool) if $workload->{variant} eq 'scan';
   return !$tool->{only} || $tool->{only}{$workload->{variant}};
}

# Debian's own programs come before others of the same name in PATH, which may
# be scripts that start something else.
sub find_program {
   my ($name) = @_;
   return -x $name ? $name : undef if $name =~ m{/};
   for my $directory ('/usr/bin', '/bin', split /:/, $ENV{PATH} // '') {
      return "$directory/$name" if -f "$directory/$name" && -x _;
   }
   return undef;
}

1;
