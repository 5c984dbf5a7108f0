# Programs: Debian's programs on generated input, each in a short version, which
# is mostly start-up and translation, and a long one, at least three seconds of
# CPU under --tool=none.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package Bench::Programs;

use strict;
use warnings;
use Bench::Inputs;
use Bench::Server;
use Bench::Tools;

# Each gives the size of the short and the long version, and, for one size, the
# command's words after the program, its input on stdin if any, and what makes
# the input.  $d is the directory of the inputs.  Slow ones take seconds even for
# the smallest input and are left out of quick runs.
my %programs = (
   xz      => {short => 100e3, long => 3e6,   use => \&_compress, options => ['-6', '-T1', '-c']},
   zstd    => {short => 1e6,   long => 140e6, use => \&_compress, options => ['-q', '-3', '-T1', '-c']},
   bzip2   => {short => 200e3, long => 20e6,  use => \&_compress, options => ['-c']},
   jq      => {short => 500,   long => 45e3,  use => \&_jq},
   tar     => {short => 500,   long => 460e3, use => \&_tar},
   sqlite3 => {short => 1e3,   long => 200e3, use => \&_sqlite3},
   python3 => {short => 5,     long => 420,   use => \&_python3, env => {PYTHONMALLOC => 'malloc', PYTHONHASHSEED => 0}},
   perl    => {short => 10,    long => 760,   use => \&_perl, env => {PERL_HASH_SEED => 0}},
   git     => {short => 100,   long => 10000, use => \&_git, env => {GIT_CONFIG_NOSYSTEM => 1}},
   cc1     => {short => 1,     long => 40,    use => \&_cc1, slow => 1},
   redis   => {short => 2e3,   long => 720e3, server => 1},
);
my @order = qw(xz zstd bzip2 jq tar sqlite3 python3 perl git cc1 redis);

sub workloads {
   my ($context) = @_;
   my @workloads;
   for my $length (qw(short long)) {
      next if $length eq 'long' && $context->{quick};
      for my $name (@order) {
         next if $context->{quick} && $programs{$name}{slow};
         push @workloads, _workload($context, $name, $length);
      }
   }
   return @workloads, _nothing();
}

# Start-up alone.
sub _nothing {
   return {
      name => 'true', group => 'start-up', variant => 'program',
      command => [Bench::Tools::find_program('true')],
      repeat  => 5,
   };
}

sub _workload {
   my ($context, $name, $length) = @_;
   my $program  = $programs{$name};
   my $workload = {
      name    => "$name-$length",
      group   => "programs, $length",
      variant => 'program',
      env     => $program->{env},
      repeat  => $length eq 'short' && !$context->{quick} ? 2 : 1,
   };
   my $size = $program->{$length};
   return Bench::Server::redis($context, $workload, $size) if $program->{server};

   my $path = $name eq 'cc1' ? _cc1_path() : Bench::Tools::find_program($name);
   if (!defined $path) {
      $workload->{missing} = "$name is not installed";
      return $workload;
   }
   my ($words, $make, $stdin) = $program->{use}->("$context->{work}/in", $size, $program->{options}, $path);
   $workload->{command} = [$path, @$words];
   $workload->{stdin}   = $stdin;
   $workload->{prepare} = $make;
   return $workload;
}

# The compiler proper, which gcc only starts.
sub _cc1_path {
   my $path = `gcc -print-prog-name=cc1 2>/dev/null` // '';
   chomp $path;
   return $path =~ m{^/} && -x $path ? $path : undef;
}

sub _compress {
   my ($d, $size, $options) = @_;
   my $text = "$d/text-$size";
   return ([@$options, $text], sub { Bench::Inputs::text($text, $size) });
}

sub _jq {
   my ($d, $size) = @_;
   my $json   = "$d/orders-$size.json";
   my $filter = 'map(select(.quantity > 20) | {customer: (.customer | split(" ")[0]), total: (.price * .quantity), tags})'
              . ' | group_by(.customer) | map({customer: .[0].customer, n: length, total: (map(.total) | add), tags: (map(.tags[]) | unique)})';
   return ([$filter, $json], sub { Bench::Inputs::json($json, $size) });
}

sub _tar {
   my ($d, $size) = @_;
   my $there = $size < 20e3 ? $size : 20e3;   # more are archived by naming them again
   my $files = "$d/files-$there";
   return (['-cf', '-', '--sort=name', '-C', $files, ('.') x ($size / $there)],
           sub { Bench::Inputs::files($files, $there) });
}

sub _sqlite3 {
   my ($d, $size) = @_;
   my $sql = "$d/orders-$size.sql";
   return (['-batch', ':memory:'], sub { Bench::Inputs::sql($sql, $size) }, $sql);
}

sub _python3 {
   my ($d, $size) = @_;
   my $script = "$d/accounts.py";
   return (['-I', $script, $size], sub { Bench::Inputs::python_script($script) });
}

sub _perl {
   my ($d, $size) = @_;
   my $script = "$d/log.pl";
   return ([$script, $size], sub { Bench::Inputs::perl_script($script) });
}

sub _git {
   my ($d, $size, $options, $git) = @_;
   my $repository = "$d/repository-$size";
   return (['-C', $repository, '--no-pager', 'log', '-p', '--stat'],
           sub { Bench::Inputs::repository($repository, $size, $git) });
}

sub _cc1 {
   my ($d, $size) = @_;
   my $source = "$d/functions-$size.i";
   return (['-quiet', '-O2', '-fpreprocessed', $source, '-o', '-'],
           sub { Bench::Inputs::c_source($source, $size) });
}

1;
