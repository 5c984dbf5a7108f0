# VR::Program: makes a test's program.
#
# 'prog' is either source files that lie beside the .vgtest, compiled into the
# test's own directory, or an existing command.  Also finds the line markers
# (a comment with @name in it) that expectations use in place of line numbers.
#
# SPDX-License-Identifier: GPL-2.0-or-later

package VR::Program;
use strict;
use warnings;
use File::Basename qw(basename);

my $SOURCE = qr/\.(?:c|cc|cpp|S|rs)$/;

# The first program of the list that exists, or undef.
sub which {
   for my $name (@_) {
      return $name if $name =~ m{/} && -x $name;
      for my $dir (split /:/, $ENV{PATH} || '/usr/bin:/bin') {
         return "$dir/$name" if -x "$dir/$name" && !-d _;
      }
   }
   return undef;
}

# VR::Program->new($spec, $source_dir, $work_dir)
sub new {
   my ($class, $spec, $source_dir, $work_dir) = @_;
   my @prog = @{ $spec->{prog} };
   my $self = bless { spec => $spec, from => $source_dir, work => $work_dir,
                      compiled => scalar(grep { $_ =~ $SOURCE } @prog) }, $class;
   $self->{sources} = [ grep { $_ =~ $SOURCE } @prog, map { (split)[0] } $spec->list('lib') ];
   return $self;
}

# What is missing for this test ("" if nothing): a program of 'needs', the
# command itself, or a compiler.
sub missing {
   my ($self) = @_;
   for my $need ($self->{spec}->list('needs')) {
      # "a or b": one of them is enough.
      my @names = split /\s+or\s+/, $need;
      my $found = 0;
      for my $name (@names) {
         $found ||= $name =~ m{^/} ? -e $name : $name =~ /^tool=(\w+)$/ ? $ENV{VR_TEST_TOOL} eq $1 : which($name);
      }
      return "needs $need" unless $found;
   }
   my @sources = @{ $self->{sources} };
   return "needs rustc" if (grep { /\.rs$/ } @sources) && !which('rustc');
   return "needs g++"   if (grep { /\.(cc|cpp)$/ } @sources) && !which('g++');
   return "needs $self->{spec}{prog}[0]"
      if !$self->{compiled} && !which($self->{spec}{prog}[0]) && !-e "$self->{from}/$self->{spec}{prog}[0]";
   return '';
}

# Compiles what has to be.  Returns the command line as a list; dies with the
# compiler's messages.
sub build {
   my ($self) = @_;
   my $spec = $self->{spec};
   my $work = $self->{work};
   for my $lib ($spec->list('lib')) {
      my ($source, @flags) = split ' ', $lib;
      (my $name = basename($source)) =~ s/\.\w+$/.so/;
      _run(_compiler($source), _base_flags($source), '-shared', '-fPIC', @flags,
           '-o', "$work/$name", "$self->{from}/$source");
   }
   my @args = map { $self->_substitute($_) } @{ $spec->{prog_args} || [] };
   my @prog = @{ $spec->{prog} };
   if (!$self->{compiled}) {
      my $command = which($prog[0]) || "$self->{from}/$prog[0]";
      return ($command, (map { $self->_substitute($_) } @prog[1 .. $#prog]), @args);
   }
   (my $name = basename($prog[0])) =~ s/\.\w+$//;
   $name .= '.exe' if -d "$work/$name";
   if ($prog[0] =~ /\.rs$/) {
      _run('rustc', '-g', @{ $spec->{cflags} || [] }, '-o', "$work/$name", "$self->{from}/$prog[0]");
   } else {
      my ($main) = (grep({ /\.(cc|cpp)$/ } @prog), $prog[0]);
      _run(_compiler($main), _base_flags($main),
           (map { $self->_substitute($_) } @{ $spec->{cflags} || [] }),
           "-I$self->{from}", "-L$work", "-Wl,-rpath,$work", '-o', "$work/$name",
           (map { "$self->{from}/$_" } @prog),
           map { $self->_substitute($_) } @{ $spec->{ldflags} || [] });
   }
   return ("./$name", @args);
}

sub _substitute {
   my ($self, $word) = @_;
   $word =~ s/\@SRC\@/$self->{from}/g;
   $word =~ s/\@WORK\@/$self->{work}/g;
   return $word;
}

sub _compiler   { return $_[0] =~ /\.(cc|cpp)$/ ? 'g++' : 'gcc' }

# Unoptimised unless a test says otherwise, so that each access happens where
# it is written; -w because the programs are wrong on purpose.
sub _base_flags {
   my ($source) = @_;
   return ('-g', '-O0', '-w', $source =~ /\.(cc|cpp)$/ ? '-std=gnu++17'
                            : $source =~ /\.c$/ ? '-std=gnu11' : ());
}

sub _run {
   my @command = @_;
   open my $pipe, '-|', 'sh', '-c', 'exec "$@" 2>&1 </dev/null', 'sh', @command
      or die "cannot run $command[0]: $!\n";
   my $output = do { local $/; <$pipe> };
   close $pipe or die "@command\nfailed:\n" . ($output // '') . "\n";
}

# { marker => { file => basename, line => number } } over all sources.
sub markers {
   my ($self) = @_;
   my %markers;
   for my $source (@{ $self->{sources} }) {
      open my $in, '<', "$self->{from}/$source" or die "$self->{from}/$source: $!\n";
      while (my $line = <$in>) {
         while ($line =~ m{(?:/\*|//|\#)\s*\@(\w+)}g) {
            $markers{$1} and die "$source:$.: marker \@$1 is used twice\n";
            $markers{$1} = { file => basename($source), line => $. };
         }
      }
   }
   return \%markers;
}

1;
